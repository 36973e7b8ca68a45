#include "app/cookie_secrets.h"

#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>

#include "absl/strings/escaping.h"
#include "app/config.h"
#include "support/test_folder.h"

namespace signpost::app {
namespace {

using ::signpost::testing::TestFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kFirst[] = "e5e973e5a6b2a43f48e7dc849e37bfcf";
constexpr char kSecond[] = "445536BCD2513298075a5d379663c962";

std::vector<std::string> Digits(const dns::CookieSecrets& secrets) {
  std::vector<std::string> digits;
  for (const SipKey& secret : secrets.all()) {
    digits.push_back(absl::BytesToHexString(std::string(secret.begin(), secret.end())));
  }
  return digits;
}

std::string Message(std::string_view text) {
  return std::string(ParseCookieSecrets(text).status().message());
}

TEST(CookieSecretsText, HasOneSecretALine) {
  const auto secrets = ParseCookieSecrets(std::string("# new\n") + kFirst + "\r\n\n " + kSecond);
  ASSERT_TRUE(secrets.ok());
  EXPECT_THAT(Digits(*secrets), ElementsAre(kFirst, "445536bcd2513298075a5d379663c962"));
}

TEST(CookieSecretsText, IsRefusedWithTheLineAndNoneOfItsText) {
  for (const std::string bad :
       {"e5e973e5a6b2a43f48e7dc849e37bfc", "x5e973e5a6b2a43f48e7dc849e37bfcf",
        "e5e973e5a6b2a43f48e7dc849e37bfcf00"}) {
    const std::string message = Message(std::string(kSecond) + "\n" + bad + "\n");
    EXPECT_EQ(message, "line 2 is not a secret of 32 hexadecimal digits") << bad;
  }
  EXPECT_EQ(Message("\n# none\n"), "holds no secret");
}

TEST(CookieSecretsText, HasAtMostFourSecrets) {
  std::string text;
  for (size_t i = 0; i < dns::kMaxCookieSecrets; ++i) text += std::string(kFirst) + "\n";
  EXPECT_TRUE(ParseCookieSecrets(text).ok());
  EXPECT_EQ(Message(text + kFirst), "holds 5 secrets, 4 are the most");
}

class CookieSecretFileTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& text, mode_t mode = 0600) {
    std::string file = folder_.Replace("cookies", text);
    EXPECT_EQ(chmod(file.c_str(), mode), 0);
    return file;
  }

  std::vector<std::string> FaultsWith(const std::string& file) {
    const std::string config = folder_.Replace(
        "config.json", R"({"masters": ["10.0.0.1:5050"], "cookieSecretFile": ")" + file + "\"}");
    return LoadConfig(config).faults;
  }

  TestFolder folder_;
};

TEST_F(CookieSecretFileTest, IsReadAgainWhenItHasChanged) {
  CookieSecretFile file(Write(kFirst));
  EXPECT_FALSE(file.ReadIfChanged().has_value());
  Write(std::string(kSecond) + "\n" + kFirst);
  const auto secrets = file.ReadIfChanged();
  ASSERT_TRUE(secrets.has_value());
  EXPECT_THAT(Digits(*secrets), ElementsAre("445536bcd2513298075a5d379663c962", kFirst));
  EXPECT_FALSE(file.ReadIfChanged().has_value());
}

TEST_F(CookieSecretFileTest, ThatIsBrokenOrGoneLeavesTheSecretsAlone) {
  const std::string path = Write(kFirst);
  CookieSecretFile file(path);
  Write("broken");
  EXPECT_FALSE(file.ReadIfChanged().has_value());
  std::remove(path.c_str());
  EXPECT_FALSE(file.ReadIfChanged().has_value());
  Write(kSecond);
  EXPECT_TRUE(file.ReadIfChanged().has_value());
}

TEST_F(CookieSecretFileTest, NoFileNeverChanges) {
  EXPECT_FALSE(CookieSecretFile("").ReadIfChanged().has_value());
}

TEST_F(CookieSecretFileTest, OfAConfigurationMustBeThereAndWellFormedAndClosed) {
  EXPECT_THAT(FaultsWith(""), IsEmpty());
  EXPECT_THAT(FaultsWith(Write(kFirst)), IsEmpty());
  EXPECT_THAT(FaultsWith(Write(kFirst, 0644)),
              ElementsAre(HasSubstr("is open to everybody (mode 0644)")));
  EXPECT_THAT(FaultsWith(Write("secret")),
              ElementsAre(::testing::AllOf(HasSubstr("cookieSecretFile: \""),
                                           HasSubstr("line 1 is not a secret"))));
  EXPECT_THAT(FaultsWith("/nowhere"), ElementsAre(HasSubstr("cannot be read")));
}

}  // namespace
}  // namespace signpost::app
