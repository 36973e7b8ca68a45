// The page's files and the routes it lives on, as a client finds them.

#include "http/page_answers.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "http/test_zone.h"

namespace signpost::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::SnapshotOf;
using ::testing::StartsWith;
using testing::UnknownZone;

class PageAnswers : public ::testing::Test {
 protected:
  Answer Get(std::string_view target, std::string_view if_none_match = {}) const {
    return MakeAnswer("GET", target,
                      {.options = &options_,
                       .board = &board_,
                       .snapshot = publisher_.Current(),
                       .now = std::chrono::system_clock::now(),
                       .publisher = &publisher_,
                       .if_none_match = if_none_match});
  }

  static std::string HeaderOf(const Answer& answer, std::string_view name) {
    for (const auto& [key, value] : answer.headers) {
      if (key == name) return std::string(value);
    }
    return {};
  }

  HttpServerOptions options_{.listen = {}, .config_json = "{}", .dns_counters = {}};
  StatusBoard board_;
  records::SnapshotPublisher publisher_{
      SnapshotOf({}, {{"marathon", {{"web", "web.1", {"web.mesos. A 10.0.0.1"}}}}})};
};

TEST_F(PageAnswers, ThePageIsThreeFiles) {
  EXPECT_THAT(std::string(Get("/").content_type), StartsWith("text/html"));
  EXPECT_THAT(std::string(Get("/page.js").content_type), StartsWith("text/javascript"));
  EXPECT_THAT(std::string(Get("/page.css").content_type), StartsWith("text/css"));
  EXPECT_THAT(Get("/").body, HasSubstr("/page.js"));
}

TEST_F(PageAnswers, ThePageHasNothingInlineAndNothingFromElsewhere) {
  for (const PageFile& file : kPageFiles) {
    const std::string body(file.body);
    EXPECT_THAT(body, Not(HasSubstr("https:"))) << file.path;
    EXPECT_THAT(body, Not(HasSubstr("innerHTML"))) << file.path;
    EXPECT_THAT(body, Not(HasSubstr("style="))) << file.path;
  }
  EXPECT_THAT(std::string(FindPageFile("/")->body), Not(HasSubstr("<script>")));
}

TEST_F(PageAnswers, ThePageComesWithAStrictPolicy) {
  const Answer page = Get("/");
  EXPECT_THAT(HeaderOf(page, "Content-Security-Policy"), StartsWith("default-src 'none';"));
  EXPECT_THAT(HeaderOf(page, "Content-Security-Policy"), Not(HasSubstr("unsafe")));
  EXPECT_EQ(HeaderOf(page, "Referrer-Policy"), "no-referrer");
}

TEST_F(PageAnswers, AFileThatTheClientHasIsNotSentAgain) {
  const std::string tag = HeaderOf(Get("/page.js"), "ETag");
  const Answer again = Get("/page.js", tag);
  EXPECT_EQ(again.status, 304u);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(HeaderOf(again, "ETag"), tag);
  EXPECT_EQ(Get("/page.css", tag).status, 200u);
}

TEST_F(PageAnswers, SearchTakesItsQueryFromTheTarget) {
  EXPECT_THAT(Get("/v1/search?q=web+mesos&limit=1").body, HasSubstr(R"("query":"web mesos")"));
  EXPECT_THAT(Get("/v1/search?q=web").body, HasSubstr(R"("name":"web.mesos.")"));
  EXPECT_THAT(Get("/v1/search").body, HasSubstr(R"("names":[])"));
  EXPECT_EQ(HeaderOf(Get("/v1/search?q=web"), "Cache-Control"), "no-store");
}

TEST_F(PageAnswers, ExplainTakesItsNameFromThePath) {
  EXPECT_THAT(Get("/v1/explain/web%2Emesos").body, HasSubstr(R"("id":"web.1")"));
  EXPECT_EQ(Get("/v1/explain").status, 404u);
}

TEST_F(PageAnswers, BrowseGoesFromFrameworksToRecords) {
  EXPECT_THAT(Get("/v1/browse").body, HasSubstr(R"("name":"marathon")"));
  EXPECT_THAT(Get("/v1/browse?framework=0").body, HasSubstr(R"("id":"web.1")"));
  EXPECT_THAT(Get("/v1/browse?framework=0&q=none").body, HasSubstr(R"("tasks":[])"));
  EXPECT_THAT(Get("/v1/browse?framework=0&task=0").body, HasSubstr(R"("data":"10.0.0.1")"));
  EXPECT_EQ(Get("/v1/browse?framework=1").status, 404u);
  EXPECT_EQ(Get("/v1/browse?framework=0&task=1").status, 404u);
}

TEST_F(PageAnswers, WatchIsAStreamOfEvents) {
  const Answer answer = Get("/v1/watch");
  EXPECT_EQ(answer.content_type, "text/event-stream");
  EXPECT_TRUE(answer.is_watch);
  EXPECT_NE(answer.rest, nullptr);
  EXPECT_THAT(answer.body, HasSubstr("event: serial"));
}

TEST_F(PageAnswers, WatchGoesOnWhereTheClientSays) {
  EXPECT_THAT(Get("/v1/watch?since=7").body, Not(HasSubstr("event: reset")));
  EXPECT_THAT(Get("/v1/watch?since=6").body, HasSubstr("event: reset"));
}

TEST_F(PageAnswers, NothingIsListedWhereEnumerationIsOff) {
  options_.enumeration = false;
  for (const char* target :
       {"/v1/search?q=web", "/v1/explain/web.mesos", "/v1/browse", "/v1/changes", "/v1/watch"}) {
    EXPECT_EQ(Get(target).status, 404u) << target;
  }
  EXPECT_EQ(Get("/").status, 200u);
}

TEST_F(PageAnswers, BeforeTheFirstStateThereIsNothingToListButToWatch) {
  publisher_.Publish(UnknownZone());
  for (const char* target :
       {"/v1/search?q=web", "/v1/explain/web.mesos", "/v1/browse", "/v1/changes"}) {
    EXPECT_EQ(Get(target).status, 503u) << target;
  }
  EXPECT_EQ(Get("/v1/watch").status, 200u);
}

}  // namespace
}  // namespace signpost::http
