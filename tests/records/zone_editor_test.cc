#include "records/zone_editor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "records/zone_twin.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::SharedListOf;
using testing::ZoneLines;

// A zone "mesos." that is built after every change.
class ZoneEditorTest : public ::testing::Test {
 protected:
  ZoneEditorTest() { Build(); }

  void Build() { update_ = editor_.Build(); }
  void Add(const ZoneLines& lines) {
    editor_.Add(SharedListOf(lines));
    Build();
  }
  void Remove(const ZoneLines& lines) {
    editor_.Remove(SharedListOf(lines));
    Build();
  }
  void AddFallback(const ZoneLines& lines, const std::string& guard) {
    editor_.AddFallback(SharedListOf(lines), testing::NameOf(guard).wire());
  }
  void RemoveFallback(const ZoneLines& lines, const std::string& guard) {
    editor_.RemoveFallback(SharedListOf(lines), testing::NameOf(guard).wire());
  }

  NodeView Find(const std::string& name) const {
    return update_.table->Find(testing::NameOf(name).wire());
  }
  bool Exists(const std::string& name) const { return static_cast<bool>(Find(name)); }
  testing::NodeLines LinesAt(const std::string& name) const {
    return testing::LinesOf(Find(name), update_.table->ttl());
  }

  ZoneEditor editor_{testing::ZoneOptionsOf()};
  ZoneUpdate update_;
};

TEST_F(ZoneEditorTest, NewZoneHasItsApexAlone) {
  EXPECT_TRUE(update_.changed);
  EXPECT_EQ(update_.records.added, 1u);
  EXPECT_THAT(testing::LinesOf(*update_.table), ElementsAre("mesos. 60 IN NS ns1.mesos."));
}

TEST_F(ZoneEditorTest, BuildWithoutAChangeGivesTheSameTable) {
  const auto table = update_.table;
  Build();
  EXPECT_EQ(update_.table, table);
  EXPECT_FALSE(update_.changed);
  EXPECT_EQ(update_.names_touched, 0u);
}

TEST_F(ZoneEditorTest, ListThatIsReplacedByAnEqualOneGivesTheSameTable) {
  Add({"a.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.2"});
  const auto table = update_.table;
  editor_.Remove(SharedListOf({"a.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.2"}));
  editor_.Add(SharedListOf({"a.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.2"}));
  Build();
  EXPECT_EQ(update_.table, table);
  EXPECT_FALSE(update_.changed);
}

TEST_F(ZoneEditorTest, UpdateSaysWhatChanged) {
  Add({"a.mesos. A 10.0.0.1", "a.mesos. A 10.0.0.2", "b.mesos. A 10.0.0.1"});
  EXPECT_EQ(update_.records.added, 3u);
  EXPECT_EQ(update_.names_touched, 2u);
  editor_.Remove(
      SharedListOf({"a.mesos. A 10.0.0.1", "a.mesos. A 10.0.0.2", "b.mesos. A 10.0.0.1"}));
  editor_.Add(SharedListOf({"a.mesos. A 10.0.0.3", "b.mesos. A 10.0.0.1"}));
  Build();
  EXPECT_TRUE(update_.changed);
  EXPECT_EQ(update_.records.added, 1u);
  EXPECT_EQ(update_.records.removed, 2u);
  EXPECT_EQ(update_.names_touched, 1u);
}

TEST_F(ZoneEditorTest, RecordOfTwoSourcesStaysUntilBothTakeItBack) {
  Add({"a.mesos. A 10.0.0.1"});
  Add({"a.mesos. A 10.0.0.1"});
  EXPECT_FALSE(update_.changed);
  Remove({"a.mesos. A 10.0.0.1"});
  EXPECT_FALSE(update_.changed);
  EXPECT_THAT(LinesAt("a.mesos."), ElementsAre("A 10.0.0.1"));
  Remove({"a.mesos. A 10.0.0.1"});
  EXPECT_FALSE(Exists("a.mesos."));
}

TEST_F(ZoneEditorTest, NameOfTheApexMayHaveRecordsOfASource) {
  Add({"mesos. A 10.0.0.1", "mesos. NS ns1.mesos."});
  Remove({"mesos. A 10.0.0.1", "mesos. NS ns1.mesos."});
  EXPECT_THAT(LinesAt("mesos."), ElementsAre("NS ns1.mesos."));
}

TEST_F(ZoneEditorTest, EmptyNonTerminalsComeAndGoWithTheNamesBelowThem) {
  Add({"a._web._tcp.mesos. A 10.0.0.1"});
  EXPECT_TRUE(Exists("_tcp.mesos."));
  EXPECT_THAT(LinesAt("_web._tcp.mesos."), IsEmpty());
  EXPECT_EQ(update_.names_touched, 3u);
  Remove({"a._web._tcp.mesos. A 10.0.0.1"});
  EXPECT_FALSE(Exists("_tcp.mesos."));
  EXPECT_FALSE(Exists("_web._tcp.mesos."));
  EXPECT_EQ(update_.table->name_count(), 1u);
}

TEST_F(ZoneEditorTest, NameThatLosesItsRecordsStaysAboveOthers) {
  Add({"x.mesos. A 10.0.0.1"});
  Add({"a.x.mesos. A 10.0.0.1"});
  Remove({"x.mesos. A 10.0.0.1"});
  ASSERT_TRUE(Exists("x.mesos."));
  EXPECT_THAT(LinesAt("x.mesos."), IsEmpty());
}

TEST_F(ZoneEditorTest, AddressesFollowTheirTarget) {
  Add({"_web._tcp.mesos. SRV 0 1 80 a.mesos."});
  EXPECT_THAT(LinesAt("_web._tcp.mesos."), ElementsAre("SRV 0 1 80 a.mesos."));
  Add({"a.mesos. A 10.0.0.1"});
  EXPECT_THAT(LinesAt("_web._tcp.mesos."), ElementsAre("SRV 0 1 80 a.mesos.", "+ 0 A 10.0.0.1"));
  EXPECT_EQ(update_.names_touched, 2u);
  Add({"a.mesos. TXT x"});
  EXPECT_EQ(update_.names_touched, 1u);
  Remove({"a.mesos. A 10.0.0.1"});
  EXPECT_THAT(LinesAt("_web._tcp.mesos."), ElementsAre("SRV 0 1 80 a.mesos."));
}

TEST_F(ZoneEditorTest, AddressesOfTheNameServerStandAtTheApex) {
  Add({"ns1.mesos. A 10.0.0.1", "ns1.mesos. AAAA fd00::1"});
  EXPECT_THAT(LinesAt("mesos."),
              ElementsAre("NS ns1.mesos.", "+ 0 A 10.0.0.1", "+ 0 AAAA fd00::1"));
}

TEST_F(ZoneEditorTest, CostOfABuildFollowsTheNamesTouched) {
  ZoneLines lines;
  for (int i = 0; i < 5000; ++i) lines.push_back("n" + std::to_string(i) + ".mesos. A 10.0.0.1");
  Add(lines);
  EXPECT_EQ(update_.names_touched, 5000u);
  Add({"one.mesos. A 10.0.0.1"});
  EXPECT_EQ(update_.names_touched, 1u);
}

TEST_F(ZoneEditorTest, FallbackGivesWayToAStrongerSource) {
  AddFallback({"web.mesos. A 10.0.0.1"}, "web.mesos.");
  Build();
  EXPECT_THAT(LinesAt("web.mesos."), ElementsAre("A 10.0.0.1"));
  Add({"web.mesos. A 10.0.0.2"});
  EXPECT_THAT(LinesAt("web.mesos."), ElementsAre("A 10.0.0.2"));
  EXPECT_EQ(editor_.fallback_withheld(), 1u);
  Remove({"web.mesos. A 10.0.0.2"});
  EXPECT_THAT(LinesAt("web.mesos."), ElementsAre("A 10.0.0.1"));
  EXPECT_EQ(editor_.fallback_withheld(), 0u);
}

TEST_F(ZoneEditorTest, FallbackThatComesAfterTheStrongerSourceGivesWayToo) {
  Add({"web.mesos. A 10.0.0.1"});
  AddFallback({"web.mesos. A 10.0.0.1"}, "web.mesos.");
  Build();
  EXPECT_FALSE(update_.changed);
  EXPECT_EQ(editor_.fallback_withheld(), 1u);
  Remove({"web.mesos. A 10.0.0.1"});
  EXPECT_FALSE(update_.changed);
  EXPECT_EQ(editor_.fallback_withheld(), 0u);
}

TEST_F(ZoneEditorTest, FallbackIsNoStrongerSourceForAnother) {
  AddFallback({"web.mesos. A 10.0.0.1"}, "free.mesos.");
  Build();
  AddFallback({"b.mesos. A 10.0.0.2"}, "web.mesos.");
  Build();
  EXPECT_TRUE(Exists("b.mesos."));
}

TEST_F(ZoneEditorTest, FallbackThatIsTakenBackInTheSameBuildIsNoStrongerSourceEither) {
  AddFallback({"web.mesos. A 10.0.0.1"}, "free.mesos.");
  Build();
  RemoveFallback({"web.mesos. A 10.0.0.1"}, "free.mesos.");
  AddFallback({"b.mesos. A 10.0.0.2"}, "web.mesos.");
  Build();
  EXPECT_FALSE(Exists("web.mesos."));
  EXPECT_TRUE(Exists("b.mesos."));
}

// The target's change and another of a name that shares the hash of the SRV's owner, in one build.
TEST_F(ZoneEditorTest, AddressesReachTheirSrvAlsoWhenAnotherNameSharesItsHash) {
  const auto [owner, other] = testing::NamesThatCollide(0);
  ASSERT_EQ(testing::HashOf(owner), testing::HashOf(other));
  Add({owner + " SRV 0 1 80 a.mesos."});
  Add({"a.mesos. A 10.0.0.1", other + " A 10.0.0.2"});
  EXPECT_THAT(LinesAt(owner), ElementsAre("SRV 0 1 80 a.mesos.", "+ 0 A 10.0.0.1"));
}

TEST_F(ZoneEditorTest, TableOfAnEarlierBuildStaysAsItWas) {
  Add({"a.mesos. A 10.0.0.1"});
  const auto before = update_.table;
  const ZoneLines lines = testing::LinesOf(*before);
  Remove({"a.mesos. A 10.0.0.1"});
  EXPECT_EQ(testing::LinesOf(*before), lines);
}

TEST(ZoneEditor, ZoneMayBeTheRoot) {
  ZoneEditor editor({.apex = wire::Name(), .name_server = testing::NameOf("ns1.")});
  editor.Add(SharedListOf({"ns1. A 10.0.0.1", "a.b. A 10.0.0.2"}));
  EXPECT_THAT(testing::LinesOf(*editor.Build().table),
              ElementsAre(". 60 IN NS ns1.", "a.b. 60 IN A 10.0.0.2", "ns1. 60 IN A 10.0.0.1"));
}

using ZoneEditorDeathTest = ZoneEditorTest;

TEST_F(ZoneEditorDeathTest, TakingBackWhatWasNotAddedIsOurOwnFault) {
  EXPECT_DEATH(Remove({"a.mesos. A 10.0.0.1"}), "check failed");
  EXPECT_DEATH(RemoveFallback({"a.mesos. A 10.0.0.1"}, "a.mesos."), "check failed");
}

TEST_F(ZoneEditorDeathTest, OwnerOutsideTheZoneIsOurOwnFault) {
  EXPECT_DEATH(Add({"a.example. A 10.0.0.1"}), "check failed");
}

}  // namespace
}  // namespace signpost::records
