#include "base/network.h"

#include <gtest/gtest.h>

#include <string>

namespace signpost {
namespace {

IpAddress Address(std::string_view text) { return IpAddress::Parse(text).value(); }

std::string Shown(std::string_view text) {
  const auto network = IpNetwork::Parse(text);
  return network ? network->ToString() : "none";
}

TEST(NetworkTest, ReadsPrefixesAndAddressesAlone) {
  EXPECT_EQ(Shown("10.0.0.0/8"), "10.0.0.0/8");
  EXPECT_EQ(Shown("10.0.0.1"), "10.0.0.1/32");
  EXPECT_EQ(Shown("fd00::/8"), "fd00::/8");
  EXPECT_EQ(Shown("::1"), "::1/128");
  EXPECT_EQ(Shown("0.0.0.0/0"), "0.0.0.0/0");
}

TEST(NetworkTest, AClientIsAnIpv4AddressOrTheNetworkThatAnIpv6HostChoosesFrom) {
  EXPECT_EQ(ClientNetwork(Address("10.0.0.1")).ToString(), "10.0.0.1/32");
  EXPECT_EQ(ClientNetwork(Address("2001:db8:1:2:3::4")).ToString(), "2001:db8:1:2::/64");
}

TEST(NetworkTest, BitsBehindThePrefixCountForNothing) {
  EXPECT_EQ(Shown("10.1.2.3/8"), "10.0.0.0/8");
  EXPECT_EQ(Shown("172.31.0.0/12"), "172.16.0.0/12");
  EXPECT_EQ(Shown("fdff::1/7"), "fc00::/7");
}

TEST(NetworkTest, RefusesWhatIsNoNetwork) {
  for (const char* text :
       {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08",
        "10.0.0.0/8/8", "10.0.0/8", "::/129", "web", "10.0.0.0/256", "10.0.0.0 /8"}) {
    EXPECT_EQ(Shown(text), "none") << text;
  }
}

TEST(NetworkTest, ContainsWhatSharesThePrefix) {
  const IpNetwork network = *IpNetwork::Parse("172.16.0.0/12");
  EXPECT_TRUE(network.Contains(Address("172.16.0.0")));
  EXPECT_TRUE(network.Contains(Address("172.31.255.255")));
  EXPECT_FALSE(network.Contains(Address("172.32.0.0")));
  EXPECT_FALSE(network.Contains(Address("172.15.255.255")));
  EXPECT_TRUE(IpNetwork::Parse("0.0.0.0/0")->Contains(Address("255.1.2.3")));
}

TEST(NetworkTest, NoFamilyContainsTheOther) {
  EXPECT_FALSE(IpNetwork::Parse("0.0.0.0/0")->Contains(Address("::1")));
  EXPECT_FALSE(IpNetwork::Parse("::/0")->Contains(Address("10.0.0.1")));
}

TEST(NetworkTest, NamesStandForNetworks) {
  const NetworkList list({"loopback", "link-local", "203.0.113.0/24", "nonsense"});
  EXPECT_TRUE(list.Contains(Address("127.200.0.1")));
  EXPECT_TRUE(list.Contains(Address("::1")));
  EXPECT_TRUE(list.Contains(Address("fe80::1")));
  EXPECT_TRUE(list.Contains(Address("203.0.113.9")));
  EXPECT_FALSE(list.Contains(Address("10.0.0.1")));
  EXPECT_TRUE(NetworkList({"private"}).Contains(Address("fd12::1")));
  EXPECT_TRUE(NetworkList({"unique-local"}).Contains(Address("fd12::1")));
  EXPECT_FALSE(NetworkList({"unique-local"}).Contains(Address("10.0.0.1")));
  EXPECT_FALSE(NetworkList().Contains(Address("127.0.0.1")));
}

}  // namespace
}  // namespace signpost
