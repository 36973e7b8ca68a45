#include "records/record_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "records/shard.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using wire::Type;

std::shared_ptr<const RecordTable> TableOf(const testing::ZoneLines& lines,
                                           const std::string& apex = "mesos.") {
  return testing::SnapshotOf(lines, apex)->table;
}

NodeView Find(const RecordTable& table, const std::string& name) {
  return table.Find(testing::NameOf(name).wire());
}

std::vector<std::string> Names(const RecordTable& table) {
  std::vector<std::string> names;
  table.ForEachNode([&](NodeView node) { names.push_back(wire::NameToText(node.owner())); });
  return names;
}

TEST(RecordTable, WithoutPagesFindsNothing) {
  const RecordTable table({}, 1, 60);
  EXPECT_FALSE(Find(table, "mesos."));
  EXPECT_EQ(table.name_count(), 0u);
  EXPECT_EQ(table.record_count(), 0u);
  EXPECT_THAT(Names(table), ::testing::IsEmpty());
  table.PrefetchSlot(0);
  table.PrefetchNode(0);
}

TEST(RecordTable, TellsDataNodataAndNxdomainApart) {
  const auto table = TableOf({"web._tcp.mesos. A 10.0.0.1"});
  EXPECT_EQ(Find(*table, "web._tcp.mesos.").Find(Type::kA).record_count, 1u);
  EXPECT_EQ(Find(*table, "web._tcp.mesos.").Find(Type::kAaaa).record_count, 0u);
  ASSERT_TRUE(Find(*table, "_tcp.mesos."));
  EXPECT_EQ(Find(*table, "_tcp.mesos.").rrset_count(), 0u);
  EXPECT_FALSE(Find(*table, "db._tcp.mesos."));
  EXPECT_FALSE(Find(*table, "x.web._tcp.mesos."));
  EXPECT_FALSE(Find(*table, "example."));
  EXPECT_FALSE(Find(*table, "."));
}

TEST(RecordTable, HashIsThatOfTheSeed) {
  const auto table = TableOf({"a.mesos. A 10.0.0.1"});
  const wire::Name name = testing::NameOf("a.mesos.");
  EXPECT_EQ(table->Hash(name.wire()), testing::HashOf("a.mesos."));
  EXPECT_TRUE(table->Find(name.wire(), testing::HashOf("a.mesos.")));
  EXPECT_FALSE(table->Find(name.wire(), ~testing::HashOf("a.mesos.")));
  for (const char* text : {"a.mesos.", "no.mesos."}) {
    table->PrefetchSlot(testing::HashOf(text));
    table->PrefetchNode(testing::HashOf(text));
  }
}

TEST(RecordTable, CountsNamesAndRecords) {
  const auto table = TableOf({"a.b.mesos. A 10.0.0.1", "a.b.mesos. A 10.0.0.2",
                              "a.b.mesos. AAAA fd00::1", "c.mesos. SRV 0 1 80 a.b.mesos."});
  EXPECT_EQ(table->name_count(), 4u);    // mesos., b.mesos. and those two
  EXPECT_EQ(table->record_count(), 5u);  // with the apex's NS record
  EXPECT_EQ(table->ttl(), 60u);
}

TEST(RecordTable, ApexHasItsNameServer) {
  const auto table = TableOf({"ns1.mesos. A 10.0.0.1"});
  const RrsetView ns = Find(*table, "mesos.").Find(Type::kNs);
  EXPECT_EQ(ns.record_count, 1u);
  EXPECT_EQ(ns.additional_count, 1u);
}

TEST(RecordTable, RdataOfARecordIsFoundWhateverTheSizes) {
  const auto table = TableOf({"a.mesos. TXT x", "a.mesos. TXT xyz", "a.mesos. A 10.0.0.1"});
  const RrsetView texts = Find(*table, "a.mesos.").Find(Type::kTxt);
  EXPECT_EQ(AsText(texts.Rdata(0)), "\1x");
  EXPECT_EQ(AsText(texts.Rdata(1)), "\3xyz");
  EXPECT_EQ(AsText(Find(*table, "a.mesos.").Find(Type::kA).Rdata(0)), std::string("\n\0\0\1", 4));
}

// RFC 4034 §6.1.
TEST(RecordTable, IsWalkedInCanonicalOrderOfNames) {
  const auto table = TableOf(
      {"example. A 10.0.0.1", "a.example. A 10.0.0.1", "yljkjljk.a.example. A 10.0.0.1",
       "z.a.example. A 10.0.0.1", "zabc.a.example. A 10.0.0.1", "z.example. A 10.0.0.1",
       "\\001.z.example. A 10.0.0.1", "*.z.example. A 10.0.0.1", "\\200.z.example. A 10.0.0.1"},
      "example.");
  EXPECT_THAT(Names(*table), ElementsAre("example.", "a.example.", "yljkjljk.a.example.",
                                         "z.a.example.", "zabc.a.example.", "z.example.",
                                         "\\001.z.example.", "*.z.example.", "\\200.z.example."));
}

TEST(RecordTable, IsWalkedThroughAllShardsOfAllPages) {
  testing::ZoneLines lines;
  std::vector<std::string> names = testing::NamesOfPage(3, 700);
  for (size_t page = 0; page < RecordTable::kPageCount; ++page) {
    if (page != 3) names.push_back(testing::NamesOfPage(page, 1).front());
  }
  for (const std::string& name : names) lines.push_back(name + " A 10.0.0.1");
  names.push_back("mesos.");
  const auto table = TableOf(lines);
  ASSERT_GT(table->pages()[3]->shards().size(), 1u);
  EXPECT_EQ(table->name_count(), names.size());
  std::vector<std::string> walked = Names(*table);
  std::sort(names.begin(), names.end());
  std::sort(walked.begin(), walked.end());
  EXPECT_EQ(walked, names);
}

TEST(RecordTable, ByteSizeIsThatOfItsShardsAndALittleMore) {
  testing::ZoneLines lines;
  for (int i = 0; i < 1000; ++i) lines.push_back("n" + std::to_string(i) + ".mesos. A 10.0.0.1");
  const auto table = TableOf(lines);
  const size_t octets = testing::OctetsOf(*table).size();
  EXPECT_GE(table->byte_size(), octets);
  EXPECT_LE(table->byte_size(), 2 * octets);
}

TEST(NodeView, OfNothingIsFalse) { EXPECT_FALSE(NodeView()); }

}  // namespace
}  // namespace signpost::records
