#include "http/zone_search.h"

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
  static const SharedSnapshot zone =
      SnapshotOf({"web.marathon.mesos. A 10.0.0.1", "web.marathon.mesos. A 10.0.0.2",
                  "web.marathon.mesos. AAAA ::1", "web2.marathon.mesos. A 10.0.0.3",
                  "my.web.marathon.mesos. A 10.0.0.4", "cobweb.marathon.mesos. A 10.0.0.5",
                  "_web._tcp.marathon.mesos. SRV 31000 web.marathon.mesos."});
  return zone;
}

std::vector<std::string> Search(const std::string& query, size_t limit = 10) {
  return NamesIn(JsonOf(BodyOf(SearchBody(Zone(), query, limit))), "names");
}

TEST(ZoneSearch, PutsTheNameItselfFirst) {
  EXPECT_EQ(Search("web2.marathon.mesos")[0], "web2.marathon.mesos.");
  EXPECT_EQ(Search("web.marathon.mesos.")[0], "web.marathon.mesos.");
}

TEST(ZoneSearch, PutsNamesFirstThatBeginWithTheTextThenSuchLabelsThenTheOthers) {
  EXPECT_THAT(Search("web"),
              ElementsAre("web.marathon.mesos.", "web2.marathon.mesos.", "my.web.marathon.mesos.",
                          "_web._tcp.marathon.mesos.", "cobweb.marathon.mesos."));
}

TEST(ZoneSearch, WantsEveryWord) {
  EXPECT_THAT(Search("web _tcp"), ElementsAre("_web._tcp.marathon.mesos."));
  EXPECT_THAT(Search("  tcp   web "), ElementsAre("_web._tcp.marathon.mesos."));
}

TEST(ZoneSearch, FindsAcrossTheBordersOfLabels) {
  EXPECT_THAT(Search("y.web.mar"), ElementsAre("my.web.marathon.mesos."));
  EXPECT_EQ(Search("b.m").size(), 3u);
}

TEST(ZoneSearch, TakesNoNoticeOfCase) {
  EXPECT_THAT(Search("WEB2"), ElementsAre("web2.marathon.mesos."));
}

TEST(ZoneSearch, FindsNothingForNothing) {
  EXPECT_THAT(Search(""), IsEmpty());
  EXPECT_THAT(Search("  "), IsEmpty());
  EXPECT_THAT(Search("nothing-like-it"), IsEmpty());
}

TEST(ZoneSearch, LeavesOutNamesWithoutRecords) {
  EXPECT_THAT(Search("_tcp.marathon.mesos"), ElementsAre("_web._tcp.marathon.mesos."));
}

TEST(ZoneSearch, ListsTheBestAndCountsAll) {
  EXPECT_THAT(Search("web", 2), ElementsAre("web.marathon.mesos.", "web2.marathon.mesos."));
  EXPECT_EQ(JsonOf(BodyOf(SearchBody(Zone(), "web", 2)))["match_count"].GetUint(), 5u);
  EXPECT_THAT(Search("web", 0), IsEmpty());
}

TEST(ZoneSearch, ShowsTypesAndNumberOfRecords) {
  EXPECT_EQ(BodyOf(SearchBody(Zone(), "web.marathon.mesos.", 1)),
            R"({"query":"web.marathon.mesos.","serial":7,"match_count":3,"names":[)"
            R"({"name":"web.marathon.mesos.","types":["A","AAAA"],"record_count":3}]})");
}

}  // namespace
}  // namespace signpost::http
