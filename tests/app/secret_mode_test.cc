#include "app/secret_mode.h"

#include <sys/stat.h>
#include <unistd.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/config.h"
#include "support/test_folder.h"

namespace signpost::app {
namespace {

using ::signpost::testing::TestFolder;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class SecretMode : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, mode_t mode, const std::string& text = "secret") {
    std::string file = folder_.Replace(name, text);
    EXPECT_EQ(chmod(file.c_str(), mode), 0);
    return file;
  }

  ConfigResult Load(const std::string& keys, mode_t mode = 0644) {
    return LoadConfig(
        Write("config.json", mode, R"({"masters": ["10.0.0.1:5050"], )" + keys + "}"));
  }

  TestFolder folder_;
};

TEST_F(SecretMode, OfOwnerAndGroupIsTheirs) {
  for (const mode_t mode : {0400, 0600, 0640, 0660}) {
    EXPECT_TRUE(CheckSecretMode(Write("key", mode)).ok()) << mode;
  }
}

TEST_F(SecretMode, ForEverybodyIsRefusedWithFileModeAndWhatToDo) {
  const std::string file = Write("key.pem", 0644);
  const std::string message(CheckSecretMode(file).message());
  EXPECT_EQ(
      message,
      "\"" + file + "\" holds a secret and is open to everybody (mode 0644): chmod o= " + file);
  EXPECT_FALSE(CheckSecretMode(Write("written.pem", 0602)).ok());
}

TEST_F(SecretMode, IsThatOfTheFileALinkLeadsTo) {
  const std::string file = Write("key.pem", 0600);
  ASSERT_EQ(symlink(file.c_str(), folder_.Path("link").c_str()), 0);
  EXPECT_TRUE(CheckSecretMode(folder_.Path("link")).ok());
}

TEST_F(SecretMode, OfAFileThatIsNotThereIsNoFault) {
  EXPECT_TRUE(CheckSecretMode(folder_.Path("none")).ok());
}

TEST_F(SecretMode, OfKeyFileAndIamConfigFileIsHeldByTheConfiguration) {
  const std::string file = Write("key.pem", 0644);
  const ConfigResult result = Load(R"("CertFile": ")" + file + R"(", "KeyFile": ")" + file +
                                   R"(", "IAMConfigFile": ")" + file + "\"");
  EXPECT_THAT(result.faults, Contains(AllOf(HasSubstr("KeyFile: "), HasSubstr("mode 0644"))));
  EXPECT_THAT(result.faults, Contains(HasSubstr("IAMConfigFile: ")));
  EXPECT_THAT(result.faults, Not(Contains(HasSubstr("CertFile: "))));
}

TEST_F(SecretMode, OfAConfigurationWithSecretsIsWarnedOf) {
  const std::string basic = R"("mesosCredentials": {"principal": "dns", "secret": "s"})";
  EXPECT_THAT(Load(basic).warnings, Contains(AllOf(HasSubstr("mesosCredentials: "),
                                                   HasSubstr("config.json"), HasSubstr("0644"))));
  EXPECT_THAT(Load(R"("zk": "zk://u:p@127.0.0.1:2181/mesos")").warnings,
              Contains(HasSubstr("zk: the file ")));
  EXPECT_THAT(Load(basic).faults, IsEmpty());
}

TEST_F(SecretMode, OfAConfigurationWithoutSecretsIsOfNoConcern) {
  const std::string none = R"("externalon": false)";
  EXPECT_THAT(Load(none).warnings, IsEmpty());
  EXPECT_THAT(
      Load(R"("externalon": false, "mesosCredentials": {"principal": "d", "secret": "s"})", 0600)
          .warnings,
      IsEmpty());
}

}  // namespace
}  // namespace signpost::app
