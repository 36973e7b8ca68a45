#include "app/lookup_command.h"

#include <optional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string TextOf(const std::string& json, std::optional<wire::Type> type = std::nullopt) {
  return LookupText(*ParseJsonTree(json), type);
}

constexpr char kWeb[] = R"({"name":"web.mesos.","serial":7,"exists":true,"ttl":60,
  "record_count":2,"records":[{"type":"A","data":"10.0.0.1"},{"type":"AAAA","data":"fd00::1"}],
  "sources":[{"framework":"marathon","name":"web","id":"web.1","agent":"node1","agent_id":"S1",
    "address_source":"netinfo","address_kept":true,"health":"healthy",
    "records":[{"type":"A","data":"10.0.0.1"}]},
   {"framework":"chronos","name":"web","id":"web.2","agent_id":"S2",
    "records":[{"type":"AAAA","data":"fd00::1"}]}],"source_count":2})";

TEST(LookupText, ExplainsTheAnswerAsThePageDoes) {
  EXPECT_EQ(TextOf(kWeb),
            "web.mesos. 60 IN A 10.0.0.1\n"
            "web.mesos. 60 IN AAAA fd00::1\n"
            "\n"
            "task web\n"
            "  framework  marathon\n"
            "  id         web.1\n"
            "  agent      node1 (S1)\n"
            "  address    netinfo: the container's network, as an earlier status said\n"
            "  health     healthy\n"
            "  record     A 10.0.0.1\n"
            "\n"
            "task web\n"
            "  framework  chronos\n"
            "  id         web.2\n"
            "  agent      S2\n"
            "  health     not checked\n"
            "  record     AAAA fd00::1\n");
}

TEST(LookupText, OfATypeShowsItsRecordsAndTheTasksThatMakeThem) {
  const std::string text = TextOf(kWeb, wire::Type::kAaaa);
  EXPECT_THAT(text, HasSubstr("web.mesos. 60 IN AAAA fd00::1\n"));
  EXPECT_THAT(text, HasSubstr("web.2"));
  EXPECT_THAT(text, Not(HasSubstr("10.0.0.1")));
  EXPECT_THAT(text, Not(HasSubstr("web.1")));
  EXPECT_EQ(TextOf(kWeb, wire::Type::kSrv), "web.mesos. has no record of type SRV.\n");
}

TEST(LookupText, SaysWhatHasNoRecordsAndWhy) {
  EXPECT_EQ(TextOf(R"({"name":"no.mesos.","exists":false,"records":[],"sources":[]})"),
            "no.mesos. does not exist: DNS answers NXDOMAIN.\n");
  EXPECT_EQ(TextOf(R"({"name":"_tcp.mesos.","exists":true,"record_count":0,"records":[]})"),
            "_tcp.mesos. has no records of its own, only names below it.\n");
  EXPECT_THAT(TextOf(R"({"name":"leader.mesos.","exists":true,"ttl":60,"record_count":1,
                         "records":[{"type":"A","data":"10.0.0.1"}],"source_count":0})"),
              HasSubstr("No task makes this name."));
}

TEST(LookupText, SaysWhatTheServerLeftOutOfLongLists) {
  const std::string text = TextOf(R"({"name":"a.","exists":true,"ttl":60,"record_count":300,
    "records":[{"type":"A","data":"10.0.0.1"}],"source_count":2,
    "sources":[{"name":"a","records":[{"type":"A","data":"10.0.0.1"}]}]})");
  EXPECT_THAT(text, HasSubstr("and 299 records not shown\n"));
  EXPECT_THAT(text, HasSubstr("and 1 task not shown\n"));
}

TEST(LookupText, NothingFromOutsideSteersTheTerminal) {
  const std::string text = TextOf(R"({"name":"a.","exists":true,"record_count":1,
    "records":[{"type":"TXT","data":"\u001b]0;x\u0007"}],"source_count":1,
    "sources":[{"name":"a\nb","id":"\u009b2J","records":[{"type":"TXT","data":"\r"}]}]})");
  for (const char* raw : {"\x1b", "\x07", "\xc2\x9b", "\r", "a\nb"}) {
    EXPECT_THAT(text, Not(HasSubstr(raw)));
  }
  EXPECT_THAT(text, HasSubstr("task a\\x0ab\n"));
}

TEST(LookupText, TakesAnyJson) {
  for (const char* json : {"null", "[]", "{}", R"({"exists":true,"records":7,"sources":{}})"}) {
    EXPECT_FALSE(TextOf(json).empty()) << json;
  }
}

}  // namespace
}  // namespace signpost::app
