// The zones of a recorded cluster, record by record: tests/golden.

#include <fstream>

#include <gtest/gtest.h>

#include "mesos/zone_fixture.h"
#include "support/files.h"

namespace signpost::mesos {
namespace {

using testing::ReadFile;
using testing::ZoneFixture;

ClusterZoneOptions Options() {
  ClusterZoneOptions options = testing::ClusterOptions();
  options.masters = {"127.0.0.1:5050", "127.0.0.2:5050", "127.0.0.3:5050"};
  return options;
}

std::string StateNamed(const std::string& name) {
  return ReadFile("tests/golden/" + name + ".state.json.gz");
}

// `zone_file`: "NAME.zone" or "NAME.zone.gz".
void ExpectGolden(const ZoneFixture& zone, const std::string& zone_file) {
  std::string text;
  for (const std::string& line : zone.Lines()) text += line + "\n";
  if (text == ReadFile("tests/golden/" + zone_file)) return;
  const std::string got =
      SIGNPOST_BINARY_DIR "/tests/" + zone_file.substr(0, zone_file.find(".gz"));
  std::ofstream(got, std::ios::binary) << text;
  ADD_FAILURE() << "the zone is not that of tests/golden/" << zone_file << "; it is in " << got;
}

TEST(GoldenZone, OfARealClusterIsServed) {
  ZoneFixture zone(Options());
  zone.Apply(StateNamed("cluster"));
  ExpectGolden(zone, "cluster.zone");
}

TEST(GoldenZone, OfManyInstancesOfOneServiceIsServed) {
  ZoneFixture zone(Options());
  zone.Apply(StateNamed("sleepers"));
  ExpectGolden(zone, "sleepers.zone.gz");
}

TEST(GoldenZone, FollowsAClusterThroughItsChanges) {
  ZoneFixture zone(Options());
  zone.Apply(StateNamed("cluster"));
  for (const char* step : {"launched", "fourth-framework", "agent-removed", "agent-again",
                           "agent-unreachable", "agent-back"}) {
    EXPECT_TRUE(zone.Apply(StateNamed(step)));
    ExpectGolden(zone, std::string(step) + ".zone");
  }
  EXPECT_TRUE(zone.Apply(StateNamed("cluster")));
  ExpectGolden(zone, "cluster.zone");
}

}  // namespace
}  // namespace signpost::mesos
