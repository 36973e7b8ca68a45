#include "app/lookup_command.h"

#include <cstdio>
#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "app/asked_server.h"
#include "app/json_fields.h"
#include "base/absl_text.h"
#include "base/log.h"

namespace signpost::app {
namespace {

using Type = std::optional<wire::Type>;

bool IsWanted(const JsonValue& record, Type type) {
  return !type || wire::TypeFromName(Member(record, "type").text) == type;
}

// Of `records`, those of the type; `before` and `after` stand around each. Returns how many.
int64_t AddRecords(const JsonValue& records, Type type, std::string_view before,
                   std::string_view after, std::string* text) {
  int64_t count = 0;
  for (const JsonValue& record : records.values) {
    if (!IsWanted(record, type)) continue;
    absl::StrAppend(text, ToAbsl(before), Field(record, "type"), " ", Field(record, "data"),
                    ToAbsl(after));
    ++count;
  }
  return count;
}

// Says how many of all are not in a list that the server cut; nothing when it cut none.
void AddRest(int64_t all, const JsonValue& listed, std::string_view what, std::string* text) {
  const int64_t rest = all - static_cast<int64_t>(listed.values.size());
  if (rest > 0) absl::StrAppend(text, "and ", Plural(rest, what), " not shown\n");
}

void AddFact(std::string_view name, std::string_view value, std::string* text) {
  if (!value.empty()) absl::StrAppendFormat(text, "  %-10s %s\n", ToAbsl(name), ToAbsl(value));
}

// The words of the page, and of docs/configuration.md.
std::string AddressText(const JsonValue& task) {
  std::string source = Field(task, "address_source");
  if (source == "netinfo") source = "netinfo: the container's network";
  if (source == "mesos") source = "mesos: a label of the Mesos containerizer";
  if (source == "docker") source = "docker: a label of Docker";
  if (source == "host") source = "host: the agent itself";
  return IsTrue(task, "address_kept") ? source + ", as an earlier status said" : source;
}

std::string AgentText(const JsonValue& task) {
  const std::string agent = Field(task, "agent");
  const std::string id = Field(task, "agent_id");
  if (agent.empty() || id.empty()) return agent + id;
  return absl::StrCat(agent, " (", id, ")");
}

// Nothing for a task that makes none of these records.
void AddTask(const JsonValue& task, Type type, std::string* text) {
  std::string records;
  if (AddRecords(Member(task, "records"), type, "  record     ", "\n", &records) == 0) return;
  const std::string health = Field(task, "health");
  absl::StrAppend(text, "\ntask ", Field(task, "name"), "\n");
  AddFact("framework", Field(task, "framework"), text);
  AddFact("id", Field(task, "id"), text);
  AddFact("agent", AgentText(task), text);
  AddFact("address", AddressText(task), text);
  AddFact("health", health.empty() ? "not checked" : health, text);
  text->append(records);
}

void AddReasons(const JsonValue& explained, Type type, std::string* text) {
  const int64_t count = Count(explained, "source_count");
  if (count == 0) {
    text->append(
        "\nNo task makes this name. It is one of the cluster itself: a master, an agent, a "
        "framework's\nscheduler or this server.\n");
    return;
  }
  const JsonValue& sources = Member(explained, "sources");
  for (const JsonValue& task : sources.values) AddTask(task, type, text);
  AddRest(count, sources, "task", text);
}

// All octets but those that never mean anything in a path (RFC 3986 §2.3).
std::string Encoded(std::string_view text) {
  std::string encoded;
  for (const char octet : text) {
    const bool is_plain =
        absl::ascii_isalnum(octet) || octet == '-' || octet == '.' || octet == '_' || octet == '~';
    if (is_plain) {
      encoded.push_back(octet);
    } else {
      absl::StrAppendFormat(&encoded, "%%%02X", static_cast<uint8_t>(octet));
    }
  }
  return encoded;
}

int Fail(const HostPort& server, std::string_view why) {
  log::Error(absl::StrCat(ServerText(server), " cannot say: ", ToAbsl(why)));
  return kUnreachableExitStatus;
}

std::string RefusalText(const JsonReply& reply) {
  if (reply.status == 404) return "it does not list names (EnumerationOn), or is no Signpost";
  return absl::StrCat("status ", reply.status, reply.text.empty() ? "" : ": ", reply.text);
}

}  // namespace

std::string LookupText(const JsonValue& explained, Type type) {
  const std::string name = Field(explained, "name");
  if (!IsTrue(explained, "exists")) {
    return absl::StrCat(name, " does not exist: DNS answers NXDOMAIN.\n");
  }
  const JsonValue& records = Member(explained, "records");
  const int64_t count = Count(explained, "record_count");
  const std::string before = absl::StrCat(name, " ", Count(explained, "ttl"), " IN ");
  std::string text;
  const int64_t shown = AddRecords(records, type, before, "\n", &text);
  AddRest(count, records, "record", &text);
  if (count == 0) {
    absl::StrAppend(&text, name, " has no records of its own, only names below it.\n");
  } else if (shown == 0 && type) {
    absl::StrAppend(&text, name, " has no record of type ", wire::TypeName(*type), ".\n");
  } else {
    AddReasons(explained, type, &text);
  }
  return text;
}

int PrintLookup(const HostPort& server, const std::string& name, Type type) {
  // The API splits paths after decoding them.
  if (name.find('/') != std::string::npos)
    return Fail(server, "no route takes a name with a slash");
  const auto deadline = std::chrono::steady_clock::now() + kAskTimeout;
  const absl::StatusOr<JsonReply> reply =
      AskServer(server, absl::StrCat("/v1/explain/", Encoded(name)), deadline);
  if (!reply.ok()) return Fail(server, FromAbsl(reply.status().message()));
  if (!Member(reply->json, "exists").is(JsonValue::Kind::kBool)) {
    return Fail(server, RefusalText(*reply));
  }
  std::fputs(LookupText(reply->json, type).c_str(), stdout);
  std::fflush(stdout);
  return IsTrue(reply->json, "exists") ? 0 : 1;
}

}  // namespace signpost::app
