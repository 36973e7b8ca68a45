#pragma once

// By what a body is known again without being kept: a mark for each of its blocks.
//
// Whoever writes into the cluster's state must not be able to make two bodies look the same. A mark
// is a GMAC (NIST SP 800-38D) under a key that is drawn anew by each process and never shown, so
// that two blocks that differ have the same one with a probability of less than 2^-112, whatever
// they are. Private to this room; belongs to the poller's thread.

#include <openssl/evp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace signpost::poller {

inline constexpr size_t kBlockSize = 64 << 10;

using BlockMark = std::array<uint8_t, 16>;

struct BodyMarks {
  std::string encoding;
  std::vector<BlockMark> blocks;  // all of kBlockSize octets but the last
};

class BlockMarker {
 public:
  BlockMarker();
  ~BlockMarker();
  BlockMarker(const BlockMarker&) = delete;
  BlockMarker& operator=(const BlockMarker&) = delete;

  BlockMark MarkOf(std::string_view block);

 private:
  EVP_CIPHER_CTX* const context_;
};

}  // namespace signpost::poller
