#include "http/test_zone.h"

#include <sstream>
#include <utility>

#include "base/check.h"
#include "base/endpoint.h"
#include "records/zone_editor.h"
#include "wire/name.h"
#include "wire/rdata.h"

namespace signpost::http::testing {
namespace {

std::vector<uint8_t> PlainNameToWire(std::string text) {
  constexpr uint8_t kRoot[] = {0};
  text.pop_back();
  wire::NameBuilder builder;
  const auto name = builder.Labels(text).Suffix(kRoot).Build();
  SIGNPOST_CHECK(name.has_value());
  return {name->begin(), name->end()};
}

wire::Name ToName(const std::string& text) {
  const auto name = wire::Name::FromText(text);
  SIGNPOST_CHECK(name.ok());
  return *name;
}

std::vector<uint8_t> SrvRdata(uint16_t port, const std::string& target) {
  std::vector<uint8_t> rdata(wire::kSrvFixedSize);
  StoreU16(rdata.data() + 4, port);
  const auto name = PlainNameToWire(target);
  rdata.insert(rdata.end(), name.begin(), name.end());
  return rdata;
}

void AddLine(const std::string& line, records::RecordList* list) {
  std::istringstream words(line);
  std::string owner, type, value, target;
  words >> owner >> type >> value >> target;
  if (type == "SRV") {
    const auto port = static_cast<uint16_t>(std::stoi(value));
    list->Add(PlainNameToWire(owner), wire::Type::kSrv, SrvRdata(port, target));
    return;
  }
  const auto address = IpAddress::Parse(value);
  SIGNPOST_CHECK(address.has_value());
  list->Add(PlainNameToWire(owner), wire::AddressType(*address), address->bytes());
}

wire::Soa TestSoa() {
  return {.mname = ToName("NS1.mesos."), .rname = ToName("root.ns1.mesos."), .serial = 7};
}

}  // namespace

records::SharedRecordList ListOf(const std::vector<std::string>& lines) {
  auto list = std::make_shared<records::RecordList>();
  for (const std::string& line : lines) AddLine(line, list.get());
  return list;
}

std::shared_ptr<const records::Snapshot> SnapshotOf(const std::vector<std::string>& lines,
                                                    const std::vector<TestFramework>& frameworks) {
  const wire::Name apex = ToName("mesos.");
  records::ZoneEditor zone({.apex = apex, .name_server = ToName("ns1.mesos."), .ttl = 60});
  records::InventoryEditor inventory;
  zone.Add(ListOf(lines));
  for (const TestFramework& framework : frameworks) {
    const size_t group = inventory.AddGroup(framework.name);
    for (const TestTask& task : framework.tasks) {
      const auto list = ListOf(task.records);
      zone.Add(list);
      inventory.AddEntry(group, {task.name, task.id, list});
    }
  }
  return MakeSnapshot(apex, TestSoa(), 60, zone.Build().table, inventory.inventory());
}

std::shared_ptr<const records::Snapshot> UnknownZone() {
  return records::MakeSnapshot(ToName("mesos."), TestSoa(), 60, nullptr, {});
}

std::string BodyOf(std::unique_ptr<BodyProducer> producer) {
  std::string body;
  while (AppendSlice(producer.get(), &body)) {
  }
  return body;
}

}  // namespace signpost::http::testing
