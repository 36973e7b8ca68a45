#include "http/lookup.h"

#include <gtest/gtest.h>

#include "http/test_zone.h"

namespace signpost::http {
namespace {

using testing::BodyOf;
using testing::SnapshotOf;

constexpr char kNoHost[] = R"([{"host":"","ip":""}])";
constexpr char kNoService[] = R"([{"service":"","host":"","ip":"","port":""}])";

class Lookup : public ::testing::Test {
 protected:
  std::string Host(const std::string& name) const { return BodyOf(HostBody(snapshot_, name)); }
  std::string Service(const std::string& name) const {
    return BodyOf(ServiceBody(snapshot_, name));
  }

  const SharedSnapshot snapshot_ = SnapshotOf({
      "web.marathon.mesos. A 10.0.0.2",
      "web.marathon.mesos. A 10.0.0.1",
      "web.marathon.mesos. AAAA fd00::1",
      "one.mesos. A 10.0.0.9",
      "café.mesos. A 10.0.0.8",
      "star.*.mesos. A 10.0.0.7",
      "star.mesos. A 10.0.0.6",
      "_web._tcp.marathon.mesos. SRV 31001 web.marathon.mesos.",
      "_web._tcp.marathon.mesos. SRV 31000 one.mesos.",
      "_none._tcp.mesos. SRV 80 absent.mesos.",
      "_out._tcp.mesos. SRV 80 www.example.com.",
  });
};

TEST_F(Lookup, AHostHasItsAddressesOfBothFamilies) {
  EXPECT_EQ(Host("web.marathon.mesos."), R"([{"host":"web.marathon.mesos.","ip":"10.0.0.1"},)"
                                         R"({"host":"web.marathon.mesos.","ip":"10.0.0.2"},)"
                                         R"({"host":"web.marathon.mesos.","ip":"fd00::1"}])");
}

TEST_F(Lookup, CaseAndFinalDotDoNotMatterForAHost) {
  EXPECT_EQ(Host("ONE.Mesos"), R"([{"host":"one.mesos.","ip":"10.0.0.9"}])");
}

TEST_F(Lookup, NamesAreShownWithoutEscapes) {
  EXPECT_EQ(Host("café.mesos"), R"([{"host":"café.mesos.","ip":"10.0.0.8"}])");
}

TEST_F(Lookup, AnUnknownHostHasOneEmptyRecord) {
  for (const char* name : {"absent.mesos.", "mesos.", "marathon.mesos.", "_web._tcp.marathon.mesos",
                           "www.example.com", " ", "*", "\xff"}) {
    EXPECT_EQ(Host(name), kNoHost) << name;
  }
}

TEST_F(Lookup, ANameThatCannotExistHasOneEmptyRecord) {
  const std::string long_label = std::string(64, 'a') + ".mesos.";
  const std::string long_name = std::string(4000, 'a');
  for (const std::string& name : {long_label, long_name, std::string("a..mesos"), std::string("."),
                                  std::string(".."), std::string("one.mesos.."), std::string(),
                                  std::string(".*"), std::string(".*.*."), std::string("..**")}) {
    EXPECT_EQ(Host(name), kNoHost) << name;
    EXPECT_EQ(Service(name), kNoService) << name;
  }
}

TEST_F(Lookup, WildcardsAreTakenOutOfANameThatDoesNotExist) {
  EXPECT_EQ(Host("one.*.mesos."), R"([{"host":"one.mesos.","ip":"10.0.0.9"}])");
  EXPECT_EQ(Host("one.*.*.mesos.*"), R"([{"host":"one.mesos.","ip":"10.0.0.9"}])");
}

TEST_F(Lookup, WildcardsAreKeptInANameThatExists) {
  EXPECT_EQ(Host("star.*.mesos."), R"([{"host":"star.*.mesos.","ip":"10.0.0.7"}])");
}

TEST_F(Lookup, AServiceHasOneAddressOfEachFamilyForEachTarget) {
  EXPECT_EQ(
      Service("_web._tcp.marathon.mesos."),
      R"([{"service":"_web._tcp.marathon.mesos.","host":"one.mesos.","ip":"10.0.0.9","port":"31000"},)"
      R"({"service":"_web._tcp.marathon.mesos.","host":"web.marathon.mesos.","ip":"10.0.0.1","port":"31001"},)"
      R"({"service":"_web._tcp.marathon.mesos.","host":"web.marathon.mesos.","ip":"fd00::1","port":"31001"}])");
}

TEST_F(Lookup, AServiceIsShownAsItWasAsked) {
  EXPECT_NE(Service("_WEB.*._tcp.marathon.MESOS").find(R"("service":"_WEB.*._tcp.marathon.MESOS")"),
            std::string::npos);
}

TEST_F(Lookup, AServiceWithoutAddressesInTheZoneHasOneEmptyRecord) {
  EXPECT_EQ(Service("_none._tcp.mesos."), kNoService);
  EXPECT_EQ(Service("_out._tcp.mesos."), kNoService);
  EXPECT_EQ(Service("web.marathon.mesos."), kNoService);
}

TEST(Hosts, AHostOutsideTheZoneIsFoundInAnySpelling) {
  const OutsideHost outside{"NS.Example.ORG.", {*IpAddress::Parse("10.0.0.9")}};
  const auto snapshot = SnapshotOf({"web.mesos. A 10.0.0.1"});
  EXPECT_EQ(BodyOf(HostBody(snapshot, "ns.example.org", outside)),
            R"([{"host":"NS.Example.ORG.","ip":"10.0.0.9"}])");
  EXPECT_EQ(BodyOf(HostBody(snapshot, "web.mesos.", outside)),
            R"([{"host":"web.mesos.","ip":"10.0.0.1"}])");
}

}  // namespace
}  // namespace signpost::http
