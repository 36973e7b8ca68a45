#include "mesos/state_parser.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "mesos/document_reader.h"
#include "mesos/pid.h"

namespace signpost::mesos {
namespace {

absl::Status NoState(std::string_view why, size_t offset) {
  return NotA(DocumentKind::kState, why, offset);
}

}  // namespace

absl::StatusOr<State> ParseState(std::string_view json) {
  if (json.size() > kMaxStateSize) return NoState("it is too long", json.size());
  auto document = ReadDocument(json, DocumentKind::kState);
  if (!document.ok()) return document.status();
  State& state = document->state;
  if (state.leader.empty()) return NoState("it names no leader", 0);
  if (!ParsePid(state.leader)) {
    return NoState(absl::StrCat("its leader \"", state.leader, "\" is no NAME@HOST:PORT"), 0);
  }
  return std::move(state);
}

}  // namespace signpost::mesos
