#include "dns/rate_limit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/endpoint.h"

namespace signpost::dns {
namespace {

using Verdict = RateLimiter::Verdict;

constexpr uint64_t kSecond = 1'000'000;
constexpr uint32_t kRate = 10;
constexpr size_t kSmall = 100;  // octets of an answer

RateLimitOptions Options() {
  RateLimitOptions options;
  options.answers_per_second = kRate;
  options.exempt = NetworkList();
  options.short_answers_per_second = 20;
  options.bucket_count = 1 << 10;
  return options;
}

class RateLimitTest : public ::testing::Test {
 protected:
  Verdict Judge(const std::string& address, AnswerKind kind = AnswerKind::kData,
                size_t size = kSmall) {
    return limiter_.Judge(IpAddress::Parse(address)->bytes(), kind, size, now_);
  }

  // How many of `count` questions get this verdict, evenly in `duration`.
  size_t CountOf(Verdict verdict, size_t count, uint64_t duration,
                 const std::string& address = "192.0.2.1", size_t size = kSmall) {
    size_t found = 0;
    for (size_t i = 0; i < count; ++i) {
      found += Judge(address, AnswerKind::kData, size) == verdict ? 1 : 0;
      now_ += duration / count;
    }
    return found;
  }

  RateLimiter limiter_{Options(), SipKey{}};
  uint64_t now_ = 1'000 * kSecond;
};

TEST_F(RateLimitTest, TheAnswersOfASecondMayComeAtOnce) {
  EXPECT_EQ(CountOf(Verdict::kAnswer, 15, 0), kRate);
}

TEST_F(RateLimitTest, WhoStaysBelowTheLimitIsAlwaysAnswered) {
  EXPECT_EQ(CountOf(Verdict::kAnswer, 1'000, 100 * kSecond), 1'000U);
}

TEST_F(RateLimitTest, ANetworkThatGoesOnGetsShortAnswersAlone) {
  CountOf(Verdict::kAnswer, 100, 5 * kSecond);
  EXPECT_EQ(CountOf(Verdict::kAnswer, 200, 10 * kSecond), 0U);
}

TEST_F(RateLimitTest, ANetworkIsAnsweredAgainWhenItsOverdraftIsPaidOff) {
  CountOf(Verdict::kAnswer, 10'000, 10 * kSecond);
  now_ += 5 * kSecond;
  EXPECT_EQ(Judge("192.0.2.1"), Verdict::kShorten);
  now_ += kSecond;
  EXPECT_EQ(Judge("192.0.2.1"), Verdict::kAnswer);
}

TEST_F(RateLimitTest, ShortAnswersAreLimitedToo) {
  CountOf(Verdict::kAnswer, kRate, 0);
  EXPECT_EQ(CountOf(Verdict::kShorten, 100, 0), 20U);
  now_ += kSecond;
  EXPECT_EQ(CountOf(Verdict::kShorten, 100, 0), 20U);
}

TEST_F(RateLimitTest, MalformedQueriesGetNoShortAnswer) {
  for (uint32_t i = 0; i < kRate; ++i) {
    EXPECT_EQ(Judge("192.0.2.1", AnswerKind::kMalformed), Verdict::kAnswer);
  }
  EXPECT_EQ(Judge("192.0.2.1", AnswerKind::kMalformed), Verdict::kDrop);
}

TEST_F(RateLimitTest, EachKindHasItsOwnCount) {
  CountOf(Verdict::kAnswer, 100, 0);
  EXPECT_NE(Judge("192.0.2.1"), Verdict::kAnswer);
  for (const AnswerKind kind :
       {AnswerKind::kNoData, AnswerKind::kNxDomain, AnswerKind::kRefusal, AnswerKind::kMalformed}) {
    EXPECT_EQ(Judge("192.0.2.1", kind), Verdict::kAnswer);
  }
}

TEST_F(RateLimitTest, NetworksAre24BitsOfIpv4And56OfIpv6) {
  CountOf(Verdict::kAnswer, 100, 0, "192.0.2.1");
  EXPECT_NE(Judge("192.0.2.255"), Verdict::kAnswer);
  EXPECT_EQ(Judge("192.0.3.1"), Verdict::kAnswer);
  CountOf(Verdict::kAnswer, 100, 0, "2001:db8:0:100::1");
  EXPECT_NE(Judge("2001:db8:0:1ff::2"), Verdict::kAnswer);
  EXPECT_EQ(Judge("2001:db8:0:200::1"), Verdict::kAnswer);
}

TEST_F(RateLimitTest, LargeAnswersCountForEachWholeUnit) {
  constexpr size_t kTwo = 2 * kRateLimitAnswerUnit;
  EXPECT_EQ(CountOf(Verdict::kAnswer, 15, 0, "192.0.2.1", kTwo - 1), kRate);
  EXPECT_EQ(CountOf(Verdict::kAnswer, 15, 0, "192.0.3.1", kTwo), kRate / 2);
}

TEST_F(RateLimitTest, ALoneAnswerIsNeverTooLarge) {
  EXPECT_EQ(Judge("192.0.2.1", AnswerKind::kData, 65'535), Verdict::kAnswer);
  EXPECT_EQ(Judge("192.0.2.1"), Verdict::kShorten);
}

TEST_F(RateLimitTest, ExemptNetworksAreNeverLimited) {
  RateLimitOptions options = Options();
  options.exempt = NetworkList({"loopback", "192.0.2.0/25"});
  RateLimiter limiter(options);
  const auto judge = [&](const char* address) {
    return limiter.Judge(IpAddress::Parse(address)->bytes(), AnswerKind::kData, kSmall, now_);
  };
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(judge("127.1.2.3"), Verdict::kAnswer);
    EXPECT_EQ(judge("192.0.2.1"), Verdict::kAnswer);
    judge("192.0.2.200");
  }
  EXPECT_NE(judge("192.0.2.200"), Verdict::kAnswer);
}

TEST_F(RateLimitTest, NobodyWithoutAnAddressIsLimited) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(limiter_.Judge({}, AnswerKind::kData, kSmall, now_), Verdict::kAnswer);
  }
}

// What is owed is the same, whenever it is looked at: 44 bits of microseconds come round.
TEST_F(RateLimitTest, TimeMayComeRound) {
  now_ = (uint64_t{1} << 44) - kSecond / 2;
  EXPECT_EQ(CountOf(Verdict::kAnswer, 1'000, 100 * kSecond), 1'000U);
  now_ = (uint64_t{1} << 45) - kSecond / 2;
  CountOf(Verdict::kAnswer, 100, 0);
  now_ += kSecond;
  EXPECT_NE(Judge("192.0.2.1"), Verdict::kAnswer);
}

TEST_F(RateLimitTest, WhoOwesMostIsNotForgottenForManyOthers) {
  RateLimitOptions options = Options();
  options.bucket_count = 8;  // all networks meet
  RateLimiter limiter(options, SipKey{});
  const auto judge = [&](const std::string& address) {
    return limiter.Judge(IpAddress::Parse(address)->bytes(), AnswerKind::kData, kSmall, now_);
  };
  for (int i = 0; i < 60; ++i) judge("192.0.2.1");
  for (int i = 0; i < 250; ++i) judge(absl::StrCat("10.0.", i, ".1"));
  EXPECT_NE(judge("192.0.2.1"), Verdict::kAnswer);
  EXPECT_GT(limiter.evicted().value(), 200U);
}

TEST_F(RateLimitTest, BucketsThatArePaidOffAreFree) {
  RateLimitOptions options = Options();
  options.bucket_count = 8;
  RateLimiter limiter(options, SipKey{});
  for (int i = 0; i < 250; ++i) {
    const auto address = *IpAddress::Parse(absl::StrCat("10.0.", i, ".1"));
    limiter.Judge(address.bytes(), AnswerKind::kData, kSmall, now_);
    now_ += kSecond;
  }
  EXPECT_EQ(limiter.evicted().value(), 0U);
}

// What two change at once may be counted once; it is never far off.
TEST_F(RateLimitTest, SeveralThreadsShareOneLimit) {
  RateLimitOptions options = Options();
  options.answers_per_second = 1'000;
  RateLimiter limiter(options);
  constexpr size_t kThreads = 4;
  std::vector<size_t> answered(kThreads);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&, i] {
      const auto address = *IpAddress::Parse("192.0.2.1");
      for (int j = 0; j < 2'000; ++j) {
        const auto verdict = limiter.Judge(address.bytes(), AnswerKind::kData, kSmall, now_);
        answered[i] += verdict == Verdict::kAnswer ? 1 : 0;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  size_t sum = 0;
  for (const size_t each : answered) sum += each;
  EXPECT_GE(sum, 1'000U);
  EXPECT_LE(sum, 4'000U);
}

}  // namespace
}  // namespace signpost::dns
