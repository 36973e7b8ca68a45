#include "records/zone_walk.h"

#include <algorithm>

#include "records/chosen_names.h"
#include "support/zone.h"

namespace signpost::testing {
namespace {

// Below the apex up to three labels deep, and pairs that share a hash.
std::vector<std::string> AllNames() {
  const std::vector<std::string> labels = {"a", "b", "_tcp"};
  std::vector<std::string> names = {"mesos."};
  for (size_t begin = 0, depth = 0; depth < 3; ++depth) {
    const size_t end = names.size();
    for (; begin < end; ++begin) {
      for (const std::string& label : labels) names.push_back(label + "." + names[begin]);
    }
  }
  for (size_t pair = 0; pair < 4; ++pair) {
    for (const std::string& name : NamesThatCollide(pair)) names.push_back(name);
  }
  return names;
}

}  // namespace

ZoneWalk::ZoneWalk(uint64_t seed)
    : random_(seed), names_(AllNames()), editor_(ZoneOptionsOf()), twin_(ZoneOptionsOf()) {}

std::string ZoneWalk::AnyRecord() {
  const std::string& owner = AnyName();
  const std::string target = Below(8) == 0 ? "elsewhere.example." : AnyName();
  switch (Below(8)) {
    case 0:
      return owner + " NS " + target;
    case 1:
      return owner + " TXT " + std::string(1 + Below(3), 't');
    case 2:
      return owner + " AAAA fd00::" + std::to_string(1 + Below(2));
    case 3:
    case 4:
    case 5:
      return owner + " SRV 0 1 " + std::to_string(1 + Below(3)) + " " + target;
    default:
      return owner + " A 10.0.0." + std::to_string(1 + Below(3));
  }
}

// A list of up to four records, sometimes one of them twice.
records::SharedRecordList ZoneWalk::AnyList() {
  ZoneLines lines;
  for (size_t count = Below(5); count > 0; --count) lines.push_back(AnyRecord());
  if (!lines.empty() && Below(10) == 0) lines.push_back(lines.front());
  return SharedListOf(lines);
}

// Zones of about a dozen lists: what is there is taken back about as often as something is added.
void ZoneWalk::Step() {
  const size_t action = Below(24);
  if (action < 4) {
    const auto list = AnyList();
    const wire::Name guard = NameOf(AnyName());
    editor_.AddFallback(list, guard.wire());
    twin_.AddFallback(list, std::string(AsText(guard.wire())));
  } else if (action < 8 && !twin_.fallbacks().empty()) {
    const auto [list, guard] = twin_.fallbacks()[Below(twin_.fallbacks().size())];
    twin_.RemoveFallback(*list, guard);
    editor_.RemoveFallback(std::make_shared<const records::RecordList>(*list), AsBytes(guard));
  } else if (action < 8 + twin_.lists().size() && !twin_.lists().empty()) {
    const auto list = twin_.lists()[Below(twin_.lists().size())];
    twin_.Remove(*list);
    editor_.Remove(std::make_shared<const records::RecordList>(*list));
  } else {
    const auto list = AnyList();
    twin_.Add(list);
    editor_.Add(list);
  }
}

std::shared_ptr<const records::RecordTable> ZoneWalk::BuiltAnew() {
  records::ZoneEditor editor(ZoneOptionsOf());
  auto lists = twin_.lists();
  auto fallbacks = twin_.fallbacks();
  std::shuffle(lists.begin(), lists.end(), random_);
  std::shuffle(fallbacks.begin(), fallbacks.end(), random_);
  const auto detour = AnyList();
  editor.Add(detour);
  for (const auto& list : lists) {
    editor.Add(list);
    if (Below(4) == 0) editor.Build();
  }
  for (const auto& [list, guard] : fallbacks) {
    editor.AddFallback(list, AsBytes(guard));
    if (Below(4) == 0) editor.Build();
  }
  editor.Remove(detour);
  return editor.Build().table;
}

}  // namespace signpost::testing
