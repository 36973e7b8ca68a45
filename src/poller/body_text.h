#pragma once

// The text of an HTTP answer while it arrives, unpacked if need be. Private to this room.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "poller/failure.h"
#include "poller/gunzip.h"

namespace signpost::poller {

class BodyText {
 public:
  // `encoding` is the Content-Encoding, empty for none. No more than `size_max` octets of text are
  // taken.
  BodyText(std::string_view encoding, uint64_t size_max);

  // Takes the next octets; their text goes to `sink`. The failure's message is for
  // "HOST:PORT/PATH: ".
  std::optional<Failure> Add(std::string_view octets, const TextSink& sink);

  // The body is at its end.
  std::optional<Failure> Finish() const;

 private:
  std::optional<Failure> failure_;
  const uint64_t size_max_;
  uint64_t size_ = 0;  // of the text, without gunzip_
  std::optional<Gunzip> gunzip_;
};

}  // namespace signpost::poller
