#pragma once

// Random walks through the states of a small and badly behaved cluster.

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "mesos/state.h"

namespace signpost::testing {

class ClusterWalk {
 public:
  // The same seed gives the same walk on every machine.
  explicit ClusterWalk(uint64_t seed) : random_(seed) {}

  const mesos::State& state() const { return state_; }

  // Changes something: an agent, a framework, some tasks, the leader, the order.
  void Step();

  // A change of one task, made to state() as well.
  struct TaskChange {
    std::string framework_id;
    mesos::Task task;
    bool removed = false;
  };
  // False when no framework and task has an id of its own.
  bool StepOfOneTask(TaskChange* change);

 private:
  size_t Below(size_t bound) { return random_() % bound; }  // std distributions differ by library
  template <typename T>
  const T& OneOf(const std::vector<T>& values) {
    return values[Below(values.size())];
  }
  mesos::Agent RandomAgent();
  mesos::Framework RandomFramework();
  mesos::Task RandomTask();
  void ChangeAgents();
  void ChangeFrameworks();
  void ChangeFramework(mesos::Framework* framework);
  void ChangeTasks(std::vector<mesos::Task>* tasks);

  std::mt19937_64 random_;
  mesos::State state_{
      .leader = "master@10.0.0.1:5050", .agents = {}, .frameworks = {}, .skipped = {}};
};

}  // namespace signpost::testing
