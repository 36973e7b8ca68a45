#include "app/tsig_keys.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

#include "app/config.h"
#include "support/test_folder.h"
#include "transfer/limits.h"

namespace signpost::app {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kSecret[] = "MDEyMzQ1Njc4OWFiY2RlZg==";  // 16 octets

std::string FaultOf(const std::string& text) {
  const auto keys = ParseTsigKeys(text);
  return keys.ok() ? "" : std::string(keys.status().message());
}

std::string Line(const std::string& algorithm, const std::string& name) {
  return algorithm + ":" + name + ":" + kSecret + "\n";
}

TEST(TsigKeys, AreReadFromLines) {
  const auto keys = ParseTsigKeys("# of the hosts\n\n" + Line("hmac-sha256", "Hosts.example") +
                                  Line("HMAC-SHA512.", "b."));
  ASSERT_TRUE(keys.ok()) << keys.status();
  ASSERT_EQ(keys->all().size(), 2U);
  EXPECT_EQ(keys->all()[0].name.ToText(), "hosts.example.");
  EXPECT_EQ(keys->all()[0].secret.size(), 16U);
  EXPECT_EQ(keys->all()[1].algorithm, transfer::TsigAlgorithm::kHmacSha512);
}

TEST(TsigKeys, HaveFaultsThatShowNoSecret) {
  EXPECT_EQ(FaultOf(""), "holds no key");
  EXPECT_THAT(FaultOf(kSecret), HasSubstr("line 1 is not algorithm:name:secret"));
  EXPECT_THAT(FaultOf(Line("hmac-md5", "a")), HasSubstr("algorithm"));
  EXPECT_THAT(FaultOf(Line("hmac-sha256", "a..b")), HasSubstr("no domain name"));
  EXPECT_THAT(FaultOf(Line("hmac-sha256", ".")), HasSubstr("no domain name"));
  EXPECT_THAT(FaultOf("hmac-sha256:a:MDEy"), HasSubstr("of 16 to 512 octets"));
  EXPECT_THAT(FaultOf("hmac-sha256:a:%%%%"), HasSubstr("not base64"));
  EXPECT_THAT(FaultOf(Line("hmac-sha256", "a") + Line("hmac-sha512", "A")),
              HasSubstr("line 2 has a name that is there already"));
  for (const char* const algorithm : {"hmac-md5", kSecret}) {
    EXPECT_THAT(FaultOf(Line(algorithm, "a")), Not(HasSubstr(kSecret)));
  }
}

TEST(TsigKeys, AreNotTooMany) {
  std::string text;
  for (size_t i = 0; i <= transfer::kMaxTsigKeys; ++i) {
    text += Line("hmac-sha256", "k" + std::to_string(i));
  }
  EXPECT_EQ(FaultOf(text), "holds 1001 keys, 1000 are the most");
}

class TsigKeyFile : public ::testing::Test {
 protected:
  // Faults of a configuration with these keys besides the masters.
  std::vector<std::string> FaultsOf(const std::string& keys) {
    const std::string config = folder_.Path("config.json");
    std::ofstream(config) << R"({"masters": ["10.0.0.1:5050"], )" << keys << "}";
    return LoadConfig(config).faults;
  }

  std::string KeyFile(mode_t mode) {
    const std::string file = folder_.Path("keys");
    std::ofstream(file) << Line("hmac-sha256", "hosts.example");
    chmod(file.c_str(), mode);
    return R"("tsigKeyFile": ")" + file + "\"";
  }

  testing::TestFolder folder_;
};

TEST_F(TsigKeyFile, MayHoldTheKeysThatAreNamed) {
  EXPECT_THAT(FaultsOf(KeyFile(0600) + R"(, "allowTransfer": ["key:hosts.example.", "private"],
              "secondaries": ["10.0.0.5:5353 key:HOSTS.example", "::1"])"),
              IsEmpty());
}

TEST_F(TsigKeyFile, ThatEverybodyMayReadIsAFault) {
  EXPECT_THAT(FaultsOf(KeyFile(0644)), ElementsAre(HasSubstr("is open to everybody")));
}

TEST_F(TsigKeyFile, MustHoldTheKeysThatAreNamed) {
  EXPECT_THAT(FaultsOf(KeyFile(0600) + R"(, "allowTransfer": ["key:other.example"])"),
              ElementsAre("allowTransfer[0]: \"key:other.example\" names a key that tsigKeyFile "
                          "does not hold"));
  EXPECT_THAT(FaultsOf(R"("secondaries": ["10.0.0.5 key:a"], "allowTransfer": ["private"])"),
              ElementsAre(HasSubstr("would hold")));
}

TEST_F(TsigKeyFile, ThatIsNotThereIsAFault) {
  EXPECT_THAT(FaultsOf(R"("tsigKeyFile": "/nowhere/keys")"),
              ElementsAre(HasSubstr("tsigKeyFile: \"/nowhere/keys\" cannot be read")));
}

TEST(TransferKeys, HaveFormsThatAreChecked) {
  const auto result = ParseConfig(R"({"masters": ["10.0.0.1:5050"],
      "allowTransfer": ["10.0.0.0/8", "somewhere", "key:", "key:a", "key:A."],
      "secondaries": ["10.0.0.5", "10.0.0.5:53", "name.example", "10.0.0.6 with a key"]})",
                                  "config.json");
  EXPECT_THAT(result.faults,
              ElementsAre(HasSubstr("allowTransfer[1]"), HasSubstr("allowTransfer[2]"),
                          HasSubstr("allowTransfer[4]"), HasSubstr("secondaries[1]"),
                          HasSubstr("secondaries[2]"), HasSubstr("secondaries[3]")));
}

TEST(TransferKeys, NameNotTooManySecondaries) {
  std::string secondaries;
  for (size_t i = 0; i <= transfer::kMaxSecondaries; ++i) {
    secondaries += (i > 0 ? ", \"10.0.0.1:" : "\"10.0.0.1:") + std::to_string(i + 1) + "\"";
  }
  const auto result = ParseConfig(R"({"masters": ["10.0.0.1:5050"], "allowTransfer": ["private"],
      "secondaries": [)" + secondaries +
                                      "]}",
                                  "config.json");
  EXPECT_THAT(result.faults, ElementsAre("secondaries: 20001 of them, 20000 are the most"));
}

TEST(TransferKeys, WarnOfSecondariesThatMayNotHaveTheZone) {
  const auto result =
      ParseConfig(R"({"masters": ["10.0.0.1:5050"], "secondaries": ["10.0.0.5"]})", "config.json");
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("allowTransfer lets nobody have it")));
}

}  // namespace
}  // namespace signpost::app
