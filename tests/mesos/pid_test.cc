#include "mesos/pid.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/state_parser.h"
#include "mesos/test_data.h"

namespace signpost::mesos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

struct Ports {
  std::vector<uint16_t> ports;
  size_t left_out = 0;
};

Ports PortsOf(std::string_view text, size_t count_max = kMaxPortsPerTask) {
  Ports read;
  read.left_out = ParsePortRanges(text, count_max, &read.ports);
  return read;
}

// Numbers over 65535 are no ports: Mesos-DNS serves them, we count them.
std::vector<uint16_t> LegalPorts(const std::vector<std::string>& texts) {
  std::vector<uint16_t> ports;
  for (const std::string& text : texts) {
    if (const int number = std::stoi(text); number <= 65535) ports.push_back(number);
  }
  return ports;
}

TEST(PortRanges, AgreeWithMesosDnsWhereItReadsThem) {
  const auto table = testing::TableOf("ports.json");
  for (const auto& row : table.GetArray()) {
    if (!row.HasMember("out")) continue;
    const std::string text = testing::TextOf(row["in"]);
    EXPECT_EQ(PortsOf(text).ports, LegalPorts(testing::TextsOf(row["out"]))) << text;
  }
}

TEST(PortRanges, AreSkippedWhereMesosDnsEnds) {
  size_t rows = 0;
  const auto table = testing::TableOf("ports.json");
  for (const auto& row : table.GetArray()) {
    if (!row.HasMember("reference_panics")) continue;
    const Ports read = PortsOf(testing::TextOf(row["in"]));
    EXPECT_THAT(read.ports, IsEmpty());
    EXPECT_EQ(read.left_out, 1U);
    ++rows;
  }
  EXPECT_EQ(rows, 4U);
}

TEST(PortRanges, CountWhatIsNoRange) {
  EXPECT_EQ(PortsOf("[1-2, x-3, 5, 65535-65536]").left_out, 3U);
  EXPECT_EQ(PortsOf("[1-2]").left_out, 0U);
}

TEST(PortRanges, NameEachPortOnceInRisingOrder) {
  EXPECT_THAT(PortsOf("[7-9, 1-2, 8-10]").ports, ElementsAre(1, 2, 7, 8, 9, 10));
}

TEST(PortRanges, EndAtTheLimitHoweverLargeTheyAre) {
  const Ports read = PortsOf("[0-4294967295, 0-9223372036854775807]", 1024);
  EXPECT_THAT(read.ports, SizeIs(1024));
  EXPECT_EQ(read.left_out, 2U);
}

struct PidRow {
  const char* text;
  const char* host;  // null: no pid
  int port = 0;
};

TEST(Pid, IsReadAsLibprocessWritesIt) {
  for (const PidRow& row :
       std::initializer_list<PidRow>{{"slave(1)@10.0.0.1:5051", "10.0.0.1", 5051},
                                     {"  slave(1)@127.0.0.1:5051  ", "127.0.0.1", 5051},
                                     {"\tx@10.0.0.1:1", "10.0.0.1", 1},
                                     {"slave(1)@[fd00::1]:5051", "fd00::1", 5051},
                                     {"slave(1)@[FD00:0::1]:5051", "FD00:0::1", 5051},
                                     {"scheduler-a@10.0.0.1:0", "10.0.0.1", 0},
                                     {"@10.0.0.1:1", "10.0.0.1", 1},
                                     {"x@10.0.0.1:65535", "10.0.0.1", 65535},
                                     {"x@localhost:5051", "localhost", 5051},
                                     {"x@bad host:1", "bad host", 1},
                                     {"x@010.0.0.1:1", "010.0.0.1", 1},
                                     {"x@fd00::1:5051", nullptr},
                                     {"x@10.0.0.1", nullptr},
                                     {"x@10.0.0.1:", nullptr},
                                     {"10.0.0.1:5051", nullptr},
                                     {"", nullptr},
                                     {"x", nullptr},
                                     {"a@b@10.0.0.1:1", nullptr},
                                     {"x@10.0.0.1:65536", nullptr},
                                     {"x@10.0.0.1:-1", nullptr},
                                     {"x@10.0.0.1:http", nullptr},
                                     {"x@10.0.0.1:99999999999", nullptr}}) {
    const auto pid = ParsePid(row.text);
    ASSERT_EQ(pid.has_value(), row.host != nullptr) << row.text;
    if (!pid) continue;
    EXPECT_EQ(pid->host, row.host) << row.text;
    EXPECT_EQ(pid->port, row.port) << row.text;
  }
}

TEST(Pid, HasAnAddressWhenItsHostIsOne) {
  EXPECT_EQ(ParsePid("x@[::ffff:10.0.0.1]:1")->address, IpAddress::Parse("10.0.0.1"));
  EXPECT_EQ(ParsePid("x@[FD00:0::1]:1")->address, IpAddress::Parse("fd00::1"));
  EXPECT_EQ(ParsePid("x@host.example:1")->address, std::nullopt);
  EXPECT_EQ(ParsePid("x@010.0.0.1:1")->address, std::nullopt);
  EXPECT_EQ(ParsePid("x@[fd00::1%lo]:1").value_or(Pid{}).address, std::nullopt);
}

TEST(Pid, LocalhostNeedsNoLookup) {
  EXPECT_EQ(ParsePid("slave(1)@LocalHost:5051")->address, IpAddress::Parse("127.0.0.1"));
  EXPECT_EQ(AddressOfHost("localhost.example"), std::nullopt);
  EXPECT_EQ(AddressOfHost("fd00::1"), IpAddress::Parse("fd00::1"));
}

}  // namespace
}  // namespace signpost::mesos
