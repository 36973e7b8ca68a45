// Event streams from any octets: the records are the same however the stream is split, the zone is
// well formed and the same whatever comes in one batch, also while the leader changes, and a state
// that follows is believed in the end.
//
// An input is a stream; or, when it starts with a brace, events with zero octets between them, so
// that a mutated event has no length to be wrong.

#include <algorithm>
#include <span>
#include <vector>

#include "mesos/event_parser.h"
#include "mesos/pid.h"
#include "zone_checks.h"

namespace signpost::mesos {
namespace {

Task TaskOf(const std::string& id, TaskState state) {
  Task task;
  task.id = id;
  task.name = "web";
  task.agent_id = "S0";
  task.state = state;
  task.ports = {31000};
  task.status_time = 100;
  task.addresses.netinfo = {*IpAddress::Parse("10.0.2.1")};
  return task;
}

// What the events of the corpus are about.
State BaseState() {
  State state;
  state.leader = "master@10.0.0.1:5050";
  state.agents = {{.id = "S0", .hostname = {}, .pid = ParsePid("slave(1)@10.0.1.1:5051")},
                  {.id = "S1", .hostname = {}, .pid = ParsePid("slave(1)@10.0.1.2:5051")}};
  state.frameworks = {{.id = "F", .name = "f", .hostname = "10.0.0.9", .pid = {}, .tasks = {}}};
  state.frameworks[0].tasks = {TaskOf("a", TaskState::kRunning), TaskOf("b", TaskState::kStaging)};
  return state;
}

// Of a leader that awaits the agent S0; the other one is back without tasks.
State StateAfterFailOver() {
  State state = BaseState();
  state.leader = "master@10.0.0.2:5050";
  state.agents.erase(state.agents.begin());
  state.frameworks[0].tasks.clear();
  state.frameworks[0].recovered = true;
  state.recovered_agents = {{"S0"}};
  return state;
}

ClusterZoneOptions EventOptions() {
  ClusterZoneOptions options = Options();
  options.unreachable_grace = std::chrono::seconds(60);
  options.health_filter = true;
  return options;
}

constexpr RecordLimits kLimits{.record_size_max = 1 << 13, .passed_over_size_max = 1 << 14};

std::vector<Record> DecodedAtOnce(std::string_view stream, RecordFault* fault) {
  std::vector<Record> records;
  RecordDecoder decoder(kLimits);
  *fault = decoder.Decode(stream, &records);
  return records;
}

void CheckSplit(std::string_view stream, const std::vector<Record>& records, RecordFault fault) {
  std::vector<Record> others;
  RecordDecoder decoder(kLimits);
  RecordFault other_fault = RecordFault::kNone;
  for (size_t at = 0; at < stream.size(); at += 3) {
    other_fault = decoder.Decode(stream.substr(at, 3), &others);
  }
  SIGNPOST_CHECK(other_fault == fault && others.size() == records.size());
  for (size_t i = 0; i < records.size(); ++i) {
    SIGNPOST_CHECK(others[i].octets == records[i].octets && others[i].size == records[i].size);
  }
}

std::vector<Event> EventsIn(const std::vector<Record>& records) {
  std::vector<Event> events;
  for (const Record& record : records) events.push_back(EventOf(record, events.empty()));
  return events;
}

std::vector<Event> EventsBetweenZeros(std::string_view text) {
  std::vector<Event> events;
  while (!text.empty()) {
    const size_t zero = std::min(text.find('\0'), text.size());
    events.push_back(ParseEvent(text.substr(0, zero)));
    text.remove_prefix(std::min(zero + 1, text.size()));
  }
  return events;
}

std::vector<Event> EventsInStream(std::string_view stream) {
  RecordFault fault = RecordFault::kNone;
  const std::vector<Record> records = DecodedAtOnce(stream, &fault);
  CheckSplit(stream, records, fault);
  return EventsIn(records);
}

class Followed {
 public:
  Followed() : zone_(EventOptions(), &board_) {
    snapshot_ = zone_.Apply(BaseState(), StateKind::kMaster, kNow);
  }

  void Take(std::span<const Event> events) { Keep(zone_.ApplyEvents(events, kNow).next); }
  void TakeState(const State& state, StateKind kind, ClusterZone::Clock::time_point now = kNow) {
    Keep(zone_.Apply(state, kind, now));
  }
  void BeginFetch() { zone_.BeginFetch(); }

  const records::Snapshot& snapshot() const { return *snapshot_; }
  int64_t Figure(std::string_view name) const { return board_.Number(name); }

 private:
  void Keep(ClusterZone::NextSnapshot next) {
    if (next != nullptr) snapshot_ = std::move(next);
  }

  StatusBoard board_;
  ClusterZone zone_;
  ClusterZone::NextSnapshot snapshot_;
};

void CheckEvents(const std::vector<Event>& events) {
  Followed at_once;
  Followed one_by_one;
  at_once.Take(events);
  for (const Event& event : events) one_by_one.Take({&event, 1});
  CheckSnapshot(at_once.snapshot());
  CheckSame(*at_once.snapshot().table, *one_by_one.snapshot().table);

  at_once.TakeState(BaseState(), StateKind::kFile);
  const bool has_history =
      at_once.Figure("kept_addresses") > 0 || at_once.Figure("refused_over_framework_limit") > 0;
  if (!has_history) CheckSame(*at_once.snapshot().table, *Followed().snapshot().table);
}

// The events of a new leader, of which half come while its state is fetched.
void CheckFailOver(const std::vector<Event>& events) {
  Followed followed;
  const auto halves = std::span(events);
  followed.BeginFetch();
  followed.Take(halves.first(events.size() / 2));
  followed.TakeState(StateAfterFailOver(), StateKind::kMaster);
  CheckSnapshot(followed.snapshot());
  followed.Take(halves.subspan(events.size() / 2));
  CheckSnapshot(followed.snapshot());
  followed.TakeState(StateAfterFailOver(), StateKind::kRepair, kNow + kAgentReregisterTimeout);
  SIGNPOST_CHECK(followed.Figure("held_tasks") == 0 || followed.Figure("tasks") >= 20);
}

}  // namespace
}  // namespace signpost::mesos

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::mesos;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::vector<Event> events =
      input.starts_with('{') ? EventsBetweenZeros(input) : EventsInStream(input);
  CheckEvents(events);
  CheckFailOver(events);
  return 0;
}
