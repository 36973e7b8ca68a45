// Where /v1/enumerate differs from that of Mesos-DNS, and why: one test a rule of
// known_differences.json, named after its id. The zone has the same differences:
// naming_compat_test.cc.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "compat/compat_server.h"

namespace signpost::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string Enumerate(const std::vector<CompatFramework>& frameworks) {
  return CompatServer(frameworks).Get("/v1/enumerate");
}

std::string EnumerateTask(const CompatTask& task) {
  return Enumerate({{.name = "marathon", .tasks = {task}}});
}

std::string RecordOf(const std::string& name) { return "{\"name\":\"" + name + "\""; }

TEST(EnumerateCompat, EnumerateUnencodable) {
  EXPECT_EQ(Enumerate({{.name = "", .tasks = {{.name = "web", .id = "a"}}}}),
            R"({"frameworks":[{"tasks":[{"name":"web","id":"a","records":[]}],"name":""}]})");
}

TEST(EnumerateCompat, EnumerateBadPort) {
  const std::string body =
      EnumerateTask({.name = "x", .id = "a", .discovery = R"("name": "x", "ports": {"ports": [
          {"number": 65536, "name": "bad", "protocol": "tcp"},
          {"number": 80, "name": "ok", "protocol": "tcp"}]})"});
  EXPECT_THAT(body, HasSubstr(RecordOf("_ok._x._tcp.marathon.mesos.")));
  EXPECT_THAT(body, Not(HasSubstr("_bad.")));
}

TEST(EnumerateCompat, EnumerateOddCharacters) {
  const std::string body =
      EnumerateTask({.name = "a", .id = "a", .discovery = R"("name": "we b")"});
  EXPECT_THAT(body, HasSubstr(RecordOf("web.marathon.mesos.")));
  EXPECT_THAT(body, Not(HasSubstr("we b")));
}

TEST(EnumerateCompat, EnumerateCase) {
  const std::string body =
      EnumerateTask({.name = "a", .id = "a", .discovery = R"("name": "My_App")"});
  EXPECT_THAT(body, HasSubstr(RecordOf("my_app.marathon.mesos.")));
  EXPECT_THAT(body, Not(HasSubstr("My_App.")));
}

TEST(EnumerateCompat, EnumerateShortened) {
  const std::string body = EnumerateTask({.name = std::string(60, 'x'), .id = "a"});
  EXPECT_THAT(body, HasSubstr(RecordOf(std::string(54, 'x') + "-o556e-s1.marathon.mesos.")));
}

// Mesos-DNS takes frameworks' own records first, and shows a record with whom it took it from.
TEST(EnumerateCompat, EnumerateTaskFirst) {
  EXPECT_THAT(Enumerate({{.name = "web.marathon", .address = "10.0.2.1"},
                         {.name = "marathon", .tasks = {{.name = "web", .id = "a"}}}}),
              HasSubstr(R"("id":"a","records":[{"name":"web.marathon.mesos.","host":"10.0.2.1")"));
}

TEST(EnumerateCompat, EnumerateNull) {
  EXPECT_EQ(Enumerate({}), R"({"frameworks":[]})");
  const CompatFramework marathon{.name = "marathon", .tasks = {{.name = "web", .id = "a"}}};
  EXPECT_THAT(Enumerate({marathon, marathon}),
              HasSubstr(R"({"tasks":[{"name":"web","id":"a","records":[]}],"name":"marathon"})"));
}

}  // namespace
}  // namespace signpost::testing
