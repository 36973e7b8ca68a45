#pragma once

// Unpacks gzip (RFC 1952) while it arrives. Values only; any thread, one at a time.

#include <zlib.h>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace signpost::poller {

// Takes the next octets of a text; they are gone when it returns.
using TextSink = std::function<void(std::string_view)>;

class Gunzip {
 public:
  // Unpacks at most `size_max` octets, and holds a few of them at a time.
  explicit Gunzip(size_t size_max);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // Unpacks the next octets of the stream and hands the text to `sink`. Fails when they are no gzip
  // (InvalidArgument) or give more than `size_max` octets (ResourceExhausted); there is no way on
  // from that.
  absl::Status Add(std::string_view packed, const TextSink& sink);

  // Fails with InvalidArgument when the stream is not at its end.
  absl::Status Finish() const;

 private:
  absl::Status AddMember(std::string_view* packed, const TextSink& sink);
  int Inflate(std::string_view* packed, size_t* unpacked_size);

  const size_t size_max_;
  z_stream stream_{};
  std::string output_;
  size_t size_ = 0;        // octets of text so far
  bool is_whole_ = false;  // at the end of a member: the stream may end here
};

}  // namespace signpost::poller
