#pragma once

// Unpacks gzip (RFC 1952) while it arrives. Values only; any thread, one at a time.

#include <zlib.h>

#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace signpost::poller {

class Gunzip {
 public:
  // Unpacks at most `size_max` octets, and never holds more than that.
  explicit Gunzip(size_t size_max);
  ~Gunzip();
  Gunzip(const Gunzip&) = delete;
  Gunzip& operator=(const Gunzip&) = delete;

  // Unpacks the next octets of the stream. Fails when they are no gzip (InvalidArgument) or give
  // more than `size_max` octets (ResourceExhausted); there is no way on from that.
  absl::Status Add(std::string_view packed);

  // The text, once. Fails with InvalidArgument when the stream is not at its end.
  absl::StatusOr<std::string> Finish();

 private:
  absl::Status MakeRoom();
  absl::Status TooLarge() const;
  int Inflate(std::string_view* packed);

  const size_t size_max_;
  z_stream stream_{};
  std::string output_;
  size_t size_ = 0;        // octets of output_ that are unpacked text
  bool is_whole_ = false;  // at the end of a member: the stream may end here
};

}  // namespace signpost::poller
