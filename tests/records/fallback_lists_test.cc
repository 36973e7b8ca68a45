#include "records/fallback_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "records/chosen_names.h"
#include "support/zone.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::SharedListOf;

// Fallback lists of one record "OWNER A 10.0.0.1", and what they write into the log.
class Lists {
 public:
  void Add(const std::string& owner, const std::string& guard, int64_t strong_count) {
    lists_.Add(ListOf(owner), testing::NameOf(guard).wire(), [&] {
      ++counted_;
      return strong_count;
    });
  }
  void Remove(const std::string& owner, const std::string& guard) {
    lists_.Remove(*ListOf(owner), testing::NameOf(guard).wire());
  }
  // A stronger source adds (or takes back) a record of `owner`.
  void Observe(const std::string& owner, int32_t delta) {
    ChangeLog log(0);
    log.Add(ListOf(owner), delta);
    lists_.Observe(log.changes());
  }
  // "+ OWNER" for what is served from now on, "- OWNER" for what is not any more.
  std::vector<std::string> Settle() {
    ChangeLog log(0);
    lists_.Settle(&log);
    std::vector<std::string> texts;
    for (const Change& change : log.changes()) {
      texts.push_back((change.delta > 0 ? "+ " : "- ") + wire::NameToText(change.owner()));
    }
    return texts;
  }
  size_t ServedTo(const std::string& owner) const {
    return lists_.ServedTo(testing::NameOf(owner).wire());
  }
  size_t withheld() const { return lists_.withheld_records(); }
  int counted() const { return counted_; }

 private:
  static SharedRecordList ListOf(const std::string& owner) {
    return SharedListOf({owner + " A 10.0.0.1"});
  }

  FallbackLists lists_{0};
  int counted_ = 0;
};

TEST(FallbackLists, ListIsServedWhileNobodyStrongerHoldsItsGuard) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 0);
  EXPECT_THAT(lists.Settle(), ElementsAre("+ a.mesos."));
  EXPECT_THAT(lists.Settle(), IsEmpty());
  EXPECT_EQ(lists.ServedTo("a.mesos."), 1u);
  EXPECT_EQ(lists.withheld(), 0u);
}

TEST(FallbackLists, ListIsWithheldWhileSomebodyHoldsItsGuard) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 2);
  EXPECT_THAT(lists.Settle(), IsEmpty());
  EXPECT_EQ(lists.ServedTo("a.mesos."), 0u);
  EXPECT_EQ(lists.withheld(), 1u);
  lists.Observe("guard.mesos.", -1);
  EXPECT_THAT(lists.Settle(), IsEmpty());
  lists.Observe("guard.mesos.", -1);
  EXPECT_THAT(lists.Settle(), ElementsAre("+ a.mesos."));
}

TEST(FallbackLists, ListIsTakenBackWhenSomebodyTakesItsGuard) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 0);
  lists.Settle();
  lists.Observe("other.mesos.", 1);
  EXPECT_THAT(lists.Settle(), IsEmpty());
  lists.Observe("guard.mesos.", 1);
  EXPECT_THAT(lists.Settle(), ElementsAre("- a.mesos."));
  EXPECT_EQ(lists.withheld(), 1u);
}

TEST(FallbackLists, RemovedListIsTakenBackOnceIfItWasServed) {
  Lists lists;
  lists.Add("a.mesos.", "free.mesos.", 0);
  lists.Add("b.mesos.", "held.mesos.", 1);
  lists.Settle();
  lists.Remove("a.mesos.", "free.mesos.");
  lists.Remove("b.mesos.", "held.mesos.");
  EXPECT_EQ(lists.withheld(), 0u);
  EXPECT_THAT(lists.Settle(), ElementsAre("- a.mesos."));
  EXPECT_THAT(lists.Settle(), IsEmpty());
}

// It is still among the records of the last table, from which the strong ones are counted.
TEST(FallbackLists, RemovedListCountsAsServedUntilItIsSettled) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 0);
  lists.Settle();
  lists.Remove("a.mesos.", "guard.mesos.");
  EXPECT_EQ(lists.ServedTo("a.mesos."), 1u);
  lists.Settle();
  EXPECT_EQ(lists.ServedTo("a.mesos."), 0u);
}

TEST(FallbackLists, ListThatComesAndGoesBetweenTwoBuildsIsNeverServed) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 0);
  lists.Remove("a.mesos.", "guard.mesos.");
  EXPECT_THAT(lists.Settle(), IsEmpty());
}

TEST(FallbackLists, StrongSourcesAreCountedOnceAGuard) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 1);
  lists.Add("b.mesos.", "guard.mesos.", 7);
  EXPECT_EQ(lists.counted(), 1);
  lists.Observe("guard.mesos.", -1);
  EXPECT_THAT(lists.Settle(), ElementsAre("+ a.mesos.", "+ b.mesos."));
}

TEST(FallbackLists, CountOfAGuardSurvivesAListThatIsReplaced) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 1);
  lists.Settle();
  lists.Remove("a.mesos.", "guard.mesos.");
  lists.Add("b.mesos.", "guard.mesos.", 0);
  EXPECT_EQ(lists.counted(), 1);
  EXPECT_THAT(lists.Settle(), IsEmpty());
}

TEST(FallbackLists, GuardWithoutListsIsForgottenAtTheNextBuild) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 1);
  lists.Remove("a.mesos.", "guard.mesos.");
  lists.Settle();
  lists.Add("a.mesos.", "guard.mesos.", 0);
  EXPECT_EQ(lists.counted(), 2);
  EXPECT_THAT(lists.Settle(), ElementsAre("+ a.mesos."));
}

TEST(FallbackLists, EqualListsUnderOneGuardAreRemovedOneByOne) {
  Lists lists;
  lists.Add("a.mesos.", "guard.mesos.", 0);
  lists.Add("a.mesos.", "guard.mesos.", 0);
  EXPECT_THAT(lists.Settle(), ElementsAre("+ a.mesos.", "+ a.mesos."));
  lists.Remove("a.mesos.", "guard.mesos.");
  EXPECT_THAT(lists.Settle(), ElementsAre("- a.mesos."));
  EXPECT_EQ(lists.ServedTo("a.mesos."), 1u);
}

TEST(FallbackListsDeathTest, RemovingWhatWasNotAddedIsOurOwnFault) {
  Lists lists;
  EXPECT_DEATH(lists.Remove("a.mesos.", "guard.mesos."), "check failed");
  lists.Add("a.mesos.", "guard.mesos.", 0);
  EXPECT_DEATH(lists.Remove("b.mesos.", "guard.mesos."), "check failed");
  lists.Remove("a.mesos.", "guard.mesos.");
  EXPECT_DEATH(lists.Remove("a.mesos.", "guard.mesos."), "check failed");
}

}  // namespace
}  // namespace signpost::records
