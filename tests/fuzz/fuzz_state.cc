// State documents from any octets: what is accepted gives a zone whose names and records are well
// formed, stays as it is when the state comes again, and is that of the last state alone, unless it
// keeps an address of the first; and what is held of the first is not held for ever. What is read
// in pieces is read as at once.
//
// An input is one document, or two with a zero octet between them (which neither may hold).

#include <algorithm>

#include "mesos/state_parser.h"
#include "zone_checks.h"

namespace signpost::mesos {
namespace {

// Applies both, one after the other.
void CheckStates(const State& first, const State& second) {
  StatusBoard board;
  ClusterZone zone(Options(), &board);
  ClusterZone::NextSnapshot snapshot = zone.Apply(first, kNow);
  SIGNPOST_CHECK(snapshot != nullptr);
  CheckSnapshot(*snapshot);
  SIGNPOST_CHECK(zone.Apply(first, kNow) == nullptr);
  if (auto next = zone.Apply(second, kNow)) snapshot = next;

  ClusterZone twin(Options(), &board);
  const bool order_counts = board.Number("refused_over_framework_limit") > 0;
  if (!order_counts && board.Number("kept_addresses") == 0) {
    CheckSame(*snapshot->table, *twin.Apply(second, kNow)->table);
  }
}

// Both as a master's: what is held is well formed, and is not held for ever.
void CheckHold(const State& first, const State& second) {
  StatusBoard board;
  ClusterZone zone(Options(), &board);
  ClusterZone::NextSnapshot snapshot = zone.Apply(first, StateKind::kMaster, kNow);
  if (auto next = zone.Apply(second, StateKind::kMaster, kNow)) snapshot = next;
  CheckSnapshot(*snapshot);
  for (int state = 0; state < 2 + kLossStatesHeld; ++state) {
    const auto later = kNow + kAgentReregisterTimeout;
    if (auto next = zone.Apply(second, StateKind::kMaster, later)) snapshot = next;
  }
  SIGNPOST_CHECK(board.Number("held_tasks") == 0);

  ClusterZone twin(Options(), &board);
  const bool order_counts = board.Number("refused_over_framework_limit") > 0;
  if (!order_counts && board.Number("kept_addresses") == 0) {
    CheckSame(*snapshot->table, *twin.Apply(second, kNow)->table);
  }
}

void CheckSplit(std::string_view text, size_t piece_size, const absl::StatusOr<State>& at_once) {
  StateReader reader;
  for (size_t at = 0; at < text.size(); at += piece_size) reader.Add(text.substr(at, piece_size));
  const auto in_pieces = reader.Finish();
  SIGNPOST_CHECK(in_pieces.ok() == at_once.ok());
  if (!at_once.ok()) return;
  SIGNPOST_CHECK(in_pieces->leader == at_once->leader && in_pieces->agents == at_once->agents);
  SIGNPOST_CHECK(in_pieces->frameworks.size() == at_once->frameworks.size());
  for (size_t i = 0; i < at_once->frameworks.size(); ++i) {
    SIGNPOST_CHECK(in_pieces->frameworks[i].id == at_once->frameworks[i].id);
    SIGNPOST_CHECK(in_pieces->frameworks[i].tasks == at_once->frameworks[i].tasks);
  }
}

}  // namespace
}  // namespace signpost::mesos

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::mesos;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t zero = std::min(text.find('\0'), text.size());
  const auto first = ParseState(text.substr(0, zero));
  CheckSplit(text.substr(0, zero), 1, first);
  CheckSplit(text.substr(0, zero), 1 + size % 32, first);
  if (!first.ok()) return 0;
  const auto second = zero == size ? first : ParseState(text.substr(zero + 1));
  CheckStates(*first, second.ok() ? *second : *first);
  CheckHold(*first, second.ok() ? *second : *first);
  return 0;
}
