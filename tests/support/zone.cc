#include "support/zone.h"

#include <cstring>
#include <sstream>

#include "base/check.h"
#include "wire/rdata.h"

namespace signpost::testing {
namespace {

wire::Name NameOf(const std::string& text) {
  auto name = wire::Name::FromText(text);
  SIGNPOST_CHECK(name.ok());
  return name->ToCanonical();
}

uint16_t NumberOf(const std::string& text) { return static_cast<uint16_t>(std::stoul(text)); }

std::vector<std::string> WordsOf(const std::string& line) {
  std::istringstream stream(line);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  if (words.size() > 3 && words[2] == "IN") words.erase(words.begin() + 1, words.begin() + 3);
  SIGNPOST_CHECK(words.size() >= 3);
  return words;
}

std::vector<uint8_t> SrvRdata(const std::vector<std::string>& words) {
  const wire::Name target = NameOf(words[5]);
  std::vector<uint8_t> rdata(wire::kSrvFixedSize);
  for (size_t i = 0; i < 3; ++i) StoreU16(&rdata[2 * i], NumberOf(words[2 + i]));
  rdata.insert(rdata.end(), target.wire().begin(), target.wire().end());
  return rdata;
}

// One character string (RFC 1035 §3.3.14).
std::vector<uint8_t> TxtRdata(const std::string& text) {
  std::vector<uint8_t> rdata = {static_cast<uint8_t>(text.size())};
  rdata.insert(rdata.end(), text.begin(), text.end());
  return rdata;
}

std::vector<uint8_t> RdataOf(const std::vector<std::string>& words) {
  const std::string& type = words[1];
  if (type == "SRV") return SrvRdata(words);
  if (type == "TXT") return TxtRdata(words[2]);
  if (type == "NS") {
    const wire::Name name = NameOf(words[2]);
    return {name.wire().begin(), name.wire().end()};
  }
  const auto address = IpAddress::Parse(words[2]);
  SIGNPOST_CHECK(address.has_value());
  return {address->bytes().begin(), address->bytes().end()};
}

}  // namespace

records::RecordList ListOf(const ZoneLines& lines) {
  records::RecordList list;
  for (const std::string& line : lines) {
    const std::vector<std::string> words = WordsOf(line);
    const auto type = wire::TypeFromName(words[1]);
    SIGNPOST_CHECK(type.has_value());
    list.Add(NameOf(words[0]).wire(), *type, RdataOf(words));
  }
  return list;
}

records::SharedRecordList SharedListOf(const ZoneLines& lines) {
  return std::make_shared<const records::RecordList>(ListOf(lines));
}

records::ZoneOptions ZoneOptionsOf(std::string_view apex) {
  return {.apex = NameOf(std::string(apex)),
          .name_server = NameOf("ns1." + std::string(apex)),
          .ttl = 60,
          .hash_seed = 0x5eed};
}

wire::Soa SoaFor(std::string_view apex) {
  return {.mname = NameOf("ns1." + std::string(apex)),
          .rname = NameOf("root.ns1." + std::string(apex)),
          .serial = 1,
          .refresh = 60,
          .retry = 600,
          .expire = 86400,
          .minimum = 30};
}

std::shared_ptr<const records::Snapshot> SnapshotOf(const ZoneLines& lines, std::string_view apex) {
  const records::ZoneOptions options = ZoneOptionsOf(apex);
  records::ZoneEditor editor(options);
  editor.Add(SharedListOf(lines));
  return records::MakeSnapshot(options.apex, SoaFor(apex), options.ttl, editor.Build().table, {});
}

std::shared_ptr<const records::Snapshot> EmptySnapshot(std::string_view apex) {
  return records::MakeSnapshot(NameOf(std::string(apex)), SoaFor(apex), 60, nullptr, {});
}

ZoneLines LinesOf(const records::RecordTable& table) {
  ZoneLines lines;
  table.ForEachNode([&](records::NodeView node) {
    for (size_t i = 0; i < node.rrset_count(); ++i) {
      const records::RrsetView rrset = node.rrset(i);
      for (size_t record = 0; record < rrset.record_count; ++record) {
        const size_t rdata_at = rrset.RecordOffset(record) + 12;
        lines.push_back(wire::RecordToText(
            node.owner(), table.ttl(), rrset.type,
            rrset.records.subspan(rdata_at, rrset.RecordOffset(record + 1) - rdata_at)));
      }
    }
  });
  return lines;
}

}  // namespace signpost::testing
