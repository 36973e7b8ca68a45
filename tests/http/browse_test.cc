#include "http/browse.h"

#include <gmock/gmock.h>

#include "http/listing.h"

namespace signpost::http {
namespace {

using testing::BodyOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::JsonOf;
using testing::NamesIn;
using testing::SnapshotOf;

const SharedSnapshot& Zone() {
  static const SharedSnapshot zone = SnapshotOf({}, {{"marathon",
                                                      {{"web", "web.1", {"web.mesos. A 10.0.0.1"}},
                                                       {"db", "db.1", {}},
                                                       {"web", "web.2", {}},
                                                       {"Webby", "x.1", {}}}},
                                                     {"chronos", {}},
                                                     {"kafka", {}}});
  return zone;
}

std::vector<std::string> Frameworks(const ListPart& part) {
  return NamesIn(JsonOf(BodyOf(FrameworksBody(Zone(), part))), "frameworks");
}

std::vector<std::string> Tasks(const ListPart& part) {
  return NamesIn(JsonOf(BodyOf(TasksBody(Zone(), 0, part))), "tasks");
}

TEST(Browse, ListsFrameworks) {
  EXPECT_EQ(BodyOf(FrameworksBody(Zone(), {.from = 0, .limit = 2, .text = ""})),
            R"({"serial":7,"frameworks":[{"number":0,"name":"marathon","task_count":4},)"
            R"({"number":1,"name":"chronos","task_count":0}],"next":2})");
}

TEST(Browse, ListsTasksOfAFramework) {
  EXPECT_EQ(BodyOf(TasksBody(Zone(), 0, {.from = 0, .limit = 1, .text = ""})),
            R"({"serial":7,"framework":"marathon","task_count":4,"tasks":[)"
            R"({"number":0,"name":"web","id":"web.1","record_count":1}],"next":1})");
}

TEST(Browse, PagesMeetEachOther) {
  EXPECT_THAT(Frameworks({.from = 2, .limit = 2, .text = ""}), ElementsAre("kafka"));
  EXPECT_THAT(Tasks({.from = 1, .limit = 2, .text = ""}), ElementsAre("db", "web"));
  EXPECT_THAT(Tasks({.from = 99, .limit = 2, .text = ""}), IsEmpty());
}

TEST(Browse, TheLastPageSaysSo) {
  EXPECT_TRUE(
      JsonOf(BodyOf(TasksBody(Zone(), 0, {.from = 0, .limit = 4, .text = ""})))["next"].IsNull());
}

TEST(Browse, FiltersByNameOrId) {
  EXPECT_THAT(Tasks({.from = 0, .limit = 9, .text = "web"}), ElementsAre("web", "web", "Webby"));
  EXPECT_THAT(Tasks({.from = 0, .limit = 9, .text = "db.1"}), ElementsAre("db"));
  EXPECT_THAT(Frameworks({.from = 0, .limit = 9, .text = "kaf"}), ElementsAre("kafka"));
}

TEST(Browse, ShowsTheRecordsOfATask) {
  EXPECT_EQ(TaskBody(*Zone(), 0, 0),
            R"({"serial":7,"framework":"marathon","name":"web","id":"web.1","record_count":1,)"
            R"("records":[{"name":"web.mesos.","type":"A","data":"10.0.0.1"}]})");
}

TEST(Browse, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(TasksBody(Zone(), 3, {}), nullptr);
  EXPECT_EQ(TaskBody(*Zone(), 3, 0), std::nullopt);
  EXPECT_EQ(TaskBody(*Zone(), 0, 4), std::nullopt);
}

TEST(Browse, GapsAreLeftOut) {
  records::InventoryEditor editor;
  for (const char* name : {"a", "b", "c"}) editor.AddGroup(name);
  editor.RemoveGroup(1);
  for (const char* name : {"x", "y"}) editor.AddEntry(0, {name, name, testing::ListOf({})});
  editor.RemoveEntry(0, 0);
  auto snapshot = std::make_shared<records::Snapshot>(*Zone());
  snapshot->inventory = editor.inventory();
  const ListPart all{.from = 0, .limit = 9, .text = ""};
  EXPECT_THAT(NamesIn(JsonOf(BodyOf(FrameworksBody(snapshot, all))), "frameworks"),
              ElementsAre("a", "c"));
  EXPECT_THAT(NamesIn(JsonOf(BodyOf(TasksBody(snapshot, 0, all))), "tasks"), ElementsAre("y"));
  EXPECT_EQ(TaskBody(*snapshot, 0, 0), std::nullopt);
}

}  // namespace
}  // namespace signpost::http
