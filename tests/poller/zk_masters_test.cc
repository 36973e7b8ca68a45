#include "poller/zk_masters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::poller {
namespace {

using mesos::MasterAddress;
using mesos::MasterInfoFormat;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> NamesAmong(const std::vector<std::string>& children) {
  std::vector<std::string> names;
  for (const ZkMasterNode& node : MastersAmong(children)) names.push_back(node.name);
  return names;
}

MasterAddress Master(std::string_view address) {
  return {.endpoint = {*IpAddress::Parse(address), 5050}, .hostname = ""};
}

Failure FailureOf(std::string_view pid) {
  auto master = ReadMaster("0000000001", MasterInfoFormat::kPid, pid);
  EXPECT_FALSE(master.ok()) << pid;
  return master.ok() ? Failure{"none", ""} : master.failure();
}

TEST(ZkMasters, StandInTheOrderOfTheirNumbers) {
  EXPECT_THAT(
      NamesAmong({"json.info_0000000010", "log_replicas", "info_0000000002", "json.info_0000000009",
                  "0000000001"}),
      ElementsAre("0000000001", "info_0000000002", "json.info_0000000009", "json.info_0000000010"));
  EXPECT_THAT(NamesAmong({"log_replicas"}), IsEmpty());
}

TEST(ZkMasters, AddressesThatNobodyMaySendUsToAreRefused) {
  for (const char* pid : {"master@169.254.169.254:80", "master@[fe80::1]:5050",
                          "master@0.0.0.0:5050", "master@[::]:5050"}) {
    EXPECT_STREQ(FailureOf(pid).reason, "address") << pid;
  }
  EXPECT_TRUE(ReadMaster("0", MasterInfoFormat::kPid, "master@127.0.0.1:5050").ok());
}

TEST(ZkMasters, FailuresNameTheNodeAndShowItsDataSafely) {
  const Failure failure = FailureOf("\x1b[31m");
  EXPECT_STREQ(failure.reason, "parse");
  EXPECT_THAT(failure.message, HasSubstr("0000000001"));
  EXPECT_THAT(failure.message, HasSubstr("\\x1b[31m"));
}

TEST(ZkMasters, FirstLeadsAndNoOtherWhenItCannotBeRead) {
  const Failure failure{"parse", "why"};
  auto good = ChooseLeader({Master("10.0.0.1"), failure, Master("10.0.0.3")});
  ASSERT_TRUE(good.ok());
  EXPECT_EQ(good.value().leader, Master("10.0.0.1"));
  EXPECT_THAT(good.value().others, ElementsAre(Master("10.0.0.3")));
  auto bad = ChooseLeader({failure, Master("10.0.0.2")});
  ASSERT_FALSE(bad.ok());
  EXPECT_EQ(bad.failure().message, "why");
}

TEST(ZkMasters, EachAddressStandsThereOnce) {
  auto chosen = ChooseLeader({Master("10.0.0.1"), Master("10.0.0.2"), Master("10.0.0.1"),
                              Master("10.0.0.2"), Master("10.0.0.3")});
  ASSERT_TRUE(chosen.ok());
  EXPECT_THAT(chosen.value().others, ElementsAre(Master("10.0.0.2"), Master("10.0.0.3")));
}

}  // namespace
}  // namespace signpost::poller
