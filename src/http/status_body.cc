#include "http/status_body.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string_view>
#include <type_traits>
#include <variant>

#include "http/json_text.h"

namespace signpost::http {
namespace {

using SystemTime = std::chrono::system_clock::time_point;

// RFC 3339, in UTC.
std::string TimeText(SystemTime time) {
  const std::time_t seconds = UnixSeconds(time);
  std::tm parts{};
  char text[32] = "";
  if (gmtime_r(&seconds, &parts) == nullptr) return {};
  const size_t size = std::strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return std::string(text, size);
}

// Members of one object, with commas between them.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string* text) : text_(text) { text_->push_back('{'); }
  void End() { text_->push_back('}'); }

  std::string* Key(std::string_view name) {
    if (!is_first_) text_->push_back(',');
    is_first_ = false;
    AppendJsonString(name, text_);
    text_->push_back(':');
    return text_;
  }
  template <typename Number>
  requires std::is_arithmetic_v<Number>
  void Add(std::string_view name, Number value) { Key(name)->append(std::to_string(value)); }
  void Add(std::string_view name, std::string_view value) { AppendJsonString(value, Key(name)); }

 private:
  std::string* const text_;
  bool is_first_ = true;
};

void AppendZone(const StatusFigures& figures, std::string* text) {
  const records::Snapshot& snapshot = *figures.snapshot;
  ObjectWriter zone(text);
  const bool is_known = snapshot.table != nullptr;
  zone.Key("known")->append(is_known ? "true" : "false");
  zone.Add("serial", snapshot.soa.serial);
  zone.Add("built_at", TimeText(snapshot.built_at));
  zone.Add("age_s",
           std::max<int64_t>(0, UnixSeconds(figures.now) - UnixSeconds(snapshot.built_at)));
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

int64_t UnixSeconds(SystemTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

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
