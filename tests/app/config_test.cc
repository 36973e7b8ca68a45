#include "app/config.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "app/config_json.h"
#include "app/config_keys.h"
#include "app/config_reader.h"

namespace signpost::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// A configuration with `keys` besides where the state comes from.
ConfigResult With(const std::string& keys) {
  return ParseConfig(absl::StrCat(R"({"stateFile": "/s.json", )", keys, "}"), "config.json");
}

TEST(Config, AllFaultsAreReportedTogetherEachWithKeyAndValue) {
  const ConfigResult result = ParseConfig(R"({
    "masters": ["10.0.0.1:5050", "10.0.0.2:5050", "10.0.0.3:0"],
    "port": 70000, "ttl": "60", "refreshSeconds": 0, "httpon": 1,
    "domain": "me sos", "IPSources": ["rkt"], "listener": "localhost",
    "resolvers": ["8.8.8.8", "8.8.8.8:53"], "allowForwarding": ["10.0.0.0/33"]
  })",
                                          "config.json");
  EXPECT_THAT(result.faults,
              ::testing::UnorderedElementsAre(
                  "masters[2]: port 0 is not between 1 and 65535",
                  "port: 70000 is not a number between 0 and 65535",
                  "ttl: \"60\" is not a number between -2147483648 and 2147483647",
                  "refreshSeconds: 0 is not a number between 1 and 2147483647",
                  "httpon: 1 is not true or false", "domain: \"me sos\" is not a domain name",
                  "IPSources[0]: \"rkt\" is none of netinfo, mesos, docker, host, auto",
                  "listener[0]: \"localhost\" is not an IP address",
                  "resolvers[1]: \"8.8.8.8:53\" is there already",
                  HasSubstr("allowForwarding[0]: \"10.0.0.0/33\" is none of loopback")));
}

TEST(Config, ValueOfTheWrongTypeIsOneFaultNotTwo) {
  EXPECT_THAT(ParseConfig(R"({"masters": "10.0.0.1:5050"})", "config.json").faults,
              ElementsAre("masters: \"10.0.0.1:5050\" is not a list of texts"));
}

TEST(Config, LogHasALevelAndAForm) {
  EXPECT_THAT(With(R"("logLevel": "debug", "logFormat": "json")").faults, IsEmpty());
  EXPECT_THAT(With(R"("logLevel": "loud", "logFormat": "xml")").faults,
              ElementsAre("logLevel: \"loud\" is not debug, info, warning or error",
                          "logFormat: \"xml\" is neither text nor json"));
}

TEST(Config, UnknownKeyIsAWarningThatNamesTheNearest) {
  const ConfigResult result = With(R"("refreshSecond": 5, "DOMIAN": "x")");
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_THAT(result.warnings,
              ElementsAre("refreshSecond: unknown key, ignored; the nearest known one is "
                          "refreshSeconds",
                          "DOMIAN: unknown key, ignored; the nearest known one is domain"));
}

TEST(Config, KeysMatchWithoutRegardToCase) {
  const ConfigResult result = With(R"("REFRESHSECONDS": 7, "soamname": "ns.x", "DnsOn": false)");
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(result.config.refresh_seconds, 7);
  EXPECT_EQ(result.config.soa_mname, "ns.x.");
  EXPECT_FALSE(result.config.dns_on);
}

TEST(Config, KeyGivenTwiceIsAWarningAndTheLastCounts) {
  const ConfigResult result = With(R"("domain": "a", "Domain": "b")");
  EXPECT_EQ(result.config.domain, "b");
  EXPECT_THAT(result.warnings, ElementsAre("domain: given more than once; the last one counts"));
}

TEST(Config, WhatIsForwardedGivesNoWarning) {
  EXPECT_THAT(With(R"("timeout": 7, "resolvers": ["9.9.9.9"])").warnings, IsEmpty());
}

TEST(Config, ListenerIsOneAddressOrAList) {
  const ConfigResult one = With(R"("listener": "127.0.0.2")");
  const ConfigResult many = With(R"("listener": ["127.0.0.1", "::1"], "port": 8053)");
  EXPECT_THAT(one.config.listener.values, ElementsAre("127.0.0.2"));
  EXPECT_THAT(EndpointsOf(many.config.listener, many.config.port),
              ElementsAre(Endpoint{*IpAddress::Parse("127.0.0.1"), 8053},
                          Endpoint{*IpAddress::Parse("::1"), 8053}));
  EXPECT_THAT(ConfigJson(one.config), HasSubstr(R"("Listener":"127.0.0.2")"));
  EXPECT_THAT(ConfigJson(many.config), HasSubstr(R"("Listener":["127.0.0.1","::1"])"));
}

TEST(Config, ListenerThatIsEmptyOrThereTwiceIsAFault) {
  EXPECT_THAT(With(R"("listener": [])").faults, ElementsAre("listener: the list is empty"));
  EXPECT_THAT(With(R"("listener": ["::1", "0::1"])").faults,
              ElementsAre("listener[1]: \"0::1\" is there already"));
}

TEST(Config, DnsAndHttpOnOnePortOfOneAddressAreAFault) {
  constexpr char kFault[] = "httpport: port 8053 on the same address is already that of DNS";
  EXPECT_THAT(With(R"("port": 8053, "httpport": 8053)").faults, ElementsAre(kFault));
  EXPECT_THAT(With(R"("port": 8053, "httpport": 8053, "httplistener": "10.0.0.1")").faults,
              ElementsAre(kFault));  // 0.0.0.0 is every address
  EXPECT_THAT(With(R"("port": 8053, "httpport": 8053, "listener": "10.0.0.1",
                      "httplistener": "10.0.0.2")")
                  .faults,
              IsEmpty());
  EXPECT_THAT(With(R"("port": 0, "httpport": 0)").faults, IsEmpty());
}

TEST(Config, DomainIsLowerCase) {
  EXPECT_EQ(With(R"("domain": "DC1.Example")").config.domain, "dc1.example");
}

TEST(Config, PortsOfMastersBecomePlainNumbers) {
  EXPECT_THAT(With(R"("masters": ["a:+5050", "[::1]:05051"])").config.masters,
              ElementsAre("a:5050", "[::1]:5051"));
}

TEST(Config, StateFileIsRelativeToTheFolderOfTheConfiguration) {
  const auto state_file_of = [](const std::string& state_file, const std::string& config_file) {
    return ParseConfig(absl::StrCat(R"({"stateFile": ")", state_file, "\"}"), config_file)
        .config.state_file;
  };
  EXPECT_EQ(state_file_of("cluster.json", "/etc/signpost/config.json"),
            "/etc/signpost/cluster.json");
  EXPECT_EQ(state_file_of("cluster.json", "config/demo.json"), "config/cluster.json");
  EXPECT_EQ(state_file_of("cluster.json", "config.json"), "cluster.json");
  EXPECT_EQ(state_file_of("/run/cluster.json", "config/demo.json"), "/run/cluster.json");
}

TEST(Config, ZoneOfResolversInTheDomainButForCaseIsAWarning) {
  const ConfigResult result = With(R"("zoneResolvers": {"x.MESOS": ["9.9.9.9"]})");
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_THAT(result.warnings.front(), HasSubstr("zoneResolvers.x.MESOS: the zone lies in"));
}

TEST(Config, ZoneOfResolversIsANameThatCanBeAsked) {
  const std::string label(64, 'x');
  const ConfigResult result =
      With(absl::StrCat(R"("zoneResolvers": {")", label, R"(.example": ["9.9.9.9"]})"));
  EXPECT_THAT(result.faults, ElementsAre(HasSubstr("zoneResolvers." + label)));
}

TEST(Config, ClientsThatMayForwardAreWordsAddressesAndPrefixes) {
  EXPECT_THAT(
      With(R"("allowForwarding": ["private", "10.0.0.1", "192.168.0.0/16", "fd00::/8"])").faults,
      IsEmpty());
  for (const char* bad : {"public", "10.0.0.0/", "10.0.0.0/-1", "fd00::/129", "", "/8"}) {
    EXPECT_THAT(With(absl::StrCat(R"("allowForwarding": [")", bad, "\"]")).faults, SizeIs(1))
        << bad;
  }
}

TEST(Config, HostsOfTheApiAreNamesWithoutPortsOrAll) {
  EXPECT_THAT(With(R"("httpHosts": ["dns.example.", "Node_1", "*"])").faults, IsEmpty());
  for (const char* bad : {"", ".", "dns.example:8123", "http://dns.example", "a b", "*.example"}) {
    EXPECT_THAT(With(absl::StrCat(R"("httpHosts": [")", bad, "\"]")).faults, SizeIs(1)) << bad;
  }
  EXPECT_THAT(With(R"("httpHosts": ["dns.example", "DNS.example."])").faults,
              ElementsAre("httpHosts[1]: \"DNS.example.\" is there already"));
}

TEST(Config, ClientsThatMayAskTheApiAreWordsAddressesAndPrefixes) {
  EXPECT_THAT(With(R"("httpAllow": ["loopback", "10.0.0.0/8"])").faults, IsEmpty());
  EXPECT_THAT(With(R"("httpAllow": ["office"])").faults, SizeIs(1));
}

TEST(Config, ZkUrlNamesItsSchemeAndAHost) {
  EXPECT_THAT(With(R"("zk": "zk://u:p@a:2181,b:2181/mesos")").faults, IsEmpty());
  EXPECT_THAT(With(R"("zk": "a:2181/mesos")").faults,
              ElementsAre("zk: \"a:2181/mesos\" does not begin with zk://"));
  EXPECT_THAT(With(R"("zk": "zk:///mesos")").faults,
              ElementsAre("zk: \"zk:///mesos\" names no host"));
}

TEST(Config, SecretsAreNeitherShownNorPutIntoMessages) {
  const ConfigResult good =
      With(R"("mesosCredentials": {"principal": "p", "secret": "hush"}, "zk": "zk://u:hush@h/m")");
  EXPECT_EQ(good.config.mesos_credentials.secret, "hush");
  EXPECT_EQ(good.config.zk, "zk://u:hush@h/m");
  EXPECT_THAT(ConfigJson(good.config), Not(HasSubstr("hush")));
  EXPECT_THAT(ConfigJson(good.config),
              HasSubstr(R"("MesosCredentials":{"Principal":"p","Secret":""})"));
  EXPECT_THAT(ConfigJson(good.config), HasSubstr("zk://***@h/m"));

  const ConfigResult bad = With(R"("mesosCredentials": ["hush"], "zk": "zk://u:hush@/m")");
  EXPECT_THAT(bad.faults, SizeIs(2));
  EXPECT_THAT(bad.faults, Not(::testing::Contains(HasSubstr("hush"))));
}

TEST(Config, GroupWithoutAUserIsAFault) {
  EXPECT_THAT(With(R"("group": "nogroup")").faults,
              ElementsAre("group: \"nogroup\" is given without a user"));
  EXPECT_THAT(With(R"("user": "nobody", "group": "nogroup")").faults, IsEmpty());
}

TEST(Config, TextAfterTheObjectIsAFaultWithLineAndColumn) {
  EXPECT_THAT(ParseConfig("{\n}\n  {}", "config.json").faults,
              ElementsAre("not JSON: line 3, column 3: The document root must not be followed by "
                          "other values."));
  EXPECT_THAT(ParseConfig(std::string("{}\0x", 4), "config.json").faults,
              ElementsAre("not JSON: line 1, column 3: A zero octet."));
}

TEST(Config, DeepNestingIsAFault) {
  const auto nested = [](size_t depth) {
    return With(absl::StrCat("\"x\": ", std::string(depth, '['), std::string(depth, ']')));
  };
  EXPECT_THAT(nested(kMaxJsonDepth - 1).faults, IsEmpty());
  EXPECT_THAT(nested(kMaxJsonDepth).faults, ElementsAre(HasSubstr("deeper than 64 levels")));
  EXPECT_THAT(nested(200'000).faults, ElementsAre(HasSubstr("deeper than 64 levels")));
}

TEST(Config, FileOverTheLimitIsAFault) {
  const std::string fill(kMaxConfigSize, ' ');
  EXPECT_THAT(ParseConfig(fill + "{}", "config.json").faults,
              ElementsAre("the file has more than 1048576 octets"));
}

TEST(Config, NumbersAreReadAsTheReferenceReadsThem) {
  for (const char* bad : {"1e2", "60.0", "1.5", "9223372036854775808", "1e-2147483649"}) {
    EXPECT_THAT(With(absl::StrCat("\"refreshSeconds\": ", bad)).faults, SizeIs(1)) << bad;
  }
  EXPECT_EQ(With("\"port\": -0").config.port, 0);
}

TEST(Config, NullLeavesTheDefaultButEmptiesAList) {
  const ConfigResult result = With(
      R"("ttl": null, "domain": null, "dnson": null, "listener": null, "zoneResolvers": null,
         "mesosCredentials": null, "resolvers": null)");
  EXPECT_THAT(result.faults, IsEmpty());
  EXPECT_EQ(result.config.ttl, 60);
  EXPECT_THAT(result.config.listener.values, ElementsAre("0.0.0.0"));
  EXPECT_THAT(result.config.resolvers, IsEmpty());
}

TEST(Config, UnknownKeysAreCutAndEscapedInWarnings) {
  const ConfigResult result = With(absl::StrCat("\"", std::string(5000, 'k'), R"(\n": 1)"));
  ASSERT_THAT(result.warnings, SizeIs(1));
  EXPECT_LT(result.warnings.front().size(), 200u);
}

}  // namespace
}  // namespace signpost::app
