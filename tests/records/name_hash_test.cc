#include "records/name_hash.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "records/shard.h"

namespace signpost::records {
namespace {

constexpr uint64_t kSeed = 0x0123456789abcdef;
constexpr size_t kSizeMax = 255;

// Octets without a pattern that the hash might know.
std::vector<uint8_t> OctetsOfSize(size_t size) {
  std::vector<uint8_t> octets(size);
  uint32_t state = 1;
  for (uint8_t& octet : octets) {
    state = state * 1664525 + 1013904223;
    octet = static_cast<uint8_t>(state >> 24);
  }
  return octets;
}

TEST(NameHash, EqualNamesHaveEqualHashesWhereverTheyStand) {
  for (size_t size = 1; size <= kSizeMax; ++size) {
    const std::vector<uint8_t> name = OctetsOfSize(size);
    const uint64_t hash = HashName(name, kSeed);
    for (size_t offset = 0; offset < 9; ++offset) {
      for (const uint8_t surroundings : {0x00, 0xff}) {
        std::vector<uint8_t> memory(offset + size + 8, surroundings);
        std::copy(name.begin(), name.end(), memory.begin() + static_cast<ptrdiff_t>(offset));
        ASSERT_EQ(HashName({memory.data() + offset, size}, kSeed), hash) << size;
      }
    }
  }
}

TEST(NameHash, ReadsNothingBeyondTheName) {
  for (size_t size = 1; size <= kSizeMax; ++size) {
    const auto exact = std::make_unique<uint8_t[]>(size);  // AddressSanitizer watches its ends
    EXPECT_EQ(HashName({exact.get(), size}, kSeed), HashName(std::vector<uint8_t>(size, 0), kSeed));
  }
}

TEST(NameHash, EveryOctetCounts) {
  for (size_t size = 1; size <= kSizeMax; ++size) {
    std::vector<uint8_t> name = OctetsOfSize(size);
    std::set<uint64_t> hashes = {HashName(name, kSeed)};
    for (uint8_t& octet : name) {
      octet ^= 1;
      hashes.insert(HashName(name, kSeed));
      octet ^= 1;
    }
    EXPECT_EQ(hashes.size(), size + 1);
  }
}

TEST(NameHash, SizeCounts) {
  std::set<uint64_t> hashes;
  for (size_t size = 1; size <= kSizeMax; ++size) {
    hashes.insert(HashName(std::vector<uint8_t>(size, 0), kSeed));
  }
  EXPECT_EQ(hashes.size(), kSizeMax);
}

TEST(NameHash, SeedsGiveDifferentHashes) {
  const std::vector<uint8_t> name = OctetsOfSize(20);
  std::set<uint64_t> hashes;
  for (int bit = 0; bit < 64; ++bit) hashes.insert(HashName(name, uint64_t{1} << bit));
  EXPECT_EQ(hashes.size(), 64u);
}

TEST(NameHash, NamesThatCollideUnderOneSeedDoNotUnderAnother) {
  const auto [first, second] = testing::NamesThatCollide(0);
  const wire::Name a = testing::NameOf(first);
  const wire::Name b = testing::NameOf(second);
  ASSERT_FALSE(a == b);
  EXPECT_EQ(testing::HashOf(first), testing::HashOf(second));
  EXPECT_NE(HashName(a.wire(), kSeed), HashName(b.wire(), kSeed));
}

// Numbered names, as a cluster has them, over the pages and over the slots of a shard.
TEST(NameHash, NumberedNamesSpreadEvenly) {
  constexpr size_t kPerCell = 256;
  std::array<size_t, 256> pages{};
  std::array<size_t, 256> slots{};
  for (size_t number = 0; number < kPerCell * pages.size(); ++number) {
    const wire::Name name = testing::NameOf("task-" + std::to_string(number) + ".marathon.mesos.");
    const uint64_t hash = HashName(name.wire(), kSeed);
    ++pages[PageOf(hash)];
    ++slots[hash & 0xff];
  }
  // Seven standard deviations of 16 to either side.
  for (const auto& cells : {pages, slots}) {
    EXPECT_GT(*std::min_element(cells.begin(), cells.end()), kPerCell - 112);
    EXPECT_LT(*std::max_element(cells.begin(), cells.end()), kPerCell + 112);
  }
}

}  // namespace
}  // namespace signpost::records
