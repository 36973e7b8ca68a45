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

StateReader::StateReader() : document_(std::make_unique<DocumentReader>(DocumentKind::kState)) {}

StateReader::~StateReader() = default;

void StateReader::Add(std::string_view octets) {
  size_ += octets.size();
  if (size_ <= kMaxStateSize) document_->Add(octets);
}

absl::StatusOr<State> StateReader::Finish() {
  if (size_ > kMaxStateSize) return NoState("it is too long", size_);
  auto document = document_->Finish();
  if (!document.ok()) return document.status();
  State& state = document->state;
  if (state.leader.empty()) return NoState("it names no leader", 0);
  if (!ParsePid(state.leader)) {
    return NoState(absl::StrCat("its leader \"", state.leader, "\" is no NAME@HOST:PORT"), 0);
  }
  return std::move(state);
}

absl::StatusOr<State> ParseState(std::string_view json) {
  StateReader reader;
  reader.Add(json);
  return reader.Finish();
}

}  // namespace signpost::mesos
