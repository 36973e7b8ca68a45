#pragma once

// A random cluster that changes as Mesos does, and tells it as a master's event stream does.

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "mesos/event.h"
#include "mesos/state.h"

namespace signpost::testing {

class EventWalk {
 public:
  // The same seed gives the same walk on every machine.
  explicit EventWalk(uint64_t seed);

  // What /state shows now.
  mesos::State state() const;

  // Something happens. Returns what is told of it, in order.
  std::vector<mesos::Event> Step();

  // Did the last step change what no event tells (an agent that is lost, a framework's pid)?
  bool is_half_told() const { return is_half_told_; }

 private:
  struct Agent {
    mesos::Agent agent;
    bool is_lost = false;
  };
  struct Task {
    std::string framework_id;
    mesos::Task task;
    bool is_lost = false;  // with its agent
  };

  size_t Below(size_t bound) { return random_() % bound; }
  double Now() { return ++now_s_; }
  template <typename Map>
  std::optional<typename Map::key_type> AnyOf(const Map& map);

  void Launch();
  void UpdateTask();
  void AddAgent();
  void MoveAgent();
  void RemoveAgent();
  void LoseAgent();
  void ReturnAgent();
  void SubscribeFramework();
  void RemoveFramework();
  void RepeatStale();

  void End(const std::string& key, mesos::TaskState told, bool agent_removed);
  void Tell(const std::string& key, mesos::TaskUpdated update);

  std::mt19937_64 random_;
  double now_s_ = 1000;
  uint64_t next_id_ = 0;
  std::map<std::string, Agent> agents_;
  std::map<std::string, mesos::Framework> frameworks_;
  std::map<std::string, Task> tasks_;  // by an id of their own
  std::vector<mesos::Event> events_;
  std::vector<mesos::TaskUpdated> told_;  // updates of tasks that are there
  bool is_half_told_ = false;
};

}  // namespace signpost::testing
