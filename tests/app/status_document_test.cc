// Holds the tables of figures in docs/ to the figures that there are.

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "app/room_options.h"
#include "base/absl_text.h"
#include "base/status_board.h"
#include "dns/dns_server.h"
#include "mesos/state_parser.h"
#include "records/snapshot_publisher.h"
#include "support/files.h"

namespace signpost::app {
namespace {

using ::testing::HasSubstr;

std::string InBackticks(std::string_view name) { return absl::StrCat("`", ToAbsl(name), "`"); }

TEST(StatusDocument, NamesEveryDnsCounter) {
  StatusBoard board;
  mesos::ClusterZone zone(ZoneOptionsOf(Config(), 0), &board);
  const records::SnapshotPublisher publisher(zone.Empty());
  const std::string document = testing::ReadFile("docs/dns.md");
  for (const auto& [name, value] : dns::DnsServer(DnsOptionsOf(Config()), &publisher).Counters()) {
    EXPECT_THAT(document, HasSubstr(InBackticks(name)));
  }
}

TEST(StatusDocument, NamesEveryFigureOfTheZone) {
  StatusBoard board;
  mesos::ClusterZone zone(ZoneOptionsOf(Config(), 0), &board);
  auto state = mesos::ParseState(R"({"leader": "master@10.0.0.1:5050"})");
  ASSERT_TRUE(state.ok()) << state.status();
  ASSERT_NE(zone.Apply(*std::move(state), {}), nullptr);
  const std::string document =
      absl::StrCat(testing::ReadFile("docs/http.md"), testing::ReadFile("docs/naming.md"));
  for (const auto& [name, value] : board.All()) {
    EXPECT_THAT(document, HasSubstr(InBackticks(name)));
  }
}

}  // namespace
}  // namespace signpost::app
