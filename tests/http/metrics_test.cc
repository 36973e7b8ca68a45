#include "http/metrics.h"

#include <gmock/gmock.h>

#include <set>

#include "http/metric_rules.h"
#include "http/test_zone.h"

namespace signpost::http {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MetricsTest : public ::testing::Test {
 protected:
  const std::shared_ptr<const records::Snapshot> snapshot_ =
      testing::SnapshotOf({"web.mesos. A 10.0.0.1"});
  StatusFigures figures_{.snapshot = snapshot_.get(),
                         .board = {},
                         .dns = {},
                         .now = std::chrono::system_clock::time_point(std::chrono::hours(500'000))};
};

TEST_F(MetricsTest, CountersOfDnsHaveLabels) {
  figures_.dns = {{"dns_udp_queries", 12}, {"dns_replies_noerror", 7}, {"dns_replies_nxdomain", 5}};
  EXPECT_THAT(MetricsText(figures_),
              AllOf(HasSubstr("# TYPE signpost_dns_queries_total counter\n"),
                    HasSubstr("signpost_dns_queries_total{transport=\"udp\"} 12\n"),
                    HasSubstr("signpost_dns_responses_total{rcode=\"noerror\"} 7\n"),
                    HasSubstr("signpost_dns_responses_total{rcode=\"nxdomain\"} 5\n")));
}

TEST_F(MetricsTest, WhatHasNotCountedYetIsZero) {
  EXPECT_THAT(MetricsText(figures_), HasSubstr("signpost_poll_failures_total 0\n"));
}

TEST_F(MetricsTest, WhatIsNotKnownIsLeftOut) {
  EXPECT_THAT(MetricsText(figures_), Not(HasSubstr("signpost_state_size_bytes")));
}

TEST_F(MetricsTest, FiguresOfTheBoardComeInBaseUnits) {
  figures_.board["fetch_ms"] = int64_t{250};
  figures_.board["state_bytes"] = int64_t{4096};
  EXPECT_THAT(MetricsText(figures_), AllOf(HasSubstr("signpost_state_fetch_seconds 0.25\n"),
                                           HasSubstr("signpost_state_size_bytes 4096\n")));
}

TEST_F(MetricsTest, ReasonsAreLabels) {
  figures_.board["poll_failures"] = int64_t{3};
  figures_.board["poll_failures_timeout"] = int64_t{2};
  figures_.board["refused_reserved"] = int64_t{1};
  EXPECT_THAT(MetricsText(figures_),
              AllOf(HasSubstr("signpost_poll_failures_total 3\n"),
                    HasSubstr("signpost_source_failures_total{reason=\"timeout\"} 2\n"),
                    HasSubstr("signpost_refused_records{reason=\"reserved\"} 1\n")));
}

TEST_F(MetricsTest, AFigureWithARuleOfItsOwnIsNotShownAgainByABeginning) {
  figures_.dns = {{"forward_upstream_udp", 4}, {"forward_upstream_silent", 1}};
  EXPECT_THAT(MetricsText(figures_),
              AllOf(HasSubstr("signpost_forward_upstream_queries_total{transport=\"udp\"} 4\n"),
                    HasSubstr("signpost_forward_upstream_problems_total{problem=\"silent\"} 1\n"),
                    Not(HasSubstr("problem=\"udp\""))));
}

TEST_F(MetricsTest, ACounterOfDnsWithoutARuleIsShownUnderItsName) {
  figures_.dns = {{"dns_new_thing", 9}};
  EXPECT_THAT(MetricsText(figures_), AllOf(HasSubstr("# TYPE signpost_dns_new_thing_total counter"),
                                           HasSubstr("signpost_dns_new_thing_total 9\n")));
}

TEST_F(MetricsTest, TheZoneIsCounted) {
  figures_.table_builds = 3;
  EXPECT_THAT(MetricsText(figures_),
              AllOf(HasSubstr("signpost_zone_known 1\n"), HasSubstr("signpost_zone_serial 7\n"),
                    HasSubstr("signpost_records 2\n"), HasSubstr("signpost_table_builds_total 3\n"),
                    HasSubstr("signpost_ready 1\n")));
}

TEST_F(MetricsTest, OpenConnectionsAreThoseThatHaveNotEnded) {
  figures_.dns = {{"dns_tcp_sessions", 12}, {"dns_tcp_sessions_ended", 5}};
  figures_.http_session_count = 2;
  EXPECT_THAT(MetricsText(figures_), AllOf(HasSubstr("signpost_dns_tcp_open_sessions 7\n"),
                                           HasSubstr("signpost_http_open_sessions 2\n")));
}

TEST_F(MetricsTest, TextsAreLabels) {
  figures_.board["following"] = std::string("stream");
  EXPECT_THAT(MetricsText(figures_),
              AllOf(HasSubstr("signpost_build_info{version=\"" SIGNPOST_VERSION "\"} 1\n"),
                    HasSubstr("signpost_state_info{following=\"stream\",stream_state=\"\"")));
}

TEST(MetricRules, EachHasANameOfItsOwnThatFitsItsKind) {
  std::set<std::string_view> names;
  for (const MetricRule& rule : MetricRules()) {
    EXPECT_TRUE(names.insert(rule.name).second) << rule.name;
    EXPECT_TRUE(rule.name.starts_with("signpost_")) << rule.name;
    EXPECT_EQ(rule.name.ends_with("_total"), rule.kind == MetricKind::kCounter) << rule.name;
    EXPECT_TRUE(rule.help.ends_with('.')) << rule.name;
  }
}

}  // namespace
}  // namespace signpost::http
