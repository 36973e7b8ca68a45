#include "poller/backoff.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;

constexpr BackoffLimits kLimits{.first = milliseconds(100), .last = milliseconds(350)};

TEST(Backoff, DoublesUpToItsLastAndStaysThere) {
  Backoff backoff(kLimits);
  for (const int whole : {100, 200, 350, 350, 350}) {
    const milliseconds wait = backoff.Next();
    EXPECT_GE(wait, milliseconds(whole / 2));
    EXPECT_LE(wait, milliseconds(whole));
  }
}

TEST(Backoff, BeginsAnewAfterASuccess) {
  Backoff backoff(kLimits);
  backoff.Next();
  backoff.Next();
  backoff.Reset();
  EXPECT_LE(backoff.Next(), kLimits.first);
}

TEST(Backoff, WaitsAreSpread) {
  std::set<milliseconds> waits;
  Backoff backoff({.first = milliseconds(1'000'000), .last = milliseconds(1'000'000)});
  for (int i = 0; i < 100; ++i) waits.insert(backoff.Next());
  EXPECT_GT(waits.size(), 50U);
}

}  // namespace
}  // namespace signpost::poller
