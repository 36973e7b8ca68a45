// No name of a running task is missing while the leader changes: recorded fail-overs, an invented
// great one, and what must not be held.

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"
#include "mesos/state_parser.h"
#include "mesos/zone_fixture.h"
#include "support/files.h"

namespace signpost::mesos {
namespace {

using std::chrono::seconds;
using testing::AgentOf;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using testing::ReadFile;
using testing::StateOf;
using testing::TaskOf;
using testing::ZoneFixture;

struct Moment {
  double time_s = 0;
  State state;
};

State RecordedState(const std::string& name) {
  return ParseState(ReadFile("tests/mesos/data/failover/" + name + ".state.json.gz")).value();
}

std::vector<Moment> Recording(const std::string& which) {
  std::vector<Moment> moments;
  std::istringstream lines(ReadFile("tests/mesos/data/failover/steps.txt"));
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string recording;
    std::string name;
    Moment moment;
    words >> recording >> moment.time_s >> name;
    if (recording != which) continue;
    moment.state = RecordedState(name);
    moments.push_back(std::move(moment));
  }
  return moments;
}

std::vector<std::string> LinesOf(const State& state) {
  ZoneFixture zone;
  zone.Apply(state);
  return zone.Lines();
}

// What is there before and after: it must have been there all the while.
std::vector<std::string> LinesThatStay(const std::vector<Moment>& moments) {
  const auto before = LinesOf(moments.front().state);
  const auto after = LinesOf(moments.back().state);
  std::vector<std::string> both;
  std::ranges::set_intersection(before, after, std::back_inserter(both));
  return both;
}

class RecordedFailOver : public ::testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(All, RecordedFailOver, ::testing::Values("killed", "outage"));

TEST_P(RecordedFailOver, LosesNothingThatStays) {
  const auto moments = Recording(GetParam());
  const auto lines = LinesThatStay(moments);
  ASSERT_GT(lines.size(), 300U);
  ZoneFixture zone;
  for (const Moment& moment : moments) {
    SCOPED_TRACE(moment.time_s);
    zone.Apply(moment.state, StateKind::kMaster);
    EXPECT_TRUE(std::ranges::includes(zone.Lines(), lines));
  }
  EXPECT_EQ(zone.Lines(), LinesOf(moments.back().state));
  EXPECT_EQ(zone.Figure("held_tasks"), 0);
  EXPECT_EQ(zone.TextFigure("hold_reason"), "");
  EXPECT_EQ(zone.Figure("holds"), 1);
}

TEST_P(RecordedFailOver, WouldLoseThemFromAFile) {
  const auto moments = Recording(GetParam());
  ZoneFixture zone;
  zone.Apply(moments[0].state, StateKind::kFile);
  zone.Apply(moments[1].state, StateKind::kFile);
  EXPECT_EQ(zone.Figure("tasks"), 0);
}

TEST_P(RecordedFailOver, CountsWhatItHolds) {
  const auto moments = Recording(GetParam());
  ZoneFixture zone;
  zone.Apply(moments[0].state, StateKind::kMaster);
  const int64_t tasks = zone.Figure("tasks");
  zone.Apply(moments[1].state, StateKind::kMaster);
  EXPECT_EQ(zone.Figure("held_tasks"), tasks);
  EXPECT_EQ(zone.TextFigure("hold_reason"), "new_leader");
  EXPECT_EQ(zone.holding().reason, HoldReason::kNewLeader);
  EXPECT_EQ(zone.Figure("held_records"), static_cast<int64_t>(zone.holding().records));
  EXPECT_GT(zone.holding().records, zone.holding().tasks);
  const auto all = zone.Figure("held_tasks");
  zone.Apply(moments[2].state, StateKind::kMaster);
  EXPECT_GT(zone.Figure("held_tasks"), 0);
  EXPECT_LT(zone.Figure("held_tasks"), all);
}

TEST(FailOver, HoldsAllUnderALeaderWithoutAQuorumButNotForEver) {
  const auto moments = Recording("killed");
  const auto lines = LinesOf(moments[0].state);
  const State nothing = RecordedState("no-quorum");
  ZoneFixture zone;
  zone.Apply(moments[0].state, StateKind::kMaster);
  const int64_t tasks = zone.Figure("tasks");
  for (int poll = 0; poll < 10; ++poll) {
    zone.Apply(nothing, StateKind::kMaster);
    EXPECT_EQ(zone.Figure("held_tasks"), tasks);
    zone.Advance(seconds(50));
  }
  zone.Advance(kAgentReregisterTimeout);
  zone.Apply(nothing, StateKind::kMaster);
  EXPECT_EQ(zone.Lines(), LinesOf(nothing));
}

// A cluster of 1,000 agents whose leader is lost; its agents come back over eight minutes.
class GreatFailOver : public ::testing::TestWithParam<bool> {
 protected:
  static constexpr int kAgents = 1000;
  static constexpr int kTasksPerAgent = 10;
  static constexpr int kDeadAgents = 5;  // never come back
  static constexpr int kBackWithin_s = 480;
  static constexpr int kTimeout_s = 600;

  struct RunningTask {
    Task task;
    int framework = 0;
    bool ended = false;  // while nobody led
    std::string owner = {};
  };
  struct KnownAgent {
    Agent agent;
    int back_s = 0;  // after the election
    std::vector<RunningTask> tasks;
  };

  GreatFailOver() {
    for (int number = 0; number < kAgents; ++number) agents_.push_back(MakeAgent(number));
  }

  KnownAgent MakeAgent(int number) {
    const std::string id = "20-S" + std::to_string(number);
    const std::string address =
        "10.1." + std::to_string(number / 250) + "." + std::to_string(1 + number % 250);
    KnownAgent known{.agent = AgentOf(id, address), .back_s = 0, .tasks = {}};
    known.back_s = static_cast<int>(random_() % kBackWithin_s);
    if (number < kDeadAgents) known.back_s = 1'000'000;
    for (int i = 0; i < kTasksPerAgent; ++i) {
      const std::string name = "t" + std::to_string(number * kTasksPerAgent + i);
      RunningTask task{.task = TaskOf(name, name, address, id), .framework = i % 3};
      task.ended = random_() % 50 == 0;
      task.owner = name + ".f" + std::to_string(task.framework) + ".mesos.";
      known.tasks.push_back(std::move(task));
    }
    return known;
  }

  // What the old leader said.
  State Before() const {
    State state =
        StateOf({FrameworkOf("F0", "f0"), FrameworkOf("F1", "f1"), FrameworkOf("F2", "f2")});
    state.agents.clear();
    for (const KnownAgent& known : agents_) List(known, /*with_ended=*/true, &state);
    return state;
  }

  // What the new one says at `time_s`. Its first answers are of nothing.
  State At(int time_s) const {
    State state;
    state.leader = "master@10.0.0.2:5050";
    state.recovered_agents.emplace();
    if (time_s < 5) return state;
    std::vector<Framework> frameworks = {FrameworkOf("F0", "f0"), FrameworkOf("F1", "f1"),
                                         FrameworkOf("F2", "f2")};
    state.frameworks = frameworks;
    for (const KnownAgent& known : agents_) {
      if (known.back_s <= time_s) {
        List(known, /*with_ended=*/false, &state);
      } else if (IsStillAwaited(time_s)) {
        state.recovered_agents->push_back(known.agent.id);
      }
    }
    // Of frameworks it knows what their agents say; their schedulers are back after 100 s.
    std::erase_if(state.frameworks, [&](Framework& framework) {
      framework.recovered = time_s < 100;
      if (framework.recovered) framework.pid.reset();
      return framework.recovered && framework.tasks.empty();
    });
    return state;
  }

  // Some masters give their agents up in time, others never.
  bool IsStillAwaited(int time_s) const { return GetParam() || time_s < kTimeout_s; }

  static void List(const KnownAgent& known, bool with_ended, State* state) {
    state->agents.push_back(known.agent);
    for (const RunningTask& task : known.tasks) {
      if (task.ended && !with_ended) continue;
      state->frameworks[static_cast<size_t>(task.framework)].tasks.push_back(task.task);
    }
  }

  void ExpectAllThatRun(const ZoneFixture& zone) const {
    for (const KnownAgent& known : agents_) {
      for (const RunningTask& task : known.tasks) {
        if (known.back_s > kTimeout_s || task.ended) continue;
        ASSERT_TRUE(zone.HasOwner(task.owner)) << task.owner;
      }
    }
    for (const char* framework : {"f0.mesos.", "f1.mesos.", "f2.mesos."}) {
      ASSERT_TRUE(zone.HasOwner(framework));
    }
  }

  // Once its agent is back, or the time is over.
  void ExpectNothingThatEnded(const ZoneFixture& zone, int time_s) const {
    for (const KnownAgent& known : agents_) {
      if (known.back_s > time_s && time_s < kTimeout_s) continue;
      for (const RunningTask& task : known.tasks) {
        const bool is_dead = task.ended || known.back_s > kTimeout_s;
        ASSERT_FALSE(is_dead && zone.HasOwner(task.owner)) << task.owner;
      }
    }
  }

  std::mt19937_64 random_{4711};
  std::vector<KnownAgent> agents_;
};

INSTANTIATE_TEST_SUITE_P(MasterNeverGivesUp, GreatFailOver, ::testing::Bool());

TEST_P(GreatFailOver, LosesNoNameOfARunningTaskAndKeepsNoneOfAnEndedOne) {
  ZoneFixture zone;
  zone.Apply(Before(), StateKind::kMaster);
  ASSERT_EQ(zone.Figure("tasks"), int64_t{kAgents} * kTasksPerAgent);
  constexpr int kPoll_s = 15;
  for (int time_s = 0; time_s <= kTimeout_s; time_s += kPoll_s) {
    SCOPED_TRACE(time_s);
    zone.Apply(At(time_s), StateKind::kMaster);
    zone.Advance(seconds(kPoll_s - 1));  // the call was a second
    ASSERT_NO_FATAL_FAILURE(ExpectAllThatRun(zone));
    ASSERT_NO_FATAL_FAILURE(ExpectNothingThatEnded(zone, time_s < 5 ? -1 : time_s));
  }
  EXPECT_EQ(zone.Figure("held_tasks"), 0);
  EXPECT_EQ(zone.Lines(), LinesOf(At(kTimeout_s)));
}

// A framework F with the tasks a on S1 and b on S2; leader 10.0.0.1.
class SmallFailOver : public ::testing::Test {
 protected:
  SmallFailOver() { zone_.Apply(Before(), StateKind::kMaster); }

  static State Before() {
    return StateOf({FrameworkOf("F", "f", {TaskOf("a", "a"), TaskOf("b", "b", "10.0.2.2", "S2")})});
  }

  // Of the new leader: S1 is back, S2 awaited.
  static State HalfBack() {
    State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "a")})});
    state.leader = "master@10.0.0.2:5050";
    state.agents.pop_back();
    state.recovered_agents = {{"S2"}};
    return state;
  }

  ZoneFixture zone_;
};

TEST_F(SmallFailOver, ServesTheNewLeaderAndTheOldTasks) {
  zone_.Apply(HalfBack(), StateKind::kMaster);
  EXPECT_TRUE(zone_.Has("leader.mesos. 60 IN A 10.0.0.2"));
  EXPECT_TRUE(zone_.Has("b.f.mesos. 60 IN A 10.0.2.2"));
  EXPECT_TRUE(zone_.Has("slave.mesos. 60 IN A 10.0.1.2"));
  EXPECT_EQ(zone_.Figure("held_tasks"), 1);
}

TEST_F(SmallFailOver, DropsATaskThatEndedOnAnAgentThatIsBack) {
  State state = HalfBack();
  state.frameworks[0].tasks.clear();
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_FALSE(zone_.Has("a.f.mesos."));
  EXPECT_TRUE(zone_.Has("b.f.mesos."));
}

TEST_F(SmallFailOver, DropsTheTasksOfAnAgentThatTheMasterGivesUp) {
  zone_.Apply(HalfBack(), StateKind::kMaster);
  State state = HalfBack();
  state.recovered_agents->clear();
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_FALSE(zone_.Has("b.f.mesos."));
}

TEST_F(SmallFailOver, DropsATaskThatIsListedAsUnreachable) {
  State state = HalfBack();
  state.frameworks[0].tasks.push_back(TaskOf("b", "b", "10.0.2.2", "S2"));
  state.frameworks[0].tasks.back().state = TaskState::kUnreachable;
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_FALSE(zone_.Has("b.f.mesos."));
}

TEST_F(SmallFailOver, KeepsThePidOfASchedulerThatIsNotBack) {
  State state = HalfBack();
  state.frameworks[0].recovered = true;
  state.frameworks[0].pid.reset();
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_TRUE(zone_.Has("f.mesos. 60 IN A 10.0.0.9"));
  zone_.Advance(kAgentReregisterTimeout);
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_FALSE(zone_.Has("f.mesos. 60 IN A 10.0.0.9"));
}

TEST_F(SmallFailOver, TakesATaskThatItHoldsOverFromAnEventWithoutAGap) {
  zone_.Apply(HalfBack(), StateKind::kMaster);
  EXPECT_TRUE(zone_.ApplyEvent(TaskAdded{"F", TaskOf("b", "b", "10.0.2.7", "S2")}));
  EXPECT_THAT(zone_.LinesOfOwner("b.f.mesos."), ElementsAre("b.f.mesos. 60 IN A 10.0.2.7"));
  EXPECT_EQ(zone_.Figure("held_tasks"), 0);
}

TEST_F(SmallFailOver, BelievesTheStateOfAnAgentThatAnEventToldOf) {
  zone_.Apply(HalfBack(), StateKind::kMaster);
  EXPECT_FALSE(zone_.ApplyEvent(AgentAdded{AgentOf("S2", "10.0.1.2")}));
  EXPECT_TRUE(zone_.Has("b.f.mesos."));  // no state has said otherwise
  State state = HalfBack();
  state.agents.push_back(AgentOf("S2", "10.0.1.2"));
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_FALSE(zone_.Has("b.f.mesos."));
}

TEST_F(SmallFailOver, KeepsWhatCameBackWhileTheFirstStateWasOnItsWay) {
  zone_.BeginFetch();
  const Event events[] = {TaskAdded{"F", TaskOf("b", "b", "10.0.2.7", "S2")},
                          AgentAdded{AgentOf("S2", "10.0.1.2")}};
  zone_.ApplyEvents(events);
  State state = HalfBack();
  state.agents.clear();
  state.frameworks.clear();
  state.recovered_agents = {{"S1", "S2"}};
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_TRUE(zone_.Has("a.f.mesos. 60 IN A 10.0.2.1"));
  EXPECT_TRUE(zone_.Has("b.f.mesos. 60 IN A 10.0.2.7"));
}

TEST_F(SmallFailOver, HoldsNothingOfAFrameworkThatIsTakenDown) {
  zone_.Apply(HalfBack(), StateKind::kMaster);
  EXPECT_TRUE(zone_.ApplyEvent(FrameworkRemoved{"F"}));
  EXPECT_EQ(zone_.Figure("held_tasks"), 0);
  EXPECT_FALSE(zone_.Has("b.f.mesos."));
}

TEST_F(SmallFailOver, LetsTheGraceOfUnreachableTasksGoOn) {
  ClusterZoneOptions options = testing::ClusterOptions();
  options.unreachable_grace = seconds(100);
  ZoneFixture zone(options);
  zone.Apply(Before(), StateKind::kMaster);
  State lost = Before();
  lost.frameworks[0].tasks[1].state = TaskState::kUnreachable;
  lost.agents.pop_back();
  zone.Apply(lost, StateKind::kMaster);
  State state = HalfBack();
  state.recovered_agents->clear();
  for (int poll = 0; poll < 5; ++poll) zone.Apply(state, StateKind::kMaster);
  EXPECT_TRUE(zone.Has("b.f.mesos."));
  EXPECT_EQ(zone.Figure("unreachable_kept_tasks"), 1);
  EXPECT_EQ(zone.Figure("held_tasks"), 0);
  EXPECT_TRUE(zone.ExpireAfter(seconds(100)));
  EXPECT_FALSE(zone.Has("b.f.mesos."));
}

// 20 tasks; then a state of the same master without them.
class Loss : public ::testing::Test {
 protected:
  Loss() { zone_.Apply(WithTasks(20), StateKind::kMaster); }

  static State WithTasks(int count) {
    std::vector<Task> tasks;
    for (int number = 0; number < count; ++number) {
      const std::string name = "t" + std::to_string(number);
      tasks.push_back(TaskOf(name, name));
    }
    return StateOf({FrameworkOf("F", "f", tasks)});
  }

  static State Nothing() {
    State state = StateOf({});
    state.agents.clear();
    return state;
  }

  ZoneFixture zone_;
};

TEST_F(Loss, OfEverythingIsHeldForTwoMoreStates) {
  for (int state = 0; state < 3; ++state) {
    EXPECT_FALSE(zone_.Apply(Nothing(), StateKind::kMaster));
    EXPECT_EQ(zone_.Figure("held_tasks"), 20);
    EXPECT_EQ(zone_.TextFigure("hold_reason"), "loss");
  }
  EXPECT_TRUE(zone_.Apply(Nothing(), StateKind::kMaster));
  EXPECT_EQ(zone_.Figure("tasks"), 0);
  EXPECT_EQ(zone_.Figure("held_tasks"), 0);
  EXPECT_EQ(zone_.TextFigure("hold_reason"), "");
  EXPECT_EQ(zone_.Figure("holds"), 1);
}

TEST_F(Loss, ThatAStateTakesBackHasNeverBeen) {
  zone_.Apply(Nothing(), StateKind::kMaster);
  EXPECT_FALSE(zone_.Apply(WithTasks(20), StateKind::kMaster));
  EXPECT_EQ(zone_.Figure("held_tasks"), 0);
}

TEST_F(Loss, OfHalfIsBelieved) {
  EXPECT_TRUE(zone_.Apply(WithTasks(10), StateKind::kMaster));
  EXPECT_EQ(zone_.Figure("tasks"), 10);
}

TEST_F(Loss, IsNotMadeUpForByOtherTasks) {
  State state = WithTasks(20);
  for (Task& task : state.frameworks[0].tasks) task.id += "-other";
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_EQ(zone_.TextFigure("hold_reason"), "loss");
  EXPECT_EQ(zone_.Figure("held_tasks"), 20);
}

TEST_F(Loss, BesideTasksThatTheMasterCannotReachIsHeldToo) {
  State half = WithTasks(20);
  for (int number = 0; number < 9; ++number) {
    half.frameworks[0].tasks[static_cast<size_t>(number)].agent_id = "S2";
  }
  ClusterZoneOptions options = testing::ClusterOptions();
  options.unreachable_grace = seconds(3600);
  ZoneFixture zone(options);
  zone.Apply(half, StateKind::kMaster);
  State state = half;  // S2 and its 9 tasks are out of reach; the other 11 are not there
  state.agents.pop_back();
  state.frameworks[0].tasks.resize(9);
  for (Task& task : state.frameworks[0].tasks) task.state = TaskState::kUnreachable;
  zone.Apply(state, StateKind::kMaster);
  EXPECT_EQ(zone.TextFigure("hold_reason"), "loss");
  EXPECT_EQ(zone.Figure("held_tasks"), 11);
}

TEST_F(Loss, InAFileIsBelieved) {
  EXPECT_TRUE(zone_.Apply(Nothing(), StateKind::kFile));
  EXPECT_EQ(zone_.Figure("tasks"), 0);
}

TEST_F(Loss, ThatEventsTellIsBelieved) {
  std::vector<Event> events;
  for (int number = 0; number < 20; ++number) {
    events.emplace_back(testing::UpdateOf("t" + std::to_string(number), TaskState::kOther, 1));
  }
  zone_.ApplyEvents(events);
  zone_.Apply(StateOf({}), StateKind::kRepair);
  EXPECT_EQ(zone_.TextFigure("hold_reason"), "");
  EXPECT_EQ(zone_.Figure("tasks"), 0);
}

TEST_F(Loss, OfTasksThatAreListedAsEndedIsBelieved) {
  State state = WithTasks(20);
  for (Task& task : state.frameworks[0].tasks) task.state = TaskState::kOther;
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_EQ(zone_.Figure("tasks"), 0);
}

TEST_F(Loss, HoldsNoTaskThatIsListedAsEnded) {
  State state = WithTasks(1);
  state.frameworks[0].tasks[0].state = TaskState::kOther;
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_EQ(zone_.Figure("held_tasks"), 19);
  EXPECT_FALSE(zone_.Has("t0.f.mesos."));
}

TEST_F(Loss, OfTasksThatTheMasterCannotReachIsBelieved) {
  State state = WithTasks(20);
  for (Task& task : state.frameworks[0].tasks) task.state = TaskState::kUnreachable;
  zone_.Apply(state, StateKind::kMaster);
  EXPECT_EQ(zone_.Figure("tasks"), 0);
}

// States of the hostile collection that must not empty the table.
TEST(HostileStateOnTopOfAGoodOne, KeepsTheRecordsOfTheTableBefore) {
  const auto read = [](const std::string& name) {
    return ParseState(ReadFile("tests/mesos/data/states/" + name + ".json")).value();
  };
  for (const char* name : {"empty-cluster-after-failover", "recovered-framework"}) {
    ZoneFixture zone;
    zone.Apply(read("tasks-null"), StateKind::kMaster);
    ASSERT_TRUE(zone.Has("web.marathon.mesos. 60 IN A 10.0.2.1"));
    zone.Apply(read(name), StateKind::kMaster);
    EXPECT_TRUE(zone.Has("web.marathon.mesos. 60 IN A 10.0.2.1")) << name;
    EXPECT_TRUE(zone.Has("leader.mesos. 60 IN A 127.0.0.1")) << name;
  }
}

}  // namespace
}  // namespace signpost::mesos
