#include "app/records_command.h"

#include <cstdio>
#include <map>
#include <variant>

#include "absl/strings/str_cat.h"
#include "app/file_text.h"
#include "app/room_options.h"
#include "base/absl_text.h"
#include "base/log.h"
#include "mesos/state_parser.h"
#include "wire/rdata.h"

namespace signpost::app {
namespace {

// Any will do; a fixed one keeps the order of everything the same.
constexpr uint64_t kHashSeed = 1;

constexpr uint32_t kSerial = 1;

void AppendNode(records::NodeView node, uint32_t ttl, std::string* text) {
  for (size_t i = 0; i < node.rrset_count(); ++i) {
    const records::RrsetView rrset = node.rrset(i);
    for (size_t record = 0; record < rrset.record_count; ++record) {
      *text += wire::RecordToText(node.owner(), ttl, rrset.type, rrset.Rdata(record));
      text->push_back('\n');
    }
  }
}

std::string ZoneText(const records::Snapshot& snapshot) {
  const uint32_t ttl = snapshot.table->ttl();
  wire::Soa soa = snapshot.soa;
  soa.serial = kSerial;
  std::string text = wire::RecordToText(snapshot.apex.wire(), ttl, wire::Type::kSoa, SoaRdata(soa));
  text.push_back('\n');
  snapshot.table->ForEachNode([&](records::NodeView node) { AppendNode(node, ttl, &text); });
  return text;
}

// One line for each figure of what was left out.
void WarnOfLeftOut(const StatusBoard& board) {
  for (const auto& [name, value] : board.All()) {
    const bool is_left_out = name.starts_with("skipped_") || name.starts_with("refused_");
    const int64_t* const number = std::get_if<int64_t>(&value);
    if (is_left_out && number != nullptr && *number > 0) {
      log::Always(log::Level::kWarning, absl::StrCat(name, ": ", *number));
    }
  }
}

absl::StatusOr<std::string> ZoneFileOf(const Config& config, std::string_view state_json,
                                       StatusBoard* board) {
  auto state = mesos::ParseState(state_json);
  if (!state.ok()) return state.status();
  mesos::ClusterZone zone(ZoneOptionsOf(config, kHashSeed), board);
  return ZoneText(*zone.Apply(*std::move(state), std::chrono::system_clock::now()));
}

}  // namespace

absl::StatusOr<std::string> ZoneFileOf(const Config& config, std::string_view state_json) {
  StatusBoard board;
  return ZoneFileOf(config, state_json, &board);
}

int PrintRecords(const Config& config, const std::string& state_file) {
  const auto fail = [&](absl::string_view why) {
    log::Error(absl::StrCat(log::Printable(state_file), ": ", why));
    return 1;
  };
  const absl::StatusOr<std::string> json =
      ReadFileText(state_file == "-" ? "/dev/stdin" : state_file, mesos::kMaxStateSize);
  if (!json.ok()) return fail(json.status().message());
  StatusBoard board;
  const absl::StatusOr<std::string> text = ZoneFileOf(config, *json, &board);
  if (!text.ok()) return fail(text.status().message());
  if (std::fwrite(text->data(), 1, text->size(), stdout) != text->size() ||
      std::fflush(stdout) != 0) {
    log::Error("the records cannot be written to standard output");
    return 1;
  }
  WarnOfLeftOut(board);
  return 0;
}

}  // namespace signpost::app
