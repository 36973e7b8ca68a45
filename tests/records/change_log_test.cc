#include "records/change_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "support/zone.h"
#include "wire/rdata.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::SharedListOf;

ChangeLog NewLog() { return ChangeLog(testing::ZoneOptionsOf().hash_seed); }

std::vector<std::string> TextsOf(const ChangeLog& log) {
  std::vector<std::string> texts;
  for (const Change& change : log.changes()) {
    texts.push_back((change.delta > 0 ? "+ " : "- ") + wire::NameToText(change.owner()) + " " +
                    wire::RdataToText(change.record().type, change.record().rdata));
  }
  return texts;
}

TEST(ChangeLog, TakesDownEveryRecordOfAList) {
  ChangeLog log = NewLog();
  log.Add(SharedListOf({"b.mesos. A 10.0.0.1", "a.mesos. A 10.0.0.2"}), 1);
  log.Add(SharedListOf({"b.mesos. A 10.0.0.1"}), -1);
  EXPECT_THAT(TextsOf(log),
              ElementsAre("+ b.mesos. 10.0.0.1", "+ a.mesos. 10.0.0.2", "- b.mesos. 10.0.0.1"));
  for (const Change& change : log.changes()) {
    EXPECT_EQ(change.hash, testing::HashOf(wire::NameToText(change.owner())));
  }
}

TEST(ChangeLog, KeepsListsAliveUntilItIsCleared) {
  auto list = SharedListOf({"a.mesos. A 10.0.0.1"});
  const std::weak_ptr<const RecordList> watch = list;
  ChangeLog log = NewLog();
  log.Add(std::move(list), 1);
  log.Sort();
  EXPECT_FALSE(watch.expired());
  log.Clear();
  EXPECT_TRUE(watch.expired());
  EXPECT_THAT(log.changes(), IsEmpty());
}

TEST(ChangeLog, SortsByTypeThenRdataWithinAnOwner) {
  ChangeLog log = NewLog();
  log.Add(
      SharedListOf({"a.mesos. SRV 0 1 80 b.mesos.", "a.mesos. AAAA fd00::1", "a.mesos. A 10.0.0.2",
                    "a.mesos. A 9.0.0.9", "a.mesos. TXT x", "a.mesos. NS b.mesos."}),
      1);
  log.Sort();
  EXPECT_THAT(TextsOf(log),
              ElementsAre("+ a.mesos. 9.0.0.9", "+ a.mesos. 10.0.0.2", "+ a.mesos. b.mesos.",
                          "+ a.mesos. \"x\"", "+ a.mesos. fd00::1", "+ a.mesos. 0 1 80 b.mesos."));
}

TEST(ChangeLog, BringsChangesOfOneRecordTogether) {
  ChangeLog log = NewLog();
  for (int i = 0; i < 3; ++i) {
    log.Add(SharedListOf({"a.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.1"}), 1);
    log.Add(SharedListOf({"a.mesos. A 10.0.0.2", "a.mesos. A 10.0.0.1"}), -1);
  }
  log.Sort();
  std::vector<std::string> texts;
  for (const std::string& text : TextsOf(log)) texts.push_back(text.substr(2));
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  EXPECT_EQ(texts.size(), 3u);
}

TEST(ChangeLog, SortsManyNamesByHash) {
  ChangeLog log = NewLog();
  for (int i = 0; i < 3000; ++i) {
    log.Add(SharedListOf({"n" + std::to_string(i % 1000) + ".mesos. A 10.0.0.1"}), 1);
  }
  log.Sort();
  ASSERT_EQ(log.changes().size(), 3000u);
  EXPECT_TRUE(std::is_sorted(log.changes().begin(), log.changes().end(),
                             [](const Change& a, const Change& b) { return a.hash < b.hash; }));
}

TEST(ChangeLog, SortsByRdataBeyondItsFirstOctets) {
  ChangeLog log = NewLog();
  log.Add(SharedListOf({"a.mesos. SRV 0 1 80 c.mesos.", "a.mesos. SRV 0 1 80 b.mesos.",
                        "a.mesos. SRV 0 1 80 bb.mesos."}),
          1);
  log.Sort();
  EXPECT_THAT(TextsOf(log), ElementsAre("+ a.mesos. 0 1 80 b.mesos.", "+ a.mesos. 0 1 80 c.mesos.",
                                        "+ a.mesos. 0 1 80 bb.mesos."));
}

TEST(ChangeLog, SortsNothing) {
  ChangeLog log = NewLog();
  log.Sort();
  EXPECT_THAT(log.changes(), IsEmpty());
}

}  // namespace
}  // namespace signpost::records
