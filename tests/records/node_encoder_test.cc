#include "records/node_encoder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "records/additional.h"
#include "records/chosen_names.h"
#include "records/node_format.h"
#include "records/zone_twin.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using wire::Type;

constexpr uint32_t kTtl = 300;
constexpr size_t kAdditionalEntryOfA = kAdditionalIndexSize + 16;

void AddEdit(const RecordList& list, uint64_t hash, ZoneEdits* edits) {
  std::vector<NodeRecord> records;
  for (const RecordView record : list) records.push_back({record.type, record.rdata});
  std::sort(records.begin(), records.end());
  edits->Begin((*list.begin()).owner, hash);
  for (const NodeRecord& record : records) edits->AddRecord(record);
}

// The lines of each owner, in the order of the owners.
std::vector<RecordList> ListsByOwner(const testing::ZoneLines& lines) {
  std::map<std::string, testing::ZoneLines> by_owner;
  for (const std::string& line : lines) by_owner[line.substr(0, line.find(' '))].push_back(line);
  std::vector<RecordList> lists;
  for (const auto& [owner, owner_lines] : by_owner) lists.push_back(testing::ListOf(owner_lines));
  return lists;
}

void EncodeBare(const wire::Name& owner, uint64_t hash, std::vector<uint8_t>* octets) {
  const Edit edit{.hash = hash, .owner = owner.wire()};
  EncodeNode(edit, ZoneEdits(), kTtl, TargetAddresses(), octets);
}

// A node and the memory that it stands in.
class Node {
 public:
  // `addresses`: of its targets, as zone lines.
  explicit Node(const RecordList& list, const testing::ZoneLines& addresses = {}) {
    constexpr uint64_t kHash = 7;
    const auto address_lists = ListsByOwner(addresses);
    ZoneEdits edits;
    AddEdit(list, kHash, &edits);
    for (const RecordList& of_target : address_lists) {
      AddEdit(of_target, testing::HashOf(wire::NameToText((*of_target.begin()).owner)), &edits);
    }
    edits.Sort();
    TargetPointers pointers(testing::ZoneOptionsOf().hash_seed);
    pointers.AddAll(edits);
    pointers.Sort();
    const RecordTable nothing({}, 0, kTtl);
    EncodeNode(*edits.Find((*list.begin()).owner, kHash), edits, kTtl,
               TargetAddresses(pointers, edits, nothing), &octets_);
  }

  NodeView view() const { return NodeView(octets_.data()); }
  testing::NodeLines lines() const { return testing::LinesOf(view(), kTtl); }
  const std::vector<uint8_t>& octets() const { return octets_; }

 private:
  std::vector<uint8_t> octets_;
};

RecordList ListOfRdatas(const std::vector<size_t>& rdata_sizes) {
  RecordList list;
  for (const size_t size : rdata_sizes) {
    list.Add(testing::NameOf("a.mesos.").wire(), Type::kTxt, std::vector<uint8_t>(size, 1));
  }
  return list;
}

TEST(NodeEncoder, RecordsStandByTypeThenRdata) {
  const Node node(testing::ListOf({"a.mesos. SRV 0 1 80 b.mesos.", "a.mesos. AAAA fd00::1",
                                   "a.mesos. A 10.0.0.2", "a.mesos. A 9.0.0.9"}));
  EXPECT_THAT(node.lines(),
              ElementsAre("A 9.0.0.9", "A 10.0.0.2", "AAAA fd00::1", "SRV 0 1 80 b.mesos."));
  EXPECT_EQ(wire::NameToText(node.view().owner()), "a.mesos.");
  EXPECT_EQ(node.view().rrset_count(), 3u);
}

TEST(NodeEncoder, RrsetIsFoundByItsType) {
  const Node node(testing::ListOf(
      {"a.mesos. A 10.0.0.1", "a.mesos. A 10.0.0.2", "a.mesos. SRV 0 1 80 b.mesos."}));
  EXPECT_EQ(node.view().Find(Type::kA).record_count, 2u);
  EXPECT_EQ(node.view().Find(Type::kSrv).type, Type::kSrv);
  const RrsetView none = node.view().Find(Type::kTxt);
  EXPECT_EQ(none.record_count, 0u);
  EXPECT_EQ(none.type, Type::kTxt);
  EXPECT_THAT(none.records, IsEmpty());
}

TEST(NodeEncoder, NodeWithoutRecordsHasAnOwnerOnly) {
  std::vector<uint8_t> octets;
  EncodeBare(testing::NameOf("_tcp.mesos."), 7, &octets);
  const NodeView node(octets.data());
  EXPECT_EQ(wire::NameToText(node.owner()), "_tcp.mesos.");
  EXPECT_EQ(node.rrset_count(), 0u);
  EXPECT_EQ(node.Find(Type::kA).record_count, 0u);
}

TEST(NodeEncoder, NodesStandOneBehindTheOtherAtMultiplesOfEight) {
  std::vector<uint8_t> octets;
  std::vector<size_t> begins;
  for (size_t size = 1; size < 20; ++size) {
    begins.push_back(octets.size());
    const wire::Name owner = testing::NameOf(std::string(size, 'a') + ".mesos.");
    const std::vector<uint8_t> rdata(size, 1);
    ZoneEdits edits;
    const Edit& edit = edits.Begin(owner.wire(), size);
    edits.AddRecord({Type::kTxt, rdata});
    EncodeNode(edit, edits, kTtl, TargetAddresses(), &octets);
    ASSERT_EQ(octets.size() % 8, 0u);
  }
  begins.push_back(octets.size());
  for (size_t i = 0; i + 1 < begins.size(); ++i) {
    const uint8_t* const at = octets.data() + begins[i];
    EXPECT_EQ(HeaderOf(at)->size, begins[i + 1] - begins[i]);
    EXPECT_EQ(HeaderOf(at)->hash, i + 1);
    EXPECT_EQ(NodeView(at).Find(Type::kTxt).records.size(), kRecordFixedSize + i + 1);
  }
}

TEST(NodeEncoder, LongestOwnerFits) {
  const std::string label = std::string(63, 'a') + ".";
  const std::string longest = label + label + label + std::string(61, 'b') + ".";
  const Node node(testing::ListOf({longest + " A 10.0.0.1"}));
  EXPECT_EQ(wire::NameToText(node.view().owner()), longest);
  EXPECT_THAT(node.lines(), ElementsAre("A 10.0.0.1"));
}

TEST(NodeEncoder, RecordsOfOneSizeNeedNoOffsets) {
  const Node node(ListOfRdatas({5, 5, 5}));
  const RrsetView rrset = node.view().rrset(0);
  EXPECT_EQ(rrset.offsets, nullptr);
  for (size_t i = 0; i <= 3; ++i) EXPECT_EQ(rrset.RecordOffset(i), i * (kRecordFixedSize + 5));
}

TEST(NodeEncoder, RecordsOfSeveralSizesHaveOffsets) {
  const Node node(ListOfRdatas({3, 1, 2}));
  const RrsetView rrset = node.view().rrset(0);
  ASSERT_NE(rrset.offsets, nullptr);
  EXPECT_EQ(rrset.RecordOffset(0), 0u);
  EXPECT_EQ(rrset.RecordOffset(1), kRecordFixedSize + 1);
  EXPECT_EQ(rrset.RecordOffset(2), 2 * kRecordFixedSize + 3);
  EXPECT_EQ(rrset.RecordOffset(3), 3 * kRecordFixedSize + 6);
}

TEST(NodeEncoder, LongestRecordsFit) {
  for (const size_t size : {65535 - kRecordFixedSize, 65536 - kRecordFixedSize, size_t{65535}}) {
    const Node node(ListOfRdatas({size, size}));
    const RrsetView rrset = node.view().rrset(0);
    EXPECT_EQ(rrset.RecordOffset(1), kRecordFixedSize + size);
    EXPECT_EQ(rrset.RecordOffset(2), 2 * (kRecordFixedSize + size));
    EXPECT_EQ(rrset.records.size(), rrset.RecordOffset(2));
  }
}

TEST(NodeEncoder, AddressesOfTargetsStandBesideTheRrset) {
  const Node node(testing::ListOf({"a.mesos. SRV 0 1 80 b.mesos.", "a.mesos. SRV 0 1 81 c.mesos.",
                                   "a.mesos. A 10.0.0.9"}),
                  {"c.mesos. A 10.0.0.3", "b.mesos. A 10.0.0.1", "b.mesos. AAAA fd00::1"});
  EXPECT_THAT(node.lines(), ElementsAre("A 10.0.0.9", "SRV 0 1 80 b.mesos.", "SRV 0 1 81 c.mesos.",
                                        "+ 0 A 10.0.0.1", "+ 0 AAAA fd00::1", "+ 1 A 10.0.0.3"));
}

TEST(NodeEncoder, TargetOfSeveralRecordsIsTakenOnceWithTheFirstOfThem) {
  const Node node(testing::ListOf({"a.mesos. SRV 0 1 80 x.mesos.", "a.mesos. SRV 0 1 81 b.mesos.",
                                   "a.mesos. SRV 0 1 82 b.mesos."}),
                  {"b.mesos. A 10.0.0.1"});
  EXPECT_THAT(node.lines(), ::testing::Contains("+ 1 A 10.0.0.1"));
  EXPECT_EQ(node.view().rrset(0).additional_count, 1u);
}

TEST(NodeEncoder, NsTargetsHaveAddressesAndOtherTypesHaveNone) {
  const Node node(testing::ListOf({"mesos. NS ns1.mesos.", "mesos. TXT x", "mesos. A 10.0.0.1"}),
                  {"ns1.mesos. A 10.0.0.2", "mesos. A 10.0.0.3"});
  EXPECT_THAT(node.lines(),
              ElementsAre("A 10.0.0.1", "NS ns1.mesos.", "+ 0 A 10.0.0.2", "TXT \"x\""));
}

TEST(NodeEncoder, NoMoreAdditionalDataIsKeptThanAMessageCanHold) {
  testing::ZoneLines addresses;
  for (int i = 0; i < 4000; ++i) {
    addresses.push_back("b.mesos. A 10.0." + std::to_string(i / 250) + "." +
                        std::to_string(i % 250));
  }
  const Node node(testing::ListOf({"a.mesos. SRV 0 1 80 b.mesos.", "a.mesos. SRV 0 1 81 c.mesos."}),
                  addresses);
  const RrsetView rrset = node.view().rrset(0);
  EXPECT_EQ(rrset.additional.size(), rrset.additional_count * kAdditionalEntryOfA);
  EXPECT_GT(rrset.additional.size(), kMaxAdditionalSize);
  EXPECT_LE(rrset.additional.size(), kMaxAdditionalSize + kAdditionalEntryOfA);
  EXPECT_THAT(node.lines(), ::testing::Not(::testing::Contains("malformed")));
}

TEST(NodeEncoder, SameRecordsGiveTheSameOctets) {
  const testing::ZoneLines lines = {"a.mesos. A 10.0.0.1", "a.mesos. SRV 0 1 80 b.mesos.",
                                    "a.mesos. SRV 0 1 80 long.b.mesos.", "a.mesos. TXT odd"};
  const testing::ZoneLines reversed(lines.rbegin(), lines.rend());
  EXPECT_EQ(Node(testing::ListOf(lines)).octets(), Node(testing::ListOf(reversed)).octets());
}

TEST(NodeEncoderDeathTest, NodeThatWouldNotStandAtAMultipleOfEightIsOurOwnFault) {
  std::vector<uint8_t> octets(4);
  EXPECT_DEATH(EncodeBare(wire::Name(), 0, &octets), "check failed");
}

TEST(ForEachAdditional, StopsWhenTheVisitorHasEnough) {
  const Node node(testing::ListOf({"a.mesos. SRV 0 1 80 b.mesos."}),
                  {"b.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.2", "b.mesos. A 10.0.0.3"});
  int visits = 0;
  ForEachAdditional(node.view().rrset(0), [&](const AdditionalEntry&) { return ++visits < 2; });
  EXPECT_EQ(visits, 2);
}

TEST(TargetOffset, LeadsFromARecordToItsTarget) {
  for (const char* line : {"a.mesos. SRV 0 1 80 b.mesos.", "a.mesos. NS b.mesos."}) {
    const Node node(testing::ListOf({line}));
    const RrsetView rrset = node.view().rrset(0);
    EXPECT_TRUE(SameBytes(rrset.records.subspan(TargetOffset(rrset.type)),
                          testing::NameOf("b.mesos.").wire()));
  }
}

}  // namespace
}  // namespace signpost::records
