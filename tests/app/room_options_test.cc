#include "app/room_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "app/own_addresses.h"

namespace signpost::app {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;
using ::testing::Not;
using ::testing::Property;

IpAddress Address(std::string_view text) { return *IpAddress::Parse(text); }

std::vector<Endpoint> NameServers(const Config& config) {
  return PollerOptionsOf(config, 1, nullptr).name_servers.asked;
}

TEST(RoomOptions, ResolversAreAskedForNamesOfMastersWithTheirPorts) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  config.resolvers = {"10.0.0.1", "10.0.0.2:5353", "fd00::1"};
  EXPECT_THAT(NameServers(config),
              ElementsAre(Endpoint{Address("10.0.0.1"), 53}, Endpoint{Address("10.0.0.2"), 5353},
                          Endpoint{Address("fd00::1"), 53}));
}

TEST(RoomOptions, AResolverThatIsThisServerIsNotAsked) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  config.resolvers = {"127.0.0.1"};
  EXPECT_THAT(NameServers(config), IsEmpty());
  config.listener = {{"0.0.0.0"}};
  EXPECT_THAT(NameServers(config), IsEmpty());
}

TEST(RoomOptions, AResolverOnThisMachineThatIsAnotherServerIsAsked) {
  Config config;
  config.listener = {{"127.0.0.2"}};
  config.resolvers = {"127.0.0.1", "127.0.0.2:5353"};
  EXPECT_THAT(NameServers(config), ElementsAre(Endpoint{Address("127.0.0.1"), 53},
                                               Endpoint{Address("127.0.0.2"), 5353}));
  config.listener = {{"127.0.0.1"}};
  config.dns_on = false;
  EXPECT_THAT(NameServers(config), Contains(Endpoint{Address("127.0.0.1"), 53}));
}

TEST(RoomOptions, AResolverThatIsThisServerIsRefusedAtTheStart) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  config.resolvers = {"192.0.2.1", "127.0.0.1:53"};
  EXPECT_EQ(CheckResolversAreOthers(config).message(),
            "resolvers[1]: 127.0.0.1:53 is this server: it would ask itself for ever");
  config.listener = {{"0.0.0.0"}};
  EXPECT_FALSE(CheckResolversAreOthers(config).ok());
  config.resolvers = {"0.0.0.0"};
  EXPECT_FALSE(CheckResolversAreOthers(config).ok());
  config.resolvers = {"192.0.2.1"};
  EXPECT_TRUE(CheckResolversAreOthers(config).ok());
  config.zone_resolvers = {{"weave", {"127.0.0.5"}}};
  EXPECT_EQ(CheckResolversAreOthers(config).message(),
            "zoneResolvers.weave[0]: 127.0.0.5 is this server: it would ask itself for ever");
}

TEST(RoomOptions, ResolverAtThePortThatTheSystemHasChosenIsThisServer) {
  Config config;
  config.port = 0;
  config.listener = {{"0.0.0.0"}};
  config.resolvers = {"127.0.0.1:40000"};
  EXPECT_TRUE(CheckResolversAreOthers(config).ok());
  EXPECT_TRUE(CheckResolversAreOthers(config, {{IpAddress(), 40001}}).ok());
  EXPECT_EQ(CheckResolversAreOthers(config, {{IpAddress(), 40000}}).message(),
            "resolvers[0]: 127.0.0.1:40000 is this server: it would ask itself for ever");
}

TEST(RoomOptions, AResolverThatIsAnotherServerOfThisMachineIsTaken) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  config.resolvers = {"127.0.0.1:5353", "127.0.0.2"};
  EXPECT_TRUE(CheckResolversAreOthers(config).ok());
}

TEST(RoomOptions, WithoutForwardingAResolverMayBeThisServer) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  config.resolvers = {"127.0.0.1"};
  config.external_on = false;
  EXPECT_TRUE(CheckResolversAreOthers(config).ok());
}

TEST(RoomOptions, ForwardingThatIsOffHasNoUpstreams) {
  Config config;
  EXPECT_NE(DnsOptionsOf(config).forwarder.relay.upstreams, nullptr);
  config.external_on = false;
  EXPECT_EQ(DnsOptionsOf(config).forwarder.relay.upstreams, nullptr);
}

TEST(RoomOptions, ClientsAreAnsweredBeforeTheTimeoutIsOver) {
  const auto timeout_of = [](int64_t seconds) {
    Config config;
    config.timeout = seconds;
    return DnsOptionsOf(config).forwarder.relay.timeout.count();
  };
  EXPECT_EQ(timeout_of(5), 4'500);
  EXPECT_EQ(timeout_of(1), 900);
  EXPECT_EQ(timeout_of(0), 1'800);
  EXPECT_EQ(timeout_of(-7), 1'800);
  EXPECT_EQ(timeout_of(100'000), 54'000);
}

TEST(RoomOptions, PrivateNetworksMayForwardUnlessTheConfigurationSaysOtherwise) {
  const NetworkList clients = DnsOptionsOf(Config()).forwarder.clients;
  for (const char* address :
       {"127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.0.1", "fd00::1", "fe80::1", "::1"}) {
    EXPECT_TRUE(clients.Contains(Address(address))) << address;
  }
  EXPECT_FALSE(clients.Contains(Address("8.8.8.8")));
  EXPECT_FALSE(clients.Contains(Address("2001:db8::1")));
}

TEST(RoomOptions, AnswersAreLimitedButForLoopbackAndPrivateNetworks) {
  const auto limit = DnsOptionsOf(Config()).rate_limit;
  ASSERT_TRUE(limit.has_value());
  EXPECT_EQ(limit->answers_per_second, 50U);
  for (const char* address : {"127.0.0.1", "::1", "10.0.0.1", "192.168.1.1", "fd00::1"}) {
    EXPECT_TRUE(limit->exempt.Contains(Address(address))) << address;
  }
  EXPECT_FALSE(limit->exempt.Contains(Address("198.51.100.1")));
}

TEST(RoomOptions, TheLimitOfAnswersAndItsExceptionsMayBeTakenAway) {
  Config config;
  config.rate_limit_exempt = {};
  EXPECT_FALSE(DnsOptionsOf(config).rate_limit->exempt.Contains(Address("127.0.0.1")));
  config.response_rate_limit = 0;
  EXPECT_FALSE(DnsOptionsOf(config).rate_limit.has_value());
}

TEST(RoomOptions, ANameServerInTheDomainIsNoHostOutsideIt) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  EXPECT_THAT(HttpOptionsOf(config).name_server.name, IsEmpty());
  config.soa_mname = "NS.Example.ORG.";
  EXPECT_EQ(HttpOptionsOf(config).name_server.name, "NS.Example.ORG.");
  EXPECT_THAT(HttpOptionsOf(config).name_server.addresses, ElementsAre(Address("127.0.0.1")));
}

TEST(RoomOptions, TheApiAnswersForTheZoneTheMachineAndTheHostsOfTheConfiguration) {
  Config config;
  config.listener = {{"127.0.0.1"}};
  config.domain = "dc1.example";
  config.soa_mname = "ns.example.";
  config.http_hosts = {"proxy.example"};
  config.http_allow = {"loopback"};
  const http::HttpServerOptions options = HttpOptionsOf(config);
  EXPECT_EQ(options.zone, "dc1.example");
  char machine[256] = "";
  ASSERT_EQ(gethostname(machine, sizeof(machine) - 1), 0);
  EXPECT_THAT(options.hosts, IsSupersetOf({std::string("proxy.example"), std::string("ns.example."),
                                           std::string(machine)}));
  EXPECT_TRUE(options.allow.Contains(Address("127.0.0.1")));
  EXPECT_FALSE(options.allow.Contains(Address("10.0.0.1")));
}

TEST(OwnAddresses, AreThoseListenedOnEachOnce) {
  const IpAddress listen[] = {Address("10.0.0.2"), Address("10.0.0.1"), Address("10.0.0.2")};
  EXPECT_THAT(OwnAddresses(listen), ElementsAre(Address("10.0.0.1"), Address("10.0.0.2")));
}

TEST(OwnAddresses, OfEveryInterfaceAreNeverAnyAddressAndOfTheFamilyAsked) {
  const IpAddress v4[] = {Address("0.0.0.0")};
  EXPECT_THAT(OwnAddresses(v4), Not(IsEmpty()));
  EXPECT_THAT(OwnAddresses(v4), Each(Property(&IpAddress::is_v4, true)));
  EXPECT_THAT(OwnAddresses(v4), Not(Contains(Address("0.0.0.0"))));
  const IpAddress v6[] = {Address("::")};
  EXPECT_THAT(OwnAddresses(v6), Not(IsEmpty()));
  EXPECT_THAT(OwnAddresses(v6), Each(Property(&IpAddress::is_v4, false)));
}

}  // namespace
}  // namespace signpost::app
