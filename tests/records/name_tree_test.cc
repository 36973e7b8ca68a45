#include "records/name_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "records/chosen_names.h"

namespace signpost::records {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A tree and the names that have records.
class Tree {
 public:
  explicit Tree(const std::string& apex) : tree_(testing::NameOf(apex).wire()) {}

  // Names whose node comes or goes with `name`, nearest first.
  std::vector<std::string> Add(const std::string& name) {
    names_.insert(name);
    std::vector<std::string> touched;
    tree_.NameAdded(testing::NameOf(name).wire(), HasRecords(), &touched);
    return Texts(touched);
  }
  std::vector<std::string> Remove(const std::string& name) {
    names_.erase(name);
    std::vector<std::string> touched;
    tree_.NameRemoved(testing::NameOf(name).wire(), HasRecords(), &touched);
    return Texts(touched);
  }
  bool HasChildren(const std::string& name) const {
    return tree_.HasChildren(testing::NameOf(name).wire());
  }

 private:
  NameTree::HasRecords HasRecords() const {
    return [this](Bytes name) { return names_.contains(wire::NameToText(name)); };
  }
  static std::vector<std::string> Texts(const std::vector<std::string>& names) {
    std::vector<std::string> texts;
    texts.reserve(names.size());
    for (const std::string& name : names) texts.push_back(wire::NameToText(AsBytes(name)));
    return texts;
  }

  NameTree tree_;
  std::set<std::string> names_;
};

TEST(NameTree, NameBelowTheApexTouchesNoOther) {
  Tree tree("mesos.");
  EXPECT_THAT(tree.Add("a.mesos."), IsEmpty());
  EXPECT_TRUE(tree.HasChildren("mesos."));
  EXPECT_FALSE(tree.HasChildren("a.mesos."));
  EXPECT_THAT(tree.Remove("a.mesos."), IsEmpty());
  EXPECT_FALSE(tree.HasChildren("mesos."));
}

TEST(NameTree, ApexHasNoParentInTheZone) {
  Tree tree("mesos.");
  EXPECT_THAT(tree.Add("mesos."), IsEmpty());
  EXPECT_THAT(tree.Remove("mesos."), IsEmpty());
}

TEST(NameTree, DeepNameBringsEmptyNonTerminalsAndTakesThemAway) {
  Tree tree("mesos.");
  EXPECT_THAT(tree.Add("a.b.c.mesos."), ElementsAre("b.c.mesos.", "c.mesos."));
  EXPECT_TRUE(tree.HasChildren("b.c.mesos."));
  EXPECT_THAT(tree.Remove("a.b.c.mesos."), ElementsAre("b.c.mesos.", "c.mesos."));
  EXPECT_FALSE(tree.HasChildren("b.c.mesos."));
}

TEST(NameTree, EmptyNonTerminalStaysWithTheLastNameBelowIt) {
  Tree tree("mesos.");
  tree.Add("a.x.mesos.");
  EXPECT_THAT(tree.Add("b.x.mesos."), IsEmpty());
  EXPECT_THAT(tree.Remove("a.x.mesos."), IsEmpty());
  EXPECT_TRUE(tree.HasChildren("x.mesos."));
  EXPECT_THAT(tree.Remove("b.x.mesos."), ElementsAre("x.mesos."));
}

TEST(NameTree, NameWithRecordsIsNotTouchedByThoseBelowIt) {
  Tree tree("mesos.");
  tree.Add("x.mesos.");
  EXPECT_THAT(tree.Add("a.x.mesos."), IsEmpty());
  EXPECT_THAT(tree.Remove("a.x.mesos."), IsEmpty());
}

TEST(NameTree, NameThatLosesItsRecordsStaysAsLongAsNamesAreBelowIt) {
  Tree tree("mesos.");
  tree.Add("b.x.mesos.");
  tree.Add("a.b.x.mesos.");
  EXPECT_THAT(tree.Remove("b.x.mesos."), IsEmpty());
  EXPECT_TRUE(tree.HasChildren("x.mesos."));
  EXPECT_THAT(tree.Remove("a.b.x.mesos."), ElementsAre("b.x.mesos.", "x.mesos."));
}

TEST(NameTree, EmptyNonTerminalThatGetsRecordsCountsOnce) {
  Tree tree("mesos.");
  tree.Add("a.b.x.mesos.");
  EXPECT_THAT(tree.Add("b.x.mesos."), IsEmpty());
  EXPECT_THAT(tree.Remove("a.b.x.mesos."), IsEmpty());
  EXPECT_THAT(tree.Remove("b.x.mesos."), ElementsAre("x.mesos."));
}

TEST(NameTree, RootMayBeTheApex) {
  Tree tree(".");
  EXPECT_THAT(tree.Add("a.b."), ElementsAre("b."));
  EXPECT_TRUE(tree.HasChildren("."));
  EXPECT_THAT(tree.Remove("a.b."), ElementsAre("b."));
  EXPECT_FALSE(tree.HasChildren("."));
}

TEST(NameTreeDeathTest, NameOutsideTheZoneIsOurOwnFault) {
  Tree tree("mesos.");
  EXPECT_DEATH(tree.Add("a.example."), "check failed");
}

TEST(NameTreeDeathTest, RemovingWhatWasNotAddedIsOurOwnFault) {
  Tree tree("mesos.");
  EXPECT_DEATH(tree.Remove("a.mesos."), "check failed");
}

}  // namespace
}  // namespace signpost::records
