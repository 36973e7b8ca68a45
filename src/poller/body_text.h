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
  // `encoding` is the Content-Encoding, empty for none; `size` the Content-Length, if known. At
  // most `size_max` octets of text are held.
  BodyText(std::string_view encoding, std::optional<uint64_t> size, size_t size_max);

  // Takes the next octets. The failure's message is for "HOST:PORT/PATH: ".
  std::optional<Failure> Add(std::string_view octets);

  // The whole text, once.
  Outcome<std::string> Finish();

 private:
  std::optional<Failure> failure_;
  const size_t size_max_;
  std::optional<Gunzip> gunzip_;
  std::string text_;  // without gunzip_
};

}  // namespace signpost::poller
