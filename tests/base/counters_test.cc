#include "base/counters.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace signpost {
namespace {

constexpr uint64_t kAdditions = 50'000;
constexpr size_t kThreads = 4;

TEST(Counter, StartsAtZeroAndAddsOneUnlessToldOtherwise) {
  Counter counter;
  EXPECT_EQ(counter.value(), 0u);
  counter.Add();
  counter.Add(41);
  EXPECT_EQ(counter.value(), 42u);
}

TEST(Counter, IsReadByOthersWhileItsOneThreadAdds) {
  Counter counter;
  std::thread writer([&] {
    for (uint64_t i = 0; i < kAdditions; ++i) counter.Add();
  });
  uint64_t last = 0;
  for (int i = 0; i < 1000; ++i) {
    const uint64_t value = counter.value();
    EXPECT_GE(value, last);
    last = value;
  }
  writer.join();
  EXPECT_EQ(counter.value(), kAdditions);
}

TEST(SharedCounter, LosesNothingWhenSeveralThreadsAdd) {
  SharedCounter counter;
  std::vector<std::thread> writers(kThreads);
  for (std::thread& writer : writers) {
    writer = std::thread([&] {
      for (uint64_t i = 0; i < kAdditions; ++i) counter.Add(2);
    });
  }
  for (std::thread& writer : writers) writer.join();
  EXPECT_EQ(counter.value(), 2 * kThreads * kAdditions);
}

// Why the counters of one thread stand in one aligned struct.
TEST(Counter, AlignedBlocksOfTwoThreadsShareNoCacheLine) {
  struct alignas(kCacheLine) Block {
    Counter first;
    Counter last;
  };
  std::vector<Block> blocks(2);
  const auto line = [](const Counter& counter) {
    return reinterpret_cast<uintptr_t>(&counter) / kCacheLine;
  };
  EXPECT_EQ(line(blocks[0].first), line(blocks[0].last));
  EXPECT_NE(line(blocks[0].last), line(blocks[1].first));
}

}  // namespace
}  // namespace signpost
