#include "base/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace signpost {
namespace {

using ::testing::HasSubstr;

IpAddress Parsed(std::string_view text) {
  const auto address = IpAddress::Parse(text);
  EXPECT_TRUE(address.has_value()) << text;
  return address.value_or(IpAddress());
}

std::string FaultOf(std::string_view text) {
  const auto split = SplitHostPort(text);
  return split.ok() ? "" : std::string(split.status().message());
}

TEST(IpAddress, AddressWithoutAValueIsTheUnspecifiedIpv4Address) {
  EXPECT_EQ(IpAddress(), Parsed("0.0.0.0"));
  EXPECT_TRUE(IpAddress().IsUnspecified());
}

TEST(IpAddress, TextIsReadAndWrittenInItsCanonicalForm) {
  const std::vector<std::array<std::string, 2>> texts = {
      {"10.0.0.1", "10.0.0.1"},
      {"255.255.255.255", "255.255.255.255"},
      {"::", "::"},
      {"::1", "::1"},
      {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"},           // RFC 5952 §4.3: lower case
      {"2001:0db8::0001", "2001:db8::1"},                // §4.1: no leading zeros
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},  // §4.2.2: one group is not shortened
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},           // §4.2.3: the longest run
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},     // §4.2.3: the first of two
      {"::1.2.3.4", "::102:304"},                        // no dotted quads, as in the reference
      {"::102:0", "::102:0"},
      {"1111:2222:3333:4444:5555:6666:77.77.88.88", "1111:2222:3333:4444:5555:6666:4d4d:5858"},
  };
  for (const auto& [text, canonical] : texts) EXPECT_EQ(Parsed(text).ToString(), canonical);
}

TEST(IpAddress, MappedAddressIsReadAsIpv4) {
  EXPECT_EQ(Parsed("::ffff:10.0.0.1"), Parsed("10.0.0.1"));
  EXPECT_EQ(Parsed("::ffff:a00:1"), Parsed("10.0.0.1"));
  EXPECT_TRUE(Parsed("::ffff:10.0.0.1").is_v4());
  EXPECT_FALSE(Parsed("::fffe:a00:1").is_v4());
}

TEST(IpAddress, WhatIsNoCanonicalAddressIsNotRead) {
  const std::vector<std::string> texts = {"",
                                          " ",
                                          "10.0.0",
                                          "10.0.0.1.",
                                          "10.0.0.256",
                                          "010.0.0.1",
                                          "0x0a.0.0.1",
                                          "167772161",
                                          " 10.0.0.1",
                                          "10.0.0.1 ",
                                          "10.0.0.-1",
                                          "10.0.0.1/8",
                                          ":",
                                          ":::",
                                          "1::2::3",
                                          "1:2:3:4:5:6:7",
                                          "1:2:3:4:5:6:7:8:9",
                                          "12345::",
                                          "::g",
                                          "[::1]",
                                          "fe80::1%eth0",
                                          "::ffff:010.0.0.1",
                                          "mesos",
                                          std::string("10.0.0.1\0", 9),
                                          std::string("::1\0", 4),
                                          std::string(46, '1'),
                                          std::string(100'000, ':')};
  for (const std::string& text : texts) EXPECT_FALSE(IpAddress::Parse(text).has_value()) << text;
}

TEST(IpAddress, LongestTextIsRead) {
  const std::string text = "1111:2222:3333:4444:5555:6666:255.255.255.255";
  ASSERT_EQ(text.size(), 45u);
  EXPECT_EQ(Parsed(text).ToString(), "1111:2222:3333:4444:5555:6666:ffff:ffff");
}

TEST(IpAddress, OctetsAreKeptAsTheyAre) {
  const std::array<uint8_t, 16> octets = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 10, 0, 0, 1};
  const auto mapped = IpAddress::FromBytes(octets);
  ASSERT_TRUE(mapped.has_value());
  EXPECT_FALSE(mapped->is_v4());
  EXPECT_TRUE(SameBytes(mapped->bytes(), octets));
  EXPECT_EQ(mapped->ToString(), "::ffff:a00:1");
  const auto v4 = IpAddress::FromBytes(Bytes(octets).last(4));
  ASSERT_TRUE(v4.has_value());
  EXPECT_EQ(*v4, Parsed("10.0.0.1"));
  EXPECT_NE(*mapped, *v4);
}

TEST(IpAddress, OctetsOfAnotherLengthAreNoAddress) {
  const std::array<uint8_t, 17> octets{};
  for (size_t size = 0; size <= octets.size(); ++size) {
    const bool is_address = size == 4 || size == 16;
    EXPECT_EQ(IpAddress::FromBytes(Bytes(octets).first(size)).has_value(), is_address) << size;
  }
}

// Members of `is` and their closest neighbours outside.
void ExpectSet(bool (IpAddress::*is)() const, const std::vector<std::string>& inside,
               const std::vector<std::string>& outside) {
  for (const std::string& text : inside) EXPECT_TRUE((Parsed(text).*is)()) << text;
  for (const std::string& text : outside) EXPECT_FALSE((Parsed(text).*is)()) << text;
}

TEST(IpAddress, LoopbackIs127AndOne) {
  ExpectSet(&IpAddress::IsLoopback, {"127.0.0.1", "127.255.255.255", "::1"},
            {"126.255.255.255", "128.0.0.0", "::", "::2", "1::1", "10.0.0.1"});
}

TEST(IpAddress, LinkLocalIsOfItsTwoNetworks) {
  ExpectSet(&IpAddress::IsLinkLocal, {"169.254.0.0", "169.254.255.255", "fe80::", "febf:ffff::"},
            {"169.253.255.255", "169.255.0.0", "fe7f::", "fec0::", "::1"});
}

TEST(IpAddress, UnspecifiedIsAllZero) {
  ExpectSet(&IpAddress::IsUnspecified, {"0.0.0.0", "::"}, {"0.0.0.1", "1.0.0.0", "::1", "1::"});
}

TEST(IpAddress, PrivateIsOfRfc1918AndRfc4193) {
  ExpectSet(&IpAddress::IsPrivate,
            {"10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.0",
             "192.168.255.255", "fc00::", "fdff:ffff::"},
            {"9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
             "192.169.0.0", "fbff::", "fe00::", "127.0.0.1"});
}

TEST(IpAddress, Ipv4ComesBeforeIpv6AndBothAreOrderedByTheirOctets) {
  const std::vector<std::string> ordered = {"0.0.0.0", "9.0.0.1", "10.0.0.1",
                                            "::",      "::1",     "fd00::"};
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j) {
      EXPECT_EQ(Parsed(ordered[i]) < Parsed(ordered[j]), i < j) << ordered[i] << " " << ordered[j];
    }
  }
}

TEST(Endpoint, TextPutsIpv6IntoBrackets) {
  EXPECT_EQ((Endpoint{Parsed("10.0.0.1"), 53}.ToString()), "10.0.0.1:53");
  EXPECT_EQ((Endpoint{Parsed("::1"), 65535}.ToString()), "[::1]:65535");
  EXPECT_EQ(Endpoint().ToString(), "0.0.0.0:0");
}

TEST(SplitHostPort, HostMayBeAnAddressANameOrEmpty) {
  struct Case {
    std::string text;
    std::string host;
    uint16_t port;
  };
  const std::vector<Case> cases = {
      {"10.0.0.1:5050", "10.0.0.1", 5050},       {"[::1]:53", "::1", 53},
      {"master.example:0", "master.example", 0}, {":65535", "", 65535},
      {"[fe80::1%eth0]:1", "fe80::1%eth0", 1},
  };
  for (const Case& expected : cases) {
    const auto split = SplitHostPort(expected.text);
    ASSERT_TRUE(split.ok()) << split.status();
    EXPECT_EQ(split->host, expected.host);
    EXPECT_EQ(split->port, expected.port);
  }
}

TEST(SplitHostPort, FaultNamesTheTextAndWhatIsWrongWithIt) {
  EXPECT_EQ(FaultOf("master"), "\"master\" is not host:port: it has no port");
  EXPECT_EQ(FaultOf(""), "\"\" is not host:port: it has no port");
  EXPECT_THAT(FaultOf("::1:53"), HasSubstr("\"::1:53\""));
  EXPECT_THAT(FaultOf("::1:53"), HasSubstr("an IPv6 address stands in brackets"));
}

TEST(SplitHostPort, PortOutsideItsRangeIsRefused) {
  for (const char* port : {"", "65536", "99999999999999999999", "-1", "+1", " 53", "53 ", "5x",
                           "0x35", "53.0", "http"}) {
    EXPECT_THAT(FaultOf(std::string("host:") + port), HasSubstr("not a number from 0 to 65535"));
  }
}

TEST(SplitHostPort, StrayBracketsAreRefused) {
  for (const char* text : {"[::1:53", "::1]:53", "[10.0.0.1:53", "10.0.0.1]:53", "[[::1]]:53",
                           "[]]:53", "a[b]:53", "[:53", "]:53"}) {
    EXPECT_NE(FaultOf(text), "") << text;
  }
}

}  // namespace
}  // namespace signpost
