#include "http/status_body.h"

#include <algorithm>
#include <string_view>
#include <variant>

#include "http/json_object.h"
#include "http/time_text.h"

namespace signpost::http {
namespace {

void AppendZone(const StatusFigures& figures, std::string* text) {
  const records::Snapshot& snapshot = *figures.snapshot;
  ObjectWriter zone(text);
  const bool is_known = snapshot.table != nullptr;
  zone.AddBool("known", is_known);
  zone.Add("serial", snapshot.soa.serial);
  zone.Add("built_at", TimeText(snapshot.built_at));
  zone.Add("age_s", AgeSeconds(snapshot.built_at, figures.now));
  zone.Add("data_age_s", DataAge(figures));
  zone.Add("name_count", is_known ? snapshot.table->name_count() : 0);
  zone.Add("record_count", is_known ? snapshot.table->record_count() : 0);
  zone.Add("task_count", snapshot.inventory.entry_count);
  zone.End();
}

template <typename Map>
void AppendMap(const Map& map, std::string* text) {
  ObjectWriter object(text);
  for (const auto& [name, value] : map) object.Add(name, value);
  object.End();
}

void AppendBoard(const StatusFigures& figures, std::string* text) {
  ObjectWriter object(text);
  for (const auto& [name, value] : figures.board) {
    std::visit([&, &key = name](const auto& plain) { object.Add(key, plain); }, value);
  }
  object.End();
}

}  // namespace

int64_t DataAge(const StatusFigures& figures) {
  const auto known = figures.board.find("data_unix_s");
  if (known == figures.board.end()) return 0;
  const int64_t* const seconds = std::get_if<int64_t>(&known->second);
  return seconds == nullptr ? 0 : std::max<int64_t>(0, UnixSeconds(figures.now) - *seconds);
}

std::string StatusBody(const StatusFigures& figures) {
  std::string text;
  ObjectWriter object(&text);
  object.Add("version", SIGNPOST_VERSION);
  AppendZone(figures, object.Key("zone"));
  AppendMap(figures.dns, object.Key("dns"));
  AppendBoard(figures, object.Key("board"));
  object.End();
  return text;
}

}  // namespace signpost::http
