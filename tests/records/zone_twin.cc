#include "records/zone_twin.h"

#include <algorithm>
#include <set>

#include "base/check.h"
#include "records/additional.h"
#include "wire/rdata.h"

namespace signpost::testing {
namespace {

using records::RecordList;
using records::RecordView;
using records::SharedRecordList;
using wire::Type;

constexpr size_t kFixedSize = 12;  // RFC 1035 §4.1.3, with an owner of two octets

// How often each record of one owner is contributed, in the order of a node.
using Sources = std::map<std::pair<Type, std::string>, int>;
using Zone = std::map<std::string, Sources>;

std::string Copy(Bytes bytes) { return std::string(AsText(bytes)); }

std::string Line(Type type, Bytes rdata) {
  return wire::TypeName(type) + " " + wire::RdataToText(type, rdata);
}

void AddTo(Zone* zone, const RecordList& list) {
  for (const RecordView record : list) {
    ++(*zone)[Copy(record.owner)][{record.type, Copy(record.rdata)}];
  }
}

bool Holds(const RecordList& list, const std::string& owner) {
  for (const RecordView record : list) {
    if (Copy(record.owner) == owner) return true;
  }
  return false;
}

// Names above `owner`, the apex included.
std::vector<std::string> Ancestors(const std::string& owner, const std::string& apex) {
  std::vector<std::string> names;
  for (std::string name = owner; name != apex;) {
    name = name.substr(1 + static_cast<uint8_t>(name[0]));
    names.push_back(name);
  }
  return names;
}

std::string Target(Type type, const std::string& rdata) {
  if (type == Type::kNs) return rdata;
  return type == Type::kSrv ? rdata.substr(6) : "";
}

NodeLines AdditionalOf(Type type, const std::vector<std::string>& rdatas, const Zone& zone) {
  NodeLines lines;
  std::set<std::string> seen;
  for (size_t index = 0; index < rdatas.size(); ++index) {
    const std::string target = Target(type, rdatas[index]);
    if (!seen.insert(target).second || !zone.contains(target)) continue;
    for (const auto& [record, count] : zone.at(target)) {
      if (record.first != Type::kA && record.first != Type::kAaaa) continue;
      lines.push_back("+ " + std::to_string(index) + " " +
                      Line(record.first, AsBytes(record.second)));
    }
  }
  return lines;
}

NodeLines LinesOfSources(const Sources& sources, const Zone& zone) {
  std::map<Type, std::vector<std::string>> rrsets;
  for (const auto& [record, count] : sources) rrsets[record.first].push_back(record.second);
  NodeLines lines;
  for (const auto& [type, rdatas] : rrsets) {
    for (const std::string& rdata : rdatas) lines.push_back(Line(type, AsBytes(rdata)));
    const NodeLines additional = AdditionalOf(type, rdatas, zone);
    lines.insert(lines.end(), additional.begin(), additional.end());
  }
  return lines;
}

// A record with its owner in two octets.
std::string RecordLine(Bytes record, uint16_t owner, Type type, uint32_t ttl) {
  const bool is_well_formed = record.size() >= kFixedSize && LoadU16(record.data()) == owner &&
                              LoadU16(record.data() + 2) == static_cast<uint16_t>(type) &&
                              LoadU16(record.data() + 4) == 1 &&
                              LoadU32(record.data() + 6) == ttl &&
                              LoadU16(record.data() + 10) == record.size() - kFixedSize;
  return is_well_formed ? Line(type, record.subspan(kFixedSize)) : "malformed";
}

}  // namespace

ZoneTwin::ZoneTwin(const records::ZoneOptions& options)
    : apex_(Copy(options.apex.wire())), name_server_(Copy(options.name_server.wire())) {}

void ZoneTwin::Remove(const RecordList& list) {
  const auto at = std::find_if(lists_.begin(), lists_.end(),
                               [&](const SharedRecordList& each) { return *each == list; });
  SIGNPOST_CHECK(at != lists_.end());
  lists_.erase(at);
}

void ZoneTwin::AddFallback(SharedRecordList list, std::string guard) {
  fallbacks_.emplace_back(std::move(list), std::move(guard));
}

void ZoneTwin::RemoveFallback(const RecordList& list, const std::string& guard) {
  const auto at = std::find_if(fallbacks_.begin(), fallbacks_.end(), [&](const Fallback& fallback) {
    return *fallback.first == list && fallback.second == guard;
  });
  SIGNPOST_CHECK(at != fallbacks_.end());
  fallbacks_.erase(at);
}

bool ZoneTwin::IsServed(const Fallback& fallback) const {
  if (fallback.second == apex_) return false;  // its NS record is stronger
  return std::none_of(lists_.begin(), lists_.end(),
                      [&](const SharedRecordList& list) { return Holds(*list, fallback.second); });
}

ZoneNodes ZoneTwin::Nodes() const {
  Zone zone;
  zone[apex_][{Type::kNs, name_server_}] = 1;
  for (const SharedRecordList& list : lists_) AddTo(&zone, *list);
  for (const Fallback& fallback : fallbacks_) {
    if (IsServed(fallback)) AddTo(&zone, *fallback.first);
  }
  ZoneNodes nodes;
  for (const auto& [owner, sources] : zone) {
    nodes[owner] = LinesOfSources(sources, zone);
    for (const std::string& ancestor : Ancestors(owner, apex_)) nodes.try_emplace(ancestor);
  }
  return nodes;
}

size_t ZoneTwin::withheld() const {
  size_t count = 0;
  for (const Fallback& fallback : fallbacks_) {
    if (!IsServed(fallback)) count += fallback.first->size();
  }
  return count;
}

NodeLines LinesOf(records::NodeView node, uint32_t ttl) {
  NodeLines lines;
  for (size_t i = 0; i < node.rrset_count(); ++i) {
    const records::RrsetView rrset = node.rrset(i);
    for (size_t record = 0; record < rrset.record_count; ++record) {
      const size_t begin = rrset.RecordOffset(record);
      const size_t end = rrset.RecordOffset(record + 1);
      lines.push_back(
          RecordLine(rrset.records.subspan(begin, end - begin), 0xc00c, rrset.type, ttl));
    }
    records::ForEachAdditional(rrset, [&](const records::AdditionalEntry& entry) {
      const Type type = entry.record.size() == 16 ? Type::kA : Type::kAaaa;
      lines.push_back("+ " + std::to_string(entry.record_index) + " " +
                      RecordLine(entry.record, 0, type, ttl));
      return true;
    });
  }
  return lines;
}

ZoneNodes NodesOf(const records::RecordTable& table) {
  ZoneNodes nodes;
  table.ForEachNode(
      [&](records::NodeView node) { nodes[Copy(node.owner())] = LinesOf(node, table.ttl()); });
  return nodes;
}

std::vector<std::string> WalkedNames(const records::RecordTable& table) {
  std::vector<std::string> names;
  table.ForEachNode([&](records::NodeView node) { names.push_back(Copy(node.owner())); });
  return names;
}

std::vector<std::string> InCanonicalOrder(const ZoneNodes& nodes) {
  std::map<std::vector<std::string>, std::string> by_labels;  // from the right
  for (const auto& [name, lines] : nodes) {
    std::vector<std::string> labels;
    for (size_t at = 0; name[at] != 0; at += 1 + static_cast<uint8_t>(name[at])) {
      labels.insert(labels.begin(), name.substr(at + 1, static_cast<uint8_t>(name[at])));
    }
    by_labels[labels] = name;
  }
  std::vector<std::string> names;
  names.reserve(by_labels.size());
  for (const auto& [labels, name] : by_labels) names.push_back(name);
  return names;
}

}  // namespace signpost::testing
