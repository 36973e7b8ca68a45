#pragma once

// Query ids from the system's random numbers, fetched in advance. Private to this room; owned by
// one thread.

#include <array>
#include <cstddef>
#include <cstdint>

namespace signpost::forward {

class RandomIds {
 public:
  uint16_t Next();

 private:
  // The system hands out up to 256 octets without a break (getrandom(2)).
  std::array<uint16_t, 128> ids_;
  size_t left_ = 0;
};

}  // namespace signpost::forward
