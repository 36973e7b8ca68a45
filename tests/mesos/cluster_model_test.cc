#include "mesos/cluster_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/cluster_values.h"

namespace signpost::mesos {
namespace {

using testing::AgentOf;
using ::testing::ElementsAre;
using testing::FrameworkOf;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::StateOf;
using testing::TaskOf;
using ::testing::UnorderedElementsAre;

bool IsEmptyChange(const ClusterChange& change) {
  return !change.leader && change.agents_removed.empty() && change.agents_changed.empty() &&
         change.frameworks_removed.empty() && change.frameworks_changed.empty() &&
         change.tasks_removed.empty() && change.tasks_changed.empty();
}

TEST(ClusterModel, TakesTheFirstStateForNewAltogether) {
  ClusterModel model;
  const ClusterChange change =
      model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "web")})}));
  EXPECT_TRUE(change.leader);
  EXPECT_THAT(change.agents_changed, SizeIs(2));
  EXPECT_THAT(change.frameworks_changed, SizeIs(1));
  EXPECT_THAT(change.tasks_changed, SizeIs(2));
  EXPECT_EQ(model.task_count(), 2U);
  EXPECT_EQ(model.task(change.tasks_changed[1]).task.id, "b");
}

TEST(ClusterModel, FindsNoChangeInTheSameState) {
  const State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  ClusterModel model;
  model.Replace(state);
  EXPECT_TRUE(IsEmptyChange(model.Replace(state)));
}

TEST(ClusterModel, LeavesOutTasksThatDoNotRun) {
  ClusterModel model;
  for (const TaskState task_state : {TaskState::kStaging, TaskState::kStarting, TaskState::kKilling,
                                     TaskState::kUnreachable, TaskState::kOther}) {
    Task task = TaskOf("a", "web");
    task.state = task_state;
    EXPECT_THAT(model.Replace(StateOf({FrameworkOf("F", "f", {task})})).tasks_changed, IsEmpty());
  }
}

TEST(ClusterModel, ListsWhatHasGone) {
  ClusterModel model;
  const ClusterChange first =
      model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "web")})}));
  const ClusterChange less = model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("b", "web")})}));
  EXPECT_THAT(less.tasks_removed, ElementsAre(first.tasks_changed[0]));
  EXPECT_THAT(less.tasks_changed, IsEmpty());
  State none = StateOf({});
  none.agents.clear();
  const ClusterChange nothing = model.Replace(none);
  EXPECT_THAT(nothing.tasks_removed, ElementsAre(first.tasks_changed[1]));
  EXPECT_EQ(nothing.frameworks_removed, first.frameworks_changed);
  EXPECT_THAT(nothing.agents_removed, UnorderedElementsAre(0U, 1U));
  EXPECT_EQ(model.agent_count() + model.framework_count() + model.task_count(), 0U);
}

TEST(ClusterModel, KeepsTheNumberOfWhatStays) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web"), TaskOf("b", "web")})}));
  const ClusterChange change = model.Replace(
      StateOf({FrameworkOf("F", "f", {TaskOf("b", "api"), TaskOf("a", "web"), TaskOf("c", "x")})}));
  EXPECT_THAT(change.tasks_changed, ElementsAre(1U, 2U));
  EXPECT_EQ(model.task(1).task.name, "api");
}

TEST(ClusterModel, UsesTheNumberOfAGoneTaskAgainOnlyInALaterUpdate) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}));
  const ClusterChange swap = model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("b", "web")})}));
  EXPECT_THAT(swap.tasks_changed, ElementsAre(1U));
  EXPECT_THAT(swap.tasks_removed, ElementsAre(0U));
  EXPECT_THAT(model.PutTask("F", TaskOf("c", "web")).tasks_changed, ElementsAre(0U));
}

TEST(ClusterModel, ChangesTheTasksOfARenamedFramework) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}));
  const ClusterChange change =
      model.Replace(StateOf({FrameworkOf("F", "g", {TaskOf("a", "web")})}));
  EXPECT_THAT(change.frameworks_changed, SizeIs(1));
  EXPECT_THAT(change.tasks_changed, SizeIs(1));
}

TEST(ClusterModel, LeavesTheTasksOfAFrameworkThatMovesAlone) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}));
  State moved = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  moved.frameworks[0].pid = ParsePid("scheduler@10.0.0.8:9000");
  const ClusterChange change = model.Replace(moved);
  EXPECT_THAT(change.frameworks_changed, SizeIs(1));
  EXPECT_THAT(change.tasks_changed, IsEmpty());
}

TEST(ClusterModel, ChangesTheTasksOfAnAgentThatMovesComesOrGoes) {
  ClusterModel model;
  State state = StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})});
  model.Replace(state);
  state.agents[0] = AgentOf("S1", "10.9.9.9");
  EXPECT_THAT(model.Replace(state).tasks_changed, SizeIs(1));
  state.agents.clear();
  EXPECT_THAT(model.Replace(state).tasks_changed, SizeIs(1));
  EXPECT_EQ(model.task(0).agent, ClusterModel::kNone);
  state.agents = {AgentOf("S2", "10.0.1.2"), AgentOf("S1", "10.0.1.1")};
  EXPECT_THAT(model.Replace(state).tasks_changed, SizeIs(1));
  EXPECT_EQ(model.agent(model.task(0).agent).id, "S1");
}

TEST(ClusterModel, KeepsTasksOfOneIdInTwoFrameworksApart) {
  ClusterModel model;
  model.Replace(StateOf(
      {FrameworkOf("F", "f", {TaskOf("a", "x")}), FrameworkOf("G", "g", {TaskOf("a", "y")})}));
  EXPECT_EQ(model.task_count(), 2U);
  EXPECT_THAT(model.RemoveTask("G", "a").tasks_removed, ElementsAre(1U));
  EXPECT_EQ(model.task(0).task.name, "x");
}

TEST(ClusterModel, KeepsEveryOwnerOfARepeatedOrMissingId) {
  const State state = StateOf({FrameworkOf("", "f", {TaskOf("", "x"), TaskOf("", "y")}),
                               FrameworkOf("", "g", {TaskOf("", "z")})});
  ClusterModel model;
  model.Replace(state);
  EXPECT_EQ(model.framework_count(), 2U);
  EXPECT_EQ(model.task_count(), 3U);
  EXPECT_TRUE(IsEmptyChange(model.Replace(state)));
}

// "a", "a" again and one called like the name that the second "a" goes by inside.
TEST(ClusterModel, IsNotMisledByZeroOctetsInIds) {
  const std::string inner("a\0001", 3);
  const State state =
      StateOf({FrameworkOf("F", "f", {TaskOf("a", "x"), TaskOf(inner, "y"), TaskOf("a", "z")})});
  ClusterModel model;
  model.Replace(state);
  EXPECT_EQ(model.task_count(), 3U);
  EXPECT_TRUE(IsEmptyChange(model.Replace(state)));
}

TEST(ClusterModel, PutsAndRemovesSingleTasks) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f")}));
  EXPECT_THAT(model.PutTask("F", TaskOf("a", "web")).tasks_changed, ElementsAre(0U));
  EXPECT_TRUE(IsEmptyChange(model.PutTask("F", TaskOf("a", "web"))));
  EXPECT_THAT(model.PutTask("F", TaskOf("a", "api")).tasks_changed, ElementsAre(0U));
  EXPECT_THAT(model.RemoveTask("F", "a").tasks_removed, ElementsAre(0U));
  EXPECT_TRUE(IsEmptyChange(model.RemoveTask("F", "a")));
  EXPECT_EQ(model.task_count(), 0U);
}

TEST(ClusterModel, FindsNoChangeInPuttingATaskOfAChangedAgentAndFramework) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f", {TaskOf("a", "web")})}));
  EXPECT_TRUE(IsEmptyChange(model.PutTask("F", TaskOf("a", "web"))));
}

TEST(ClusterModel, IgnoresTasksOfUnknownFrameworks) {
  ClusterModel model;
  model.Replace(StateOf({FrameworkOf("F", "f")}));
  EXPECT_TRUE(IsEmptyChange(model.PutTask("G", TaskOf("a", "web"))));
  EXPECT_TRUE(IsEmptyChange(model.RemoveTask("G", "a")));
}

}  // namespace
}  // namespace signpost::mesos
