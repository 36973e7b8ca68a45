#include "records/shard.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "records/node_encoder.h"
#include "wire/rdata.h"

namespace signpost::records {
namespace {

// A shard of nodes with chosen hashes and one A record each.
class ShardMaker {
 public:
  void Add(const std::string& name, uint64_t hash) {
    const wire::Name owner = testing::NameOf(name);
    const IpAddress address;
    ZoneEdits edits;
    const Edit& edit = edits.Begin(owner.wire(), hash);
    edits.AddRecord({wire::Type::kA, address.bytes()});
    EncodeNode(edit, edits, 60, TargetAddresses(), &nodes_.emplace_back());
  }
  std::shared_ptr<const Shard> Build() const {
    std::vector<const uint8_t*> nodes;
    for (const auto& node : nodes_) nodes.push_back(node.data());
    return Shard::Build(nodes);
  }

 private:
  std::vector<std::vector<uint8_t>> nodes_;
};

const uint8_t* Find(const Shard& shard, const std::string& name, uint64_t hash) {
  return shard.Find(testing::NameOf(name).wire(), hash);
}

std::string OwnerAt(const uint8_t* node) {
  return node == nullptr ? "none" : wire::NameToText({OwnerOf(node), HeaderOf(node)->owner_size});
}

TEST(Shard, WithoutNodesFindsNothing) {
  const auto shard = Shard::Build({});
  EXPECT_EQ(shard->node_count(), 0u);
  for (const uint64_t hash : {uint64_t{0}, uint64_t{1}, ~uint64_t{0}}) {
    EXPECT_EQ(Find(*shard, "a.mesos.", hash), nullptr);
  }
}

TEST(Shard, CountsNodesRecordsAndOctets) {
  ShardMaker maker;
  maker.Add("a.mesos.", 1);
  maker.Add("b.mesos.", 2);
  const auto shard = maker.Build();
  EXPECT_EQ(shard->node_count(), 2u);
  EXPECT_EQ(shard->record_count(), 2u);
  size_t node_octets = 0;
  shard->ForEachNode([&](const uint8_t* node) { node_octets += HeaderOf(node)->size; });
  EXPECT_EQ(shard->size(), sizeof(Shard) + 4 * sizeof(Slot) + node_octets);
}

TEST(Shard, NodesThatWantOneSlotStandBehindEachOther) {
  ShardMaker maker;
  for (uint64_t i = 0; i < 5; ++i) maker.Add(std::string(i + 1, 'n') + ".mesos.", i << 16 | 7);
  const auto shard = maker.Build();
  for (uint64_t i = 0; i < 5; ++i) {
    const std::string name = std::string(i + 1, 'n') + ".mesos.";
    EXPECT_EQ(OwnerAt(Find(*shard, name, i << 16 | 7)), name);
  }
  EXPECT_EQ(Find(*shard, "n.mesos.", 9 << 16 | 7), nullptr);
}

TEST(Shard, OwnerDecidesBetweenNodesWithOneHash) {
  ShardMaker maker;
  for (const char* name : {"a.mesos.", "b.mesos.", "c.mesos."}) maker.Add(name, 0x1234567890abcdef);
  const auto shard = maker.Build();
  for (const char* name : {"a.mesos.", "b.mesos.", "c.mesos."}) {
    EXPECT_EQ(OwnerAt(Find(*shard, name, 0x1234567890abcdef)), name);
  }
  EXPECT_EQ(Find(*shard, "d.mesos.", 0x1234567890abcdef), nullptr);
}

// A search for what is not there ends at an empty slot: there always is one.
TEST(Shard, SearchEndsWhateverTheNumberOfNodes) {
  ShardMaker maker;
  for (uint64_t count = 0; count < 70; ++count) {
    const auto shard = maker.Build();
    for (uint64_t slot = 0; slot < 128; ++slot) ASSERT_EQ(Find(*shard, "x.mesos.", slot), nullptr);
    maker.Add("n" + std::to_string(count) + ".mesos.", count << 32 | count);
  }
}

TEST(Shard, FirstSlotIsTheOneWhereTheSearchStarts) {
  ShardMaker maker;
  maker.Add("a.mesos.", 1);
  const auto shard = maker.Build();
  EXPECT_EQ(shard->FirstSlot(3), shard->FirstSlot(1));  // two slots
  EXPECT_NE(shard->FirstSlot(1)->node_at, 0u);
  EXPECT_EQ(shard->FirstSlot(0)->node_at, 0u);
}

TEST(ShardOf, TakesTheBitsBelowThoseOfThePage) {
  const uint64_t hash = 0xab'c0'00'00'00'00'00'00;
  EXPECT_EQ(PageOf(hash), 0xabu);
  EXPECT_EQ(ShardOf(hash, 0), 0u);
  EXPECT_EQ(ShardOf(hash, 1), 1u);
  EXPECT_EQ(ShardOf(hash, 2), 3u);
  EXPECT_EQ(ShardOf(hash, 4), 0xcu);
}

TEST(PageDeathTest, NumberOfShardsThatIsNoPowerOfTwoIsOurOwnFault) {
  const auto shard = Shard::Build({});
  EXPECT_DEATH(Page({shard, shard, shard}), "check failed");
}

}  // namespace
}  // namespace signpost::records
