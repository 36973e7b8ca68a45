#include "mesos/holdover.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"

namespace signpost::mesos {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::AgentOf;
using testing::FrameworkOf;
using ::testing::UnorderedElementsAre;

constexpr seconds kTimeout{600};

// A state of the master `name` that lists `agents` and still awaits `recovered`.
State StateFrom(const std::string& name, const std::vector<std::string>& agents,
                std::vector<std::string> recovered) {
  State state;
  state.leader = "master@10.0.0." + name + ":5050";
  state.master_id = "id-" + name;
  for (const std::string& id : agents) state.agents.push_back(AgentOf(id, "10.0.1.1"));
  state.recovered_agents = std::move(recovered);
  return state;
}

// Which knew S1, S2 and F of master 1, when master 2 takes over.
class HoldoverOfNewLeader : public ::testing::Test {
 protected:
  HoldoverOfNewLeader() { holdover_.Take(StateFrom("1", {"S1", "S2"}, {}), now_); }

  void Take(const State& state, seconds later = seconds(1)) {
    now_ += later;
    if (holdover_.IsOfNewLeader(state)) {
      holdover_.Await({.agents = {"S1", "S2"}, .lost_agents = {"L"}, .frameworks = {"F"}}, now_);
    }
    holdover_.Take(state, now_);
  }

  Holdover::Time now_{hours(1000)};
  Holdover holdover_{kTimeout};
};

TEST_F(HoldoverOfNewLeader, KnowsAnotherLeaderByItsPidOrItsId) {
  const State same = StateFrom("1", {}, {});
  EXPECT_FALSE(holdover_.IsOfNewLeader(same));
  EXPECT_TRUE(holdover_.IsOfNewLeader(StateFrom("2", {}, {})));
  State restarted = same;
  restarted.master_id = "another";
  EXPECT_TRUE(holdover_.IsOfNewLeader(restarted));
  restarted.master_id = "";
  EXPECT_FALSE(holdover_.IsOfNewLeader(restarted));
  EXPECT_FALSE(Holdover().IsOfNewLeader(same));
}

TEST_F(HoldoverOfNewLeader, AwaitsAllWhileAllListsAreEmpty) {
  Take(StateFrom("2", {}, {}));
  EXPECT_THAT(holdover_.awaited_agents(), UnorderedElementsAre("S1", "S2"));
  EXPECT_TRUE(holdover_.KeepsFramework("F"));
  EXPECT_EQ(holdover_.reason(), HoldReason::kNewLeader);
}

TEST_F(HoldoverOfNewLeader, AwaitsAgentsUntilTheyAreBack) {
  Take(StateFrom("2", {}, {"S1", "S2"}));
  Take(StateFrom("2", {"S2"}, {"S1"}));
  EXPECT_THAT(holdover_.awaited_agents(), UnorderedElementsAre("S1"));
  Take(StateFrom("2", {"S2", "S1"}, {}));
  EXPECT_EQ(holdover_.reason(), HoldReason::kNone);
}

TEST_F(HoldoverOfNewLeader, GivesUpAgentsThatTheRegistryDoesNotName) {
  Take(StateFrom("2", {}, {"S1"}));
  EXPECT_THAT(holdover_.given_up_agents(), UnorderedElementsAre("S2"));
  Take(StateFrom("2", {"S3"}, {}));
  EXPECT_THAT(holdover_.given_up_agents(), UnorderedElementsAre("S1"));
  EXPECT_EQ(holdover_.reason(), HoldReason::kNone);
}

TEST_F(HoldoverOfNewLeader, AwaitsAgentsUntilTheTimeoutWhenTheyAreNotNamed) {
  State state = StateFrom("2", {"S2"}, {});
  state.recovered_agents.reset();
  Take(state);
  EXPECT_THAT(holdover_.awaited_agents(), UnorderedElementsAre("S1"));
  Take(state, kTimeout);
  EXPECT_EQ(holdover_.reason(), HoldReason::kNone);
}

TEST_F(HoldoverOfNewLeader, AwaitsNobodyBeyondTheTimeout) {
  const State state = StateFrom("2", {}, {"S1", "S2"});
  Take(state);
  Take(state, kTimeout - seconds(1));
  EXPECT_TRUE(holdover_.KeepsAgent("S1"));
  Take(state, seconds(1));
  EXPECT_FALSE(holdover_.KeepsAgent("S1"));
  EXPECT_THAT(holdover_.given_up_agents(), UnorderedElementsAre("S1", "S2"));
  Take(state);
  EXPECT_FALSE(holdover_.KeepsAgent("S1"));
}

TEST_F(HoldoverOfNewLeader, AwaitsAnewUnderTheNextLeader) {
  Take(StateFrom("2", {}, {"S1", "S2"}));
  Take(StateFrom("2", {}, {"S1", "S2"}), kTimeout);
  Take(StateFrom("3", {}, {"S1", "S2"}));
  EXPECT_TRUE(holdover_.KeepsAgent("S1"));
}

TEST_F(HoldoverOfNewLeader, EndsThoughTheClockIsSetBack) {
  const State state = StateFrom("2", {}, {"S1"});
  Take(state);
  Take(state, -hours(500));
  EXPECT_TRUE(holdover_.KeepsAgent("S1"));
  Take(state, kTimeout);
  EXPECT_FALSE(holdover_.KeepsAgent("S1"));
}

TEST_F(HoldoverOfNewLeader, AwaitsFrameworksUntilTheirSchedulersAreBack) {
  State state = StateFrom("2", {"S1", "S2"}, {});
  state.frameworks = {FrameworkOf("F", "f")};
  state.frameworks[0].recovered = true;
  Take(state);
  EXPECT_TRUE(holdover_.AwaitsFramework("F"));
  EXPECT_EQ(holdover_.reason(), HoldReason::kNewLeader);
  state.frameworks[0].recovered = false;
  Take(state);
  EXPECT_FALSE(holdover_.AwaitsFramework("F"));
  EXPECT_EQ(holdover_.reason(), HoldReason::kNone);
}

TEST_F(HoldoverOfNewLeader, LearnsFromEventsWhoIsBack) {
  Take(StateFrom("2", {}, {"S1", "S2"}));
  holdover_.AgentTold("S1");
  holdover_.FrameworkTold("F");
  EXPECT_FALSE(holdover_.KeepsAgent("S1"));
  EXPECT_FALSE(holdover_.KeepsFramework("F"));
}

TEST_F(HoldoverOfNewLeader, RemembersWhomTheLastLeaderHadLost) {
  Take(StateFrom("2", {"S1", "S2"}, {}));
  EXPECT_TRUE(holdover_.IsStillLost("L"));
  EXPECT_FALSE(holdover_.KeepsAgent("L"));
  Take(StateFrom("2", {"S1", "S2", "L"}, {}));
  EXPECT_FALSE(holdover_.IsStillLost("L"));
}

TEST_F(HoldoverOfNewLeader, TakesAFileAtItsWord) {
  Take(StateFrom("2", {}, {"S1", "S2"}));
  holdover_.Trust(StateFrom("3", {}, {"S1"}));
  EXPECT_FALSE(holdover_.KeepsAgent("S1"));
  EXPECT_EQ(holdover_.reason(), HoldReason::kNone);
  EXPECT_FALSE(holdover_.IsOfNewLeader(StateFrom("3", {}, {})));
}

TEST(Holdover, AwaitsAgentsThatAStateNamesWithoutAChangeOfLeader) {
  Holdover holdover(kTimeout);
  Holdover::Time now{hours(1000)};
  holdover.Take(StateFrom("1", {"S1"}, {}), now);
  const State state = StateFrom("1", {}, {"S1"});
  holdover.Take(state, now += seconds(1));
  EXPECT_TRUE(holdover.KeepsAgent("S1"));
  holdover.Take(state, now += kTimeout);
  EXPECT_FALSE(holdover.KeepsAgent("S1"));
  holdover.Take(state, now += seconds(1));
  EXPECT_FALSE(holdover.KeepsAgent("S1"));
}

TEST(HoldoverLoss, IsBelievedWhenTwoMoreStatesHaveSaidSo) {
  Holdover holdover;
  for (int state = 0; state < 3; ++state) {
    holdover.WeighLoss(20, 9);
    EXPECT_TRUE(holdover.KeepsAgent("any"));
    EXPECT_EQ(holdover.reason(), HoldReason::kLoss);
  }
  holdover.WeighLoss(20, 9);
  EXPECT_FALSE(holdover.KeepsAgent("any"));
  EXPECT_EQ(holdover.reason(), HoldReason::kNone);
}

TEST(HoldoverLoss, IsForgottenWhenAStateTakesItBack) {
  Holdover holdover;
  for (int round = 0; round < 5; ++round) {
    holdover.WeighLoss(20, 0);
    EXPECT_TRUE(holdover.KeepsFramework("any"));
    holdover.WeighLoss(20, 20);
    EXPECT_FALSE(holdover.KeepsFramework("any"));
  }
}

TEST(HoldoverLoss, IsMoreThanHalfOfTwentyTasks) {
  Holdover holdover;
  holdover.WeighLoss(20, 10);
  EXPECT_EQ(holdover.reason(), HoldReason::kNone);
  holdover.WeighLoss(19, 0);
  EXPECT_EQ(holdover.reason(), HoldReason::kNone);
}

}  // namespace
}  // namespace signpost::mesos
