#include "mesos/holdover.h"

#include <algorithm>
#include <utility>

namespace signpost::mesos {
namespace {

// What the master's registry says is in these lists; both are empty before it is read.
bool HasReadRegistry(const State& state) {
  return state.recovered_agents && !(state.recovered_agents->empty() && state.agents.empty());
}

bool HasRecovered(const State& state) {
  return std::ranges::any_of(state.frameworks, &Framework::recovered);
}

}  // namespace

void Holdover::Trust(const State& state) {
  leader_ = state.leader;
  master_id_ = state.master_id;
  End();
  given_up_.clear();
  lost_agents_.clear();
  loss_states_ = 0;
  holds_all_ = false;
}

bool Holdover::IsOfNewLeader(const State& state) const {
  if (leader_.empty()) return false;
  const bool has_ids = !master_id_.empty() && !state.master_id.empty();
  return state.leader != leader_ || (has_ids && state.master_id != master_id_);
}

void Holdover::Await(Known known, Time now) {
  Begin(now);
  agents_ = std::move(known.agents);
  lost_agents_ = std::move(known.lost_agents);
  frameworks_ = std::move(known.frameworks);
}

void Holdover::Take(const State& state, Time now) {
  leader_ = state.leader;
  master_id_ = state.master_id;
  given_up_.clear();
  const bool names_awaited = state.recovered_agents && !state.recovered_agents->empty();
  if (!is_waiting_ && !is_over_ && names_awaited) {
    Begin(now);
    agents_ = {state.recovered_agents->begin(), state.recovered_agents->end()};
  }
  for (const Agent& agent : state.agents) AgentTold(agent.id);
  if (!is_waiting_) return;
  since_ = std::min(since_, now);
  for (const Framework& framework : state.frameworks) {
    if (!framework.recovered) frameworks_.erase(framework.id);
  }
  if (HasReadRegistry(state)) GiveUpUnnamed(state);
  if (now - since_ >= timeout_) {
    is_over_ = true;
    given_up_.merge(agents_);
    End();
  } else if (agents_.empty() && !HasRecovered(state)) {
    End();
  }
}

void Holdover::WeighLoss(size_t known, size_t accounted) {
  const bool is_loss = known >= kMinLossTasks && accounted * 2 < known;
  loss_states_ = is_loss ? loss_states_ + 1 : 0;
  holds_all_ = is_loss && loss_states_ <= 1 + kLossStatesHeld;
  if (is_loss && !holds_all_) loss_states_ = 0;
}

void Holdover::AgentTold(std::string_view id) {
  agents_.erase(ToAbsl(id));
  lost_agents_.erase(ToAbsl(id));
}

HoldReason Holdover::reason() const {
  if (holds_all_) return HoldReason::kLoss;
  return is_waiting_ ? HoldReason::kNewLeader : HoldReason::kNone;
}

void Holdover::Begin(Time now) {
  End();
  is_waiting_ = true;
  is_over_ = false;
  since_ = now;
}

void Holdover::End() {
  is_waiting_ = false;
  agents_.clear();
  frameworks_.clear();
}

void Holdover::GiveUpUnnamed(const State& state) {
  const Ids named = {state.recovered_agents->begin(), state.recovered_agents->end()};
  for (const std::string& id : agents_) {
    if (!named.contains(id)) given_up_.insert(id);
  }
  for (const std::string& id : given_up_) agents_.erase(id);
}

std::string_view NameOf(HoldReason reason) {
  switch (reason) {
    case HoldReason::kNone:
      return "";
    case HoldReason::kNewLeader:
      return "new_leader";
    case HoldReason::kLoss:
      return "loss";
  }
  return "";
}

}  // namespace signpost::mesos
