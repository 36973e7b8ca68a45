#pragma once

// What a master's state leaves out and that is served on for a while.
//
// A master that has just been elected does not know the cluster: it reads from the registry which
// agents there are, and learns what runs on them when they come back, within minutes and at most
// its agent_reregister_timeout. Until then its states are good documents without these agents and
// their tasks (Mesos 0.2x to 1.12). It names the agents it still awaits in "recovered_slaves"; its
// very first answers, and those of a leader without a quorum, may have all lists empty. So after a
// change of leader
//
//  1. an agent that was known is awaited, with its tasks, until it is listed again, or the master
//     has read its registry and does not name it (it is gone or unreachable), or the timeout is
//     over;
//  2. a framework that was known is awaited likewise until it is listed with its scheduler, as long
//     as agents are awaited or frameworks listed without theirs;
//  3. an agent that the last leader had lost from sight stays lost: the new one does not list its
//     tasks as unreachable, and their grace must not end for that.
//
// 1 holds too for agents that a state names as awaited though we saw no change of leader.
//
// Apart from that, a state that does not list more than half of at least kMinLossTasks tasks that
// ran is not believed, nor are the next kLossStatesHeld that say so. Others that it lists in their
// place do not count: it may be another cluster's.
//
// States of a file are taken at their word. Pure: times are handed in; belongs to the poller's
// thread. A clock that is set back begins the wait anew, so that it ends all the same.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_set.h"
#include "base/absl_text.h"
#include "mesos/state.h"

namespace signpost::mesos {

// Mesos' default of --agent_reregister_timeout.
inline constexpr std::chrono::seconds kAgentReregisterTimeout{600};

inline constexpr size_t kMinLossTasks = 20;
inline constexpr int kLossStatesHeld = 2;

enum class HoldReason : uint8_t { kNone, kNewLeader, kLoss };

class Holdover {
 public:
  using Time = std::chrono::system_clock::time_point;
  using Ids = absl::flat_hash_set<std::string>;

  // Nothing is awaited for longer than `timeout`.
  explicit Holdover(std::chrono::seconds timeout = kAgentReregisterTimeout) : timeout_(timeout) {}

  // `state` is a file's: nothing is held.
  void Trust(const State& state);

  // For each state of a master, before it is taken over:

  // Does another master lead than in the last one?
  bool IsOfNewLeader(const State& state) const;

  // Then all that are known are awaited from `now` on, but for the agents that were lost from
  // sight.
  struct Known {
    Ids agents;
    Ids lost_agents;
    Ids frameworks;
  };
  void Await(Known known, Time now);

  // Who is back, who is given up?
  void Take(const State& state, Time now);

  // `known` tasks ran; `accounted` of them are listed by the state, or are of agents that are
  // awaited, lost or given up.
  void WeighLoss(size_t known, size_t accounted);

  // As events tell: they are awaited no more.
  void AgentTold(std::string_view id);
  void FrameworkTold(std::string_view id) { frameworks_.erase(ToAbsl(id)); }

  // Of what the state does not list:
  bool KeepsAgent(const std::string& id) const { return holds_all_ || agents_.contains(id); }
  bool KeepsFramework(const std::string& id) const {
    return holds_all_ || frameworks_.contains(id);
  }
  bool IsStillLost(const std::string& agent_id) const { return lost_agents_.contains(agent_id); }
  bool AwaitsFramework(const std::string& id) const { return frameworks_.contains(id); }

  const Ids& awaited_agents() const { return agents_; }
  const Ids& lost_agents() const { return lost_agents_; }
  const Ids& given_up_agents() const { return given_up_; }  // by the last state
  HoldReason reason() const;

  // Is nothing held, and would the last state, coming again, be a reason for nothing either?
  bool IsQuiet() const {
    return reason() == HoldReason::kNone && loss_states_ == 0 && given_up_.empty();
  }

 private:
  void Begin(Time now);
  void End();
  void GiveUpUnnamed(const State& state);

  const std::chrono::seconds timeout_;
  std::string leader_;     // of the last state; empty before the first
  std::string master_id_;  // may be empty
  bool is_waiting_ = false;
  bool is_over_ = false;  // for this leader: the timeout has ended the wait
  Time since_;
  Ids agents_;      // awaited
  Ids frameworks_;  // awaited
  Ids lost_agents_;
  Ids given_up_;
  int loss_states_ = 0;  // one after the other
  bool holds_all_ = false;
};

// As on the status board: "", "new_leader", "loss".
std::string_view NameOf(HoldReason reason);

}  // namespace signpost::mesos
