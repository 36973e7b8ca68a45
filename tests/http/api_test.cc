#include "http/api.h"

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include "http/test_zone.h"

namespace signpost::http {
namespace {

using ::testing::HasSubstr;
using testing::SnapshotOf;
using testing::UnknownZone;

class Api : public ::testing::Test {
 protected:
  Answer Get(std::string_view target, std::string_view method = "GET") const {
    return MakeAnswer(method, target, {&options_, &board_, snapshot_, now_});
  }

  HttpServerOptions options_{
      .listen = {}, .config_json = R"({"Port":53})", .name_server = {}, .dns_counters = {}};
  StatusBoard board_;
  SharedSnapshot snapshot_ = SnapshotOf({"web.mesos. A 10.0.0.1"});
  std::chrono::system_clock::time_point now_ = snapshot_->built_at + std::chrono::seconds(5);
};

TEST_F(Api, VersionNamesTheProgram) {
  const Answer answer = Get("/v1/version");
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.content_type, "application/json");
  EXPECT_EQ(answer.body, R"({"Service":"Signpost","URL":"","Version":")" SIGNPOST_VERSION R"("})");
}

TEST_F(Api, ConfigIsWhatTheOptionsSay) {
  EXPECT_EQ(Get("/v1/config").body, R"({"Port":53})");
  EXPECT_EQ(Get("/v1/config/").content_type, "application/json");
}

TEST_F(Api, HealthSaysThatTheProgramServes) {
  snapshot_ = UnknownZone();
  EXPECT_EQ(Get("/health").status, 200u);
  EXPECT_EQ(Get("/health").body, R"({"healthy":true})");
}

TEST_F(Api, ReadyIsAStatus) {
  EXPECT_EQ(Get("/ready").status, 200u);
  snapshot_ = UnknownZone();
  EXPECT_EQ(Get("/ready").status, 503u);
  EXPECT_EQ(Get("/ready").content_type, "application/json");
  EXPECT_THAT(Get("/ready").body, HasSubstr(R"("problems":["the state of the cluster)"));
}

TEST_F(Api, ReadyLooksAtTheAgeThatTheOptionsAllow) {
  options_.max_stale = std::chrono::seconds(10);
  board_.Set("data_unix_s", std::chrono::system_clock::to_time_t(now_) - 20);
  EXPECT_EQ(Get("/ready").status, 503u);
  options_.max_stale = std::chrono::seconds(30);
  EXPECT_EQ(Get("/ready").status, 200u);
}

TEST_F(Api, MetricsAreTextForPrometheus) {
  options_.dns_counters = [] { return std::map<std::string, uint64_t>{{"dns_udp_queries", 5}}; };
  EXPECT_EQ(Get("/metrics").status, 200u);
  EXPECT_EQ(Get("/metrics").content_type, "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_THAT(Get("/metrics").body, HasSubstr("signpost_dns_queries_total{transport=\"udp\"} 5"));
}

TEST_F(Api, AShortAnswerIsWhole) {
  const Answer answer = Get("/v1/hosts/web.mesos");
  EXPECT_EQ(answer.status, 200u);
  EXPECT_EQ(answer.body, R"([{"host":"web.mesos.","ip":"10.0.0.1"}])");
  EXPECT_EQ(answer.rest, nullptr);
}

TEST_F(Api, ALongAnswerIsItsFirstSliceAndTheRest) {
  std::vector<std::string> lines;
  for (int i = 0; i < 4000; ++i) {
    lines.push_back("many.mesos. A 10.0." + std::to_string(i / 250) + "." +
                    std::to_string(i % 250));
  }
  snapshot_ = SnapshotOf(lines);
  Answer answer = Get("/v1/hosts/many.mesos");
  EXPECT_LT(answer.body.size(), kSliceSize + 1000);
  ASSERT_NE(answer.rest, nullptr);
  const std::string body = answer.body + testing::BodyOf(std::move(answer.rest));
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(body.c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_EQ(json.Size(), 4000u);
}

TEST_F(Api, PortsOfAHostAreNotImplemented) {
  EXPECT_EQ(Get("/v1/hosts/web.mesos/ports").status, 501u);
}

TEST_F(Api, AnUnknownPathIsNotFound) {
  EXPECT_EQ(Get("/v2/version").status, 404u);
  EXPECT_EQ(Get("/v2/version", "POST").status, 404u);
}

TEST_F(Api, ABadEscapeIsABadRequest) { EXPECT_EQ(Get("/v1/hosts/%zz").status, 400u); }

TEST_F(Api, OtherMethodsAreNotAllowed) {
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "BREW", "get", ""}) {
    EXPECT_EQ(Get("/v1/version", method).status, 405u) << method;
  }
  EXPECT_EQ(Get("/v1/version", "HEAD").status, 200u);
}

TEST_F(Api, EnumerationCanBeSwitchedOff) {
  EXPECT_EQ(Get("/v1/enumerate").status, 200u);
  EXPECT_EQ(Get("/v1/axfr").status, 200u);
  options_.enumeration = false;
  EXPECT_EQ(Get("/v1/enumerate").status, 404u);
  EXPECT_EQ(Get("/v1/axfr").status, 404u);
  EXPECT_EQ(Get("/v1/axfr", "POST").status, 404u);
}

TEST_F(Api, BeforeTheFirstStateTheZoneIsUnavailable) {
  snapshot_ = UnknownZone();
  for (const char* target :
       {"/v1/hosts/web.mesos", "/v1/services/_web._tcp.mesos", "/v1/enumerate", "/v1/axfr"}) {
    EXPECT_EQ(Get(target).status, 503u) << target;
  }
  EXPECT_EQ(Get("/v1/version").status, 200u);
  EXPECT_THAT(Get("/v1/status").body, HasSubstr(R"("known":false)"));
}

TEST_F(Api, StatusShowsZoneBoardAndDnsCounters) {
  board_.Set("polls", 3);
  board_.Set("leader", "10.0.0.1:5050 \"x\"");
  options_.dns_counters = [] { return std::map<std::string, uint64_t>{{"queries", 9}}; };
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(Get("/v1/status").body.c_str());
  ASSERT_FALSE(json.HasParseError());
  EXPECT_STREQ(json["version"].GetString(), SIGNPOST_VERSION);
  EXPECT_TRUE(json["zone"]["known"].GetBool());
  EXPECT_EQ(json["zone"]["serial"].GetUint(), 7u);
  EXPECT_EQ(json["zone"]["age_s"].GetInt(), 5);
  EXPECT_EQ(json["zone"]["name_count"].GetUint(), snapshot_->table->name_count());
  EXPECT_EQ(json["zone"]["record_count"].GetUint(), snapshot_->table->record_count());
  EXPECT_EQ(json["dns"]["queries"].GetUint(), 9u);
  EXPECT_EQ(json["board"]["polls"].GetInt(), 3);
  EXPECT_STREQ(json["board"]["leader"].GetString(), "10.0.0.1:5050 \"x\"");
}

TEST_F(Api, StatusShowsWhenTheZoneWasBuilt) {
  auto snapshot = std::make_shared<records::Snapshot>(*snapshot_);
  snapshot->built_at = std::chrono::system_clock::time_point(std::chrono::seconds(1700000000));
  snapshot_ = snapshot;
  EXPECT_THAT(Get("/v1/status").body, HasSubstr(R"("built_at":"2023-11-14T22:13:20Z")"));
}

}  // namespace
}  // namespace signpost::http
