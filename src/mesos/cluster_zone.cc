#include "mesos/cluster_zone.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "mesos/cluster_model.h"
#include "mesos/event_effect.h"
#include "mesos/event_marks.h"
#include "mesos/zone_sources.h"
#include "records/zone_editor.h"

namespace signpost::mesos {

class ClusterZone::Implementation {
 public:
  Implementation(const ClusterZoneOptions& options, StatusBoard* board)
      : options_(options),
        board_(*board),
        model_(options_.unreachable_grace),
        holdover_(options_.agent_reregister_timeout),
        sources_(options_),
        diffs_(options_.ixfr_history) {}

  NextSnapshot Empty() const {
    return records::MakeSnapshot(options_.naming.domain, options_.soa, options_.ttl, nullptr, {});
  }

  NextSnapshot Apply(State state, StateKind kind, Clock::time_point now) {
    const SkippedItems skipped = state.skipped;
    WeighHold(state, kind, now);
    const ClusterChange change = model_.Replace(std::move(state), now, marks_, holdover_);
    masters_version_ += change.leader ? 1 : 0;
    const bool had_marks = !marks_.IsEmpty();
    marks_.End();
    if (kind == StateKind::kRepair) board_.Add("repaired_differences", DifferencesIn(change));
    bool inventory_changed = sources_.Apply(change, model_);
    inventory_changed |= sources_.RetryWithheld(model_);
    NextSnapshot next = Build(inventory_changed, now);
    board_.Set("skipped_tasks", static_cast<int64_t>(skipped.tasks));
    board_.Set("skipped_frameworks", static_cast<int64_t>(skipped.frameworks));
    board_.Set("skipped_agents", static_cast<int64_t>(skipped.agents));
    board_.Set("skipped_ports", static_cast<int64_t>(skipped.ports));
    board_.Set("skipped_addresses", static_cast<int64_t>(skipped.addresses));
    board_.Set("leader", model_.leader());
    is_settled_ = kind != StateKind::kFile && next == nullptr && !had_marks && change.IsEmpty() &&
                  holdover_.IsQuiet() && !model_.NextDeadline();
    return next;
  }

  bool IsSettled() const { return is_settled_; }

  void Repeat() {
    SIGNPOST_CHECK(is_settled_);
    marks_.End();
  }

  NextSnapshot PutTask(std::string_view framework_id, Task task, Clock::time_point now) {
    return Update(model_.PutTask(framework_id, std::move(task), now), now);
  }

  NextSnapshot RemoveTask(std::string_view framework_id, std::string_view task_id,
                          Clock::time_point now) {
    return Update(model_.RemoveTask(framework_id, task_id), now);
  }

  void BeginFetch() { marks_.Begin(); }

  Holding holding() const {
    Holding holding{.reason = holdover_.reason(), .tasks = model_.held_tasks().size()};
    for (const uint32_t number : model_.held_tasks()) {
      holding.records += sources_.RecordCountOf(number);
    }
    return holding;
  }

  NextSnapshot SetMasters(std::vector<std::string> masters, Clock::time_point now) {
    options_.masters = std::move(masters);
    ++masters_version_;
    if (serial_ == 0) return nullptr;  // no state is known yet
    ClusterChange change;
    change.leader = true;
    return Update(change, now);
  }

  EventsResult ApplyEvents(std::span<const Event> events, Clock::time_point now) {
    EventsResult result;
    board_.Add("events", static_cast<int64_t>(events.size()));
    if (serial_ == 0) {
      Want(WantReason::kNoState, &result);
      return result;
    }
    is_settled_ = is_settled_ && events.empty();
    bool inventory_changed = false;
    for (const Event& event : events) inventory_changed |= ApplyOne(event, now, &result);
    for (const Event& event : events) {
      const auto lost = LostAgent(event);
      if (!lost.empty() && model_.HasAgent(lost)) Want(WantReason::kAgentLost, &result);
    }
    result.next = Build(inventory_changed, now);
    return result;
  }

  std::vector<std::string> HostsWanted() const {
    std::vector<std::string> hosts = MasterHosts(model_.leader(), options_.masters);
    for (const auto& more : {model_.AgentHosts(), model_.FrameworkHosts()}) {
      hosts.insert(hosts.end(), more.begin(), more.end());
    }
    // Asking for these would be asking ourselves.
    std::erase_if(hosts, [this](const std::string& host) { return IsInZone(host); });
    return hosts;
  }

  uint64_t hosts_version() const { return model_.hosts_version() + masters_version_; }

  NextSnapshot SetHosts(std::span<const HostAddresses> found, Clock::time_point now) {
    ClusterChange change = model_.SetHosts(found);
    const auto masters = MasterHosts(model_.leader(), options_.masters);
    change.leader = std::ranges::any_of(found, [&](const HostAddresses& host) {
      return std::ranges::count(masters, host.host) > 0;
    });
    return serial_ == 0 ? nullptr : Update(change, now);  // before the first state there is no zone
  }

  NextSnapshot Expire(Clock::time_point now) { return Update(model_.Expire(now), now); }

  std::optional<Clock::time_point> NextDeadline() const { return model_.NextDeadline(); }

 private:
  // True when the inventory changed.
  bool ApplyOne(const Event& event, Clock::time_point now, EventsResult* result) {
    const bool was_full = marks_.is_full();
    marks_.Mark(event);
    if (marks_.is_full() && !was_full) Want(WantReason::kFlood, result);
    const EventEffect effect = ApplyEvent(event, now, &model_);
    Want(effect.want, result);
    TellHoldover(event);
    if (effect.stale) board_.Add("events_stale");
    if (std::holds_alternative<OtherEvent>(event)) board_.Add("events_other");
    if (std::holds_alternative<UnreadableEvent>(event)) board_.Add("events_unreadable");
    return sources_.Apply(effect.change, model_);
  }

  // Before `state` is taken over.
  void WeighHold(const State& state, StateKind kind, Clock::time_point now) {
    if (kind == StateKind::kFile) return holdover_.Trust(state);
    const HoldReason before = holdover_.reason();
    if (holdover_.IsOfNewLeader(state)) holdover_.Await(model_.KnownIds(), now);
    holdover_.Take(state, now);
    holdover_.WeighLoss(model_.task_count(), AccountedFor(state));
    const HoldReason reason = holdover_.reason();
    if (reason != HoldReason::kNone && reason != before) board_.Add("holds");
  }

  // Of the running tasks those that `state` lists, in whatever state they are, or of which a reason
  // is known when it does not. Counted no further than to half of them.
  size_t AccountedFor(const State& state) const {
    Holdover::Ids excused;  // agents
    for (const auto* ids :
         {&holdover_.awaited_agents(), &holdover_.lost_agents(), &holdover_.given_up_agents()}) {
      excused.insert(ids->begin(), ids->end());
    }
    size_t count = 0;
    for (const std::string& id : excused) count += model_.RunningOn(id);
    for (const Framework& framework : state.frameworks) {
      for (const Task& task : framework.tasks) {
        const auto number = model_.FindTask(framework.id, task.id);
        if (!number || model_.task(*number).task.state != TaskState::kRunning) continue;
        count += excused.contains(model_.task(*number).task.agent_id) ? 0 : 1;
        if (count * 2 >= model_.task_count()) return count;
      }
    }
    return count;
  }

  void TellHoldover(const Event& event) {
    if (const auto* added = std::get_if<AgentAdded>(&event)) holdover_.AgentTold(added->agent.id);
    if (const auto* removed = std::get_if<AgentRemoved>(&event)) {
      holdover_.AgentTold(removed->agent_id);
    }
    if (const auto* added = std::get_if<FrameworkAdded>(&event)) {
      if (!added->framework.recovered) holdover_.FrameworkTold(added->framework.id);
    }
    if (const auto* removed = std::get_if<FrameworkRemoved>(&event)) {
      holdover_.FrameworkTold(removed->framework_id);
    }
  }

  void Want(WantReason reason, EventsResult* result) {
    if (reason == WantReason::kNone) return;
    board_.Add(std::string("state_wanted_").append(NameOf(reason)));
    if (!result->state_wanted) result->reason = NameOf(reason);
    result->state_wanted = true;
  }

  bool IsInZone(const std::string& host) const {
    const auto name = wire::Name::FromText(host + ".");
    return !name.ok() || wire::IsAtOrBelow(name->wire(), options_.naming.domain.wire());
  }

  static int64_t DifferencesIn(const ClusterChange& change) {
    return static_cast<int64_t>(change.agents_removed.size() + change.agents_changed.size() +
                                change.tasks_removed.size() + change.tasks_changed.size());
  }

  NextSnapshot Update(const ClusterChange& change, Clock::time_point now) {
    is_settled_ = false;
    return Build(sources_.Apply(change, model_), now);
  }

  NextSnapshot Build(bool inventory_changed, Clock::time_point now) {
    records::ZoneUpdate update = sources_.BuildZone();
    ShowFigures(*update.table);
    const bool first = serial_ == 0;
    if (!first && !update.changed && !inventory_changed) return nullptr;
    const uint32_t last = first ? options_.last_serial : serial_;
    if (first || update.changed) serial_ = records::NextSerial(last, now);
    if (!first && update.changed) {
      Remember(std::move(update.records), now);
      if (diffs_.keeps_any()) RememberDiff(last, *update.table);
    }
    table_ = update.table;
    wire::Soa soa = options_.soa;
    soa.serial = serial_;
    return records::MakeSnapshot(options_.naming.domain, soa, options_.ttl, update.table,
                                 sources_.inventory(), history_, diffs_);
  }

  void Remember(records::EditedRecords edited, Clock::time_point now) {
    history_.Add(std::make_shared<const records::ZoneChange>(
        records::ZoneChange{.serial = serial_, .at = now, .records = std::move(edited)}));
  }

  void RememberDiff(uint32_t from_serial, const records::RecordTable& table) {
    auto diff = records::DiffOf(*table_, table, records::kMaxDiffOctets);
    if (diff != nullptr) {
      diff->from_serial = from_serial;
      diff->to_serial = serial_;
    }
    diffs_.Add(std::move(diff));
  }

  void ShowFigures(const records::RecordTable& table) {
    const auto show = [this](std::string_view name, size_t value) {
      board_.Set(name, static_cast<int64_t>(value));
    };
    show("agents", model_.agent_count());
    show("frameworks", model_.framework_count());
    show("tasks", model_.task_count());
    const Holding held = holding();
    board_.Set("hold_reason", NameOf(held.reason));
    show("held_tasks", held.tasks);
    show("held_records", held.records);
    show("unreachable_kept_tasks", model_.unreachable_count());
    show("kept_addresses", model_.kept_addresses_count());
    show("unhealthy_withheld_tasks", sources_.health().left_out_count());
    show("health_failed_open_names", sources_.health().failed_open_count());
    show("names", table.name_count());
    show("records", table.record_count());
    const RefusedCounts refused = sources_.refused();
    show("refused_unencodable", refused.records.unencodable);
    show("refused_over_task_limit", refused.records.over_task_limit);
    show("refused_reserved", refused.records.reserved);
    show("refused_over_framework_limit", refused.over_framework_limit);
    show("refused_over_limit", refused.over_limit);
    show("refused_task_first", refused.task_first);
  }

  ClusterZoneOptions options_;  // but for the masters as they were given
  StatusBoard& board_;
  ClusterModel model_;
  EventMarks marks_;
  Holdover holdover_;
  ZoneSources sources_;
  records::ChangeHistory history_;  // without the first table
  records::DiffHistory diffs_;
  std::shared_ptr<const records::RecordTable> table_;  // the last one; null before the first state
  uint32_t serial_ = 0;
  bool is_settled_ = false;
  uint64_t masters_version_ = 0;  // of the leader and the masters that are named
};

ClusterZone::ClusterZone(const ClusterZoneOptions& options, StatusBoard* board)
    : implementation_(std::make_unique<Implementation>(options, board)) {}

ClusterZone::~ClusterZone() = default;

ClusterZone::NextSnapshot ClusterZone::Empty() const { return implementation_->Empty(); }

ClusterZone::NextSnapshot ClusterZone::Apply(State state, StateKind kind, Clock::time_point now) {
  return implementation_->Apply(std::move(state), kind, now);
}

bool ClusterZone::IsSettled() const { return implementation_->IsSettled(); }

void ClusterZone::Repeat() { implementation_->Repeat(); }

ClusterZone::Holding ClusterZone::holding() const { return implementation_->holding(); }

void ClusterZone::BeginFetch() { implementation_->BeginFetch(); }

ClusterZone::NextSnapshot ClusterZone::SetMasters(std::vector<std::string> masters,
                                                  Clock::time_point now) {
  return implementation_->SetMasters(std::move(masters), now);
}

ClusterZone::EventsResult ClusterZone::ApplyEvents(std::span<const Event> events,
                                                   Clock::time_point now) {
  return implementation_->ApplyEvents(events, now);
}

ClusterZone::NextSnapshot ClusterZone::PutTask(std::string_view framework_id, Task task,
                                               Clock::time_point now) {
  return implementation_->PutTask(framework_id, std::move(task), now);
}

ClusterZone::NextSnapshot ClusterZone::RemoveTask(std::string_view framework_id,
                                                  std::string_view task_id, Clock::time_point now) {
  return implementation_->RemoveTask(framework_id, task_id, now);
}

std::vector<std::string> ClusterZone::HostsWanted() const { return implementation_->HostsWanted(); }

uint64_t ClusterZone::hosts_version() const { return implementation_->hosts_version(); }

ClusterZone::NextSnapshot ClusterZone::SetHosts(std::span<const HostAddresses> found,
                                                Clock::time_point now) {
  return implementation_->SetHosts(found, now);
}

ClusterZone::NextSnapshot ClusterZone::Expire(Clock::time_point now) {
  return implementation_->Expire(now);
}

std::optional<ClusterZone::Clock::time_point> ClusterZone::NextDeadline() const {
  return implementation_->NextDeadline();
}

}  // namespace signpost::mesos
