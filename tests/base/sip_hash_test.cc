#include "base/sip_hash.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace signpost {
namespace {

// Key and messages of the authors' reference code: 0, 1, 2, ...
uint64_t ReferenceHash(size_t size) {
  SipKey key;
  std::iota(key.begin(), key.end(), uint8_t{0});
  std::vector<uint8_t> message(size);
  std::iota(message.begin(), message.end(), uint8_t{0});
  return SipHash(key, message);
}

TEST(SipHash, AgreesWithTheReference) {
  EXPECT_EQ(ReferenceHash(0), 0x726fdb47dd0e0e31U);
  EXPECT_EQ(ReferenceHash(1), 0x74f839c593dc67fdU);
  EXPECT_EQ(ReferenceHash(2), 0x0d6c8009d9a94f5aU);
  EXPECT_EQ(ReferenceHash(3), 0x85676696d7fb7e2dU);
  EXPECT_EQ(ReferenceHash(8), 0x93f5f5799a932462U);
  EXPECT_EQ(ReferenceHash(15), 0xa129ca6149be45e5U);
}

TEST(SipHash, EveryOctetOfKeyAndMessageCounts) {
  const SipKey key{};
  const std::vector<uint8_t> message(20);
  const uint64_t hash = SipHash(key, message);
  for (size_t i = 0; i < key.size(); ++i) {
    SipKey other = key;
    other[i] = 1;
    EXPECT_NE(SipHash(other, message), hash) << i;
  }
  for (size_t i = 0; i < message.size(); ++i) {
    std::vector<uint8_t> other = message;
    other[i] = 1;
    EXPECT_NE(SipHash(key, other), hash) << i;
  }
}

TEST(SipHash, RandomKeysDiffer) { EXPECT_NE(RandomSipKey(), RandomSipKey()); }

}  // namespace
}  // namespace signpost
