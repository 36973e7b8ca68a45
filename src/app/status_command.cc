#include "app/status_command.h"

#include <algorithm>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "app/asked_server.h"
#include "app/json_fields.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

void AddFact(std::string_view name, std::string_view value, std::string* text) {
  if (!value.empty()) absl::StrAppendFormat(text, "%-9s %s\n", ToAbsl(name), ToAbsl(value));
}

std::string ReadyText(const JsonValue& ready) {
  std::string text = IsTrue(ready, "ready") ? "yes" : "no";
  std::string_view before = ": ";
  for (const JsonValue& problem : Member(ready, "problems").values) {
    absl::StrAppend(&text, ToAbsl(before), Shown(problem));
    before = "; ";
  }
  return text;
}

// "master@10.0.0.1:5050" without its user part, which is always the same.
std::string LeaderText(const JsonValue& board) {
  const std::string leader = Field(board, "leader");
  return leader.empty() ? "not known" : leader.substr(leader.find('@') + 1);
}

std::string SourceText(const JsonValue& board) {
  const std::string following = Field(board, "following");
  if (following == "stream") return "the leader's events";
  if (following == "poll") return "polls of the leader";
  if (following == "file") return "a file";
  if (following == "last good") return "a state kept from before the start";
  return following.empty() ? "none yet" : following;
}

std::string AgeText(const JsonValue& zone) {
  if (!IsTrue(zone, "known")) return "nothing is known yet";
  return absl::StrCat(Count(zone, "data_age_s"), " s; the records changed ", Count(zone, "age_s"),
                      " s ago");
}

std::string CountsText(const JsonValue& zone, const JsonValue& board) {
  return absl::StrCat(
      Plural(Count(zone, "name_count"), "name"), ", ",
      Plural(Count(zone, "record_count"), "record"), ", ",
      Plural(Count(zone, "task_count"), "task"), ", ", Plural(Count(board, "agents"), "agent"),
      ", ", Plural(Count(board, "frameworks"), "framework"), "; serial ", Count(zone, "serial"));
}

std::string HoldText(const JsonValue& board) {
  const std::string reason = Field(board, "hold_reason");
  if (reason.empty()) return "";
  return absl::StrCat(Plural(Count(board, "held_tasks"), "task"),
                      " that the last state did not list (", reason, ")");
}

// Of an answer that is none of ours.
int Refuse(const HostPort& server, const JsonReply& reply) {
  log::Error(absl::StrCat(ServerText(server), " is no Signpost: it answered status ", reply.status,
                          reply.text.empty() ? "" : ": ", reply.text));
  return kUnreachableExitStatus;
}

int Fail(const HostPort& server, const absl::Status& status) {
  log::Error(absl::StrCat(ServerText(server), " cannot be asked: ", status.message()));
  return kUnreachableExitStatus;
}

}  // namespace

std::string StatusText(const std::string& server, const JsonValue& status, const JsonValue& ready) {
  const JsonValue& zone = Member(status, "zone");
  const JsonValue& board = Member(status, "board");
  std::string text;
  AddFact("server", absl::StrCat(server, ", version ", Field(status, "version")), &text);
  AddFact("ready", ReadyText(ready), &text);
  AddFact("leader", LeaderText(board), &text);
  AddFact("source", SourceText(board), &text);
  AddFact("age", AgeText(zone), &text);
  AddFact("serves", CountsText(zone, board), &text);
  AddFact("holds", HoldText(board), &text);
  AddFact("failure", Field(board, "last_failure"), &text);
  return text;
}

int PrintStatus(const HostPort& server) {
  const auto deadline = std::chrono::steady_clock::now() + kAskTimeout;
  const absl::StatusOr<JsonReply> status = AskServer(server, "/v1/status", deadline);
  if (!status.ok()) return Fail(server, status.status());
  if (!Member(status->json, "zone").is(JsonValue::Kind::kObject)) return Refuse(server, *status);
  const absl::StatusOr<JsonReply> ready = AskServer(server, "/ready", deadline);
  if (!ready.ok()) return Fail(server, ready.status());
  if (!Member(ready->json, "ready").is(JsonValue::Kind::kBool)) return Refuse(server, *ready);
  std::fputs(StatusText(ServerText(server), status->json, ready->json).c_str(), stdout);
  std::fflush(stdout);
  return IsTrue(ready->json, "ready") ? 0 : 1;
}

}  // namespace signpost::app
