#include "http/enumerate.h"

#include <gtest/gtest.h>

#include "http/test_zone.h"

namespace signpost::http {
namespace {

using testing::BodyOf;
using testing::ListOf;
using testing::SnapshotOf;

TEST(Enumerate, TasksStandInTheirFrameworksWithTheirRecords) {
  const auto snapshot =
      SnapshotOf({}, {{"marathon",
                       {{"web",
                         "web.1",
                         {"web.marathon.mesos. A 10.0.0.1", "web.marathon.mesos. AAAA fd00::1",
                          "_web._tcp.marathon.mesos. SRV 31000 web.marathon.mesos."}}}}});
  EXPECT_EQ(BodyOf(EnumerateBody(snapshot)),
            R"({"frameworks":[{"tasks":[{"name":"web","id":"web.1","records":[)"
            R"({"name":"web.marathon.mesos.","host":"10.0.0.1","rtype":"A"},)"
            R"({"name":"web.marathon.mesos.","host":"fd00::1","rtype":"AAAA"},)"
            R"({"name":"_web._tcp.marathon.mesos.","host":"web.marathon.mesos.:31000",)"
            R"("rtype":"SRV"}]}],"name":"marathon"}]})");
}

TEST(Enumerate, WhatIsEmptyIsAnEmptyArray) {
  EXPECT_EQ(BodyOf(EnumerateBody(SnapshotOf({}))), R"({"frameworks":[]})");
  EXPECT_EQ(BodyOf(EnumerateBody(SnapshotOf({}, {{"idle", {}}, {"busy", {{"a", "1", {}}}}}))),
            R"({"frameworks":[{"tasks":[],"name":"idle"},)"
            R"({"tasks":[{"name":"a","id":"1","records":[]}],"name":"busy"}]})");
}

TEST(Enumerate, ARecordOfSeveralTasksIsShownWithTheFirst) {
  const std::string same = "web.mesos. A 10.0.0.1";
  const auto snapshot =
      SnapshotOf({}, {{"f", {{"a", "1", {same}}, {"b", "2", {same, "web.mesos. A 10.0.0.2"}}}},
                      {"g", {{"c", "3", {same}}}}});
  EXPECT_EQ(BodyOf(EnumerateBody(snapshot)),
            R"({"frameworks":[{"tasks":[{"name":"a","id":"1","records":[)"
            R"({"name":"web.mesos.","host":"10.0.0.1","rtype":"A"}]},)"
            R"({"name":"b","id":"2","records":[)"
            R"({"name":"web.mesos.","host":"10.0.0.2","rtype":"A"}]}],"name":"f"},)"
            R"({"tasks":[{"name":"c","id":"3","records":[]}],"name":"g"}]})");
}

TEST(Enumerate, GroupsAndEntriesThatHaveGoneLeaveNoTrace) {
  records::InventoryEditor editor;
  const size_t gone = editor.AddGroup("gone");
  const size_t kept = editor.AddGroup("kept");
  const size_t first = editor.AddEntry(kept, {"a", "1", ListOf({})});
  editor.AddEntry(kept, {"b", "2", ListOf({})});
  editor.RemoveEntry(kept, first);
  editor.RemoveGroup(gone);
  auto snapshot = std::make_shared<records::Snapshot>(*SnapshotOf({}));
  snapshot->inventory = editor.inventory();
  EXPECT_EQ(BodyOf(EnumerateBody(snapshot)),
            R"({"frameworks":[{"tasks":[{"name":"b","id":"2","records":[]}],"name":"kept"}]})");
}

TEST(Enumerate, TextOfStrangersIsEscaped) {
  EXPECT_EQ(BodyOf(EnumerateBody(SnapshotOf({}, {{"f\"", {{"\n", "\xff", {}}}}}))),
            "{\"frameworks\":[{\"tasks\":[{\"name\":\"\\u000a\",\"id\":\"\ufffd\",\"records\":[]}],"
            "\"name\":\"f\\\"\"}]}");
}

TEST(Enumerate, ALongBodyComesInSlices) {
  std::vector<testing::TestTask> tasks;
  for (int i = 0; i < 5000; ++i) {
    const std::string n = std::to_string(i);
    tasks.push_back({"task" + n, n, {"task" + n + ".mesos. A 10.0.0.1"}});
  }
  const auto producer = EnumerateBody(SnapshotOf({}, {{"f", tasks}}));
  size_t slices = 0, size = 0;
  for (bool more = true; more; ++slices) {
    std::string slice;
    more = AppendSlice(producer.get(), &slice);
    EXPECT_LE(slice.size(), kSliceSize + 1000);
    size += slice.size();
  }
  EXPECT_GE(slices, size / (kSliceSize + 1000));
  EXPECT_GT(size, 5 * kSliceSize);
}

}  // namespace
}  // namespace signpost::http
