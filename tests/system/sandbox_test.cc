// The units that are shipped: how much they leave open, and that their filter holds. What of the
// server works within it is tried by running the other tests of this folder in it (CMakeLists.txt).

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <sstream>

#include "support/files.h"
#include "system/server_process.h"

namespace signpost::testing {
namespace {

using ::testing::UnorderedElementsAre;

const std::string kUnits = SIGNPOST_SOURCE_DIR "/packaging/systemd/";
constexpr int kEndedBySignal = -1;

// What `systemd-analyze security` makes of a unit: 0 is nothing to reproach, 10 everything.
double ExposureOf(const std::string& unit) {
  const ProgramResult result =
      RunProgram({"systemd-analyze", "security", "--offline=true", "--no-pager", kUnits + unit});
  const std::string before = "Overall exposure level for " + unit + ": ";
  const size_t at = result.output.find(before);
  EXPECT_NE(at, std::string::npos) << result.output << result.log;
  return at == std::string::npos ? 10 : std::stod(result.output.substr(at + before.size()));
}

// The lines of a unit's section [Service] but for comments.
std::vector<std::string> ServiceLines(const std::string& unit) {
  std::istringstream text(ReadFile(kUnits + unit));
  std::vector<std::string> lines;
  bool is_service = false;
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with('[')) is_service = line == "[Service]";
    if (is_service && line.find('=') < line.find('#')) lines.push_back(line);
  }
  std::ranges::sort(lines);
  return lines;
}

std::vector<std::string> Without(const std::vector<std::string>& lines,
                                 const std::vector<std::string>& others) {
  std::vector<std::string> rest;
  std::ranges::set_difference(lines, others, std::back_inserter(rest));
  return rest;
}

ProgramResult RunInUnit(const std::string& unit, const std::vector<std::string>& command) {
  std::vector<std::string> all = {SIGNPOST_IN_UNIT, kUnits + unit};
  all.insert(all.end(), command.begin(), command.end());
  return RunProgram(all);
}

TEST(Unit, ThatBindsItsSocketsIsExposedToOneAndAHalfAtMost) {
  EXPECT_LE(ExposureOf("signpost.service"), 1.5);
}

TEST(Unit, ThatIsHandedItsSocketsIsExposedToOnePointTwoAtMost) {
  EXPECT_LE(ExposureOf("signpost-activated.service"), 1.2);
}

TEST(Unit, OfBothKindsIsTheSameButForRights) {
  const auto binding = ServiceLines("signpost.service");
  const auto handed = ServiceLines("signpost-activated.service");
  EXPECT_THAT(Without(binding, handed),
              UnorderedElementsAre("AmbientCapabilities=CAP_NET_BIND_SERVICE",
                                   "CapabilityBoundingSet=CAP_NET_BIND_SERVICE"));
  EXPECT_THAT(
      Without(handed, binding),
      UnorderedElementsAre("AmbientCapabilities=", "CapabilityBoundingSet=", "PrivateUsers=yes"));
}

TEST(Unit, AsksForNoCoreFile) {
  EXPECT_THAT(ServiceLines("signpost.service"), ::testing::Contains("LimitCORE=0"));
}

class UnitFilter : public ::testing::TestWithParam<const char*> {};

TEST_P(UnitFilter, LetsAPlainProgramRun) {
  const ProgramResult result = RunInUnit(GetParam(), {"echo", "here"});
  EXPECT_EQ(result.status, 0) << result.log;
  EXPECT_EQ(result.output, "here\n");
}

TEST_P(UnitFilter, EndsWhoeverCallsWhatIsForbidden) {
  const TestFolder folder;
  EXPECT_EQ(RunInUnit(GetParam(), {"chroot", folder.Path(""), "true"}).status, kEndedBySignal);
}

TEST_P(UnitFilter, EndsWhoeverOpensASocketOfAnotherFamily) {
  constexpr char kPacket[] = "import socket; socket.socket(socket.AF_PACKET)";
  EXPECT_EQ(RunInUnit(GetParam(), {"python3", "-c", kPacket}).status, kEndedBySignal);
}

TEST_P(UnitFilter, EndsWhoeverWantsToWriteCode) {
  constexpr char kWriteCode[] =
      "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ|mmap.PROT_WRITE|mmap.PROT_EXEC)";
  EXPECT_EQ(RunInUnit(GetParam(), {"python3", "-c", kWriteCode}).status, kEndedBySignal);
}

INSTANTIATE_TEST_SUITE_P(Units, UnitFilter,
                         ::testing::Values("signpost.service", "signpost-activated.service"),
                         [](const auto& test) {
                           return std::string(test.param) == "signpost.service" ? "Binding"
                                                                                : "Handed";
                         });

}  // namespace
}  // namespace signpost::testing
