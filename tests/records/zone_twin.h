#pragma once

// The slow, obvious twin of ZoneEditor and RecordTable: it keeps the lists as they came and works
// the whole zone out anew whenever it is asked.

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "records/record_list.h"
#include "records/record_table.h"
#include "records/zone_editor.h"

namespace signpost::testing {

// What a node holds, as text: "TYPE rdata" for each record in order, and behind the records of an
// RRset its additional addresses, "+ RECORD_INDEX TYPE rdata". Empty for an empty non-terminal.
using NodeLines = std::vector<std::string>;

// All names that exist, by their wire form.
using ZoneNodes = std::map<std::string, NodeLines>;

class ZoneTwin {
 public:
  explicit ZoneTwin(const records::ZoneOptions& options);

  void Add(records::SharedRecordList list) { lists_.push_back(std::move(list)); }
  void Remove(const records::RecordList& list);
  void AddFallback(records::SharedRecordList list, std::string guard);
  void RemoveFallback(const records::RecordList& list, const std::string& guard);

  ZoneNodes Nodes() const;
  size_t withheld() const;

  // What is contributed now; the apex's NS record is not among it.
  using Fallback = std::pair<records::SharedRecordList, std::string>;
  const std::vector<records::SharedRecordList>& lists() const { return lists_; }
  const std::vector<Fallback>& fallbacks() const { return fallbacks_; }

 private:
  bool IsServed(const Fallback& fallback) const;

  const std::string apex_;
  const std::string name_server_;
  std::vector<records::SharedRecordList> lists_;
  std::vector<Fallback> fallbacks_;
};

// The same of a table, found by walking it; an octet that is not as record_table.h says gives a
// line that starts with "malformed".
ZoneNodes NodesOf(const records::RecordTable& table);
NodeLines LinesOf(records::NodeView node, uint32_t ttl);

// Names in wire form in the order in which the table is walked, and the order RFC 4034 §6.1 asks.
std::vector<std::string> WalkedNames(const records::RecordTable& table);
std::vector<std::string> InCanonicalOrder(const ZoneNodes& nodes);

}  // namespace signpost::testing
