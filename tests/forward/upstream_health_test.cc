#include "forward/upstream_health.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "forward/limits.h"

namespace signpost::forward {
namespace {

using ::testing::ElementsAre;

class UpstreamHealthTest : public ::testing::Test {
 protected:
  void AnswerBadly(Upstreams::Index upstream, int count) {
    for (int i = 0; i < count; ++i) health_.AnsweredBadly(upstream, now_);
  }

  std::vector<Upstreams::Index> Order() const {
    const std::vector<Upstreams::Index> all = {0, 1, 2};
    std::vector<Upstreams::Index> order;
    health_.Order(all, &order);
    return order;
  }

  UpstreamHealth health_{3};
  UpstreamHealth::Clock::time_point now_;
};

TEST_F(UpstreamHealthTest, GoodOnesComeFirstInTheirOrder) {
  AnswerBadly(0, kBadAnswersMax);
  EXPECT_THAT(Order(), ElementsAre(1, 2, 0));
}

TEST_F(UpstreamHealthTest, OneBadAnswerAloneChangesNothing) {
  AnswerBadly(0, 1);
  EXPECT_THAT(Order(), ElementsAre(0, 1, 2));
}

TEST_F(UpstreamHealthTest, GoodAnswerBringsItBack) {
  AnswerBadly(0, kBadAnswersMax);
  health_.AnsweredWell(0);
  EXPECT_THAT(Order(), ElementsAre(0, 1, 2));
}

TEST_F(UpstreamHealthTest, BadOneIsProbedLessAndLessOften) {
  AnswerBadly(0, kBadAnswersMax);
  EXPECT_FALSE(health_.TakeProbe(0, now_));
  now_ += kProbeIntervalMin;
  EXPECT_TRUE(health_.TakeProbe(0, now_));
  EXPECT_FALSE(health_.TakeProbe(0, now_ + kProbeIntervalMin));
  for (int i = 0; i < 20; ++i) {
    now_ += kProbeIntervalMax;
    EXPECT_TRUE(health_.TakeProbe(0, now_));
  }
}

TEST_F(UpstreamHealthTest, GoodOneIsNotProbed) { EXPECT_FALSE(health_.TakeProbe(0, now_)); }

}  // namespace
}  // namespace signpost::forward
