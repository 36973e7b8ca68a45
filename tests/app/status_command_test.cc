#include "app/status_command.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(const std::string& status, const std::string& ready) {
  return StatusText("127.0.0.1:8123", *ParseJsonTree(status), *ParseJsonTree(ready));
}

constexpr char kReady[] = R"({"ready":true,"data_age_s":1,"problems":[]})";

TEST(StatusText, SaysEachFactInALineOfItsOwn) {
  EXPECT_EQ(TextOf(R"({"version":"0.1.0","zone":{"known":true,"serial":7,"age_s":12,"data_age_s":1,
                       "name_count":131,"record_count":160,"task_count":1},"dns":{},
                       "board":{"leader":"master@10.0.0.1:5050","following":"stream","agents":3,
                       "frameworks":2,"last_failure":"","hold_reason":""}})",
                   kReady),
            "server    127.0.0.1:8123, version 0.1.0\n"
            "ready     yes\n"
            "leader    10.0.0.1:5050\n"
            "source    the leader's events\n"
            "age       1 s; the records changed 12 s ago\n"
            "serves    131 names, 160 records, 1 task, 3 agents, 2 frameworks; serial 7\n");
}

TEST(StatusText, SaysWhatIsWrong) {
  const std::string text = TextOf(
      R"({"version":"0.1.0","zone":{"known":false},"board":{"last_failure":"connection refused",
          "hold_reason":"loss","held_tasks":2}})",
      R"({"ready":false,"problems":["not known yet","ZooKeeper silent"]})");
  EXPECT_THAT(text, HasSubstr("ready     no: not known yet; ZooKeeper silent\n"));
  EXPECT_THAT(text, HasSubstr("leader    not known\n"));
  EXPECT_THAT(text, HasSubstr("age       nothing is known yet\n"));
  EXPECT_THAT(text, HasSubstr("holds     2 tasks that the last state did not list (loss)\n"));
  EXPECT_THAT(text, HasSubstr("failure   connection refused\n"));
}

TEST(StatusText, NothingFromOutsideSteersTheTerminal) {
  const std::string text =
      TextOf(R"({"version":"\u001b[31m","board":{"leader":"x@\u009b2J\nready yes"}})", kReady);
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
  EXPECT_THAT(text, Not(HasSubstr("\xc2\x9b")));
  EXPECT_THAT(text, HasSubstr("leader    \\xc2\\x9b2J\\x0aready yes\n"));
}

TEST(StatusText, TakesAnyJson) {
  for (const char* json : {"null", "[]", "{}", "7", R"({"zone":[],"board":"x"})"}) {
    EXPECT_THAT(TextOf(json, json), HasSubstr("ready     no\n")) << json;
  }
}

}  // namespace
}  // namespace signpost::app
