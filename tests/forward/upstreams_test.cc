#include "forward/upstreams.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::forward {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Endpoint Server(uint16_t port) { return {IpAddress::Parse("127.0.0.1").value(), port}; }
wire::Name NameOf(std::string_view text) { return wire::Name::FromText(text).value(); }

std::vector<uint16_t> PortsOf(const Upstreams& upstreams, std::string_view name) {
  std::vector<uint16_t> ports;
  for (const Upstreams::Index index : upstreams.Find(NameOf(name).ToCanonical().wire())) {
    ports.push_back(upstreams.endpoints()[index].port);
  }
  return ports;
}

TEST(Upstreams, LongestZoneWins) {
  const Upstreams upstreams(
      {Server(1)}, {{NameOf("example."), {Server(2)}}, {NameOf("sub.example."), {Server(3)}}});
  EXPECT_THAT(PortsOf(upstreams, "a.sub.example."), ElementsAre(3));
  EXPECT_THAT(PortsOf(upstreams, "sub.example."), ElementsAre(3));
  EXPECT_THAT(PortsOf(upstreams, "a.example."), ElementsAre(2));
  EXPECT_THAT(PortsOf(upstreams, "example.org."), ElementsAre(1));
  EXPECT_THAT(PortsOf(upstreams, "."), ElementsAre(1));
}

TEST(Upstreams, ZonesMatchWholeLabels) {
  const Upstreams upstreams({Server(1)}, {{NameOf("weave."), {Server(2)}}});
  EXPECT_THAT(PortsOf(upstreams, "xweave."), ElementsAre(1));
  EXPECT_THAT(PortsOf(upstreams, "weave.org."), ElementsAre(1));
}

TEST(Upstreams, ZonesMatchInAnySpelling) {
  const Upstreams upstreams({Server(1)}, {{NameOf("Weave."), {Server(2)}}});
  EXPECT_THAT(PortsOf(upstreams, "web.wEAVE."), ElementsAre(2));
}

TEST(Upstreams, ServersKeepTheirOrderAndAreKnownOnce) {
  const Upstreams upstreams({Server(3), Server(1)}, {{NameOf("weave."), {Server(1), Server(2)}}});
  EXPECT_THAT(PortsOf(upstreams, "example."), ElementsAre(3, 1));
  EXPECT_THAT(PortsOf(upstreams, "weave."), ElementsAre(1, 2));
  EXPECT_EQ(upstreams.endpoints().size(), 3U);
}

TEST(Upstreams, ThereMayBeNone) { EXPECT_THAT(PortsOf(Upstreams({}, {}), "example."), IsEmpty()); }

}  // namespace
}  // namespace signpost::forward
