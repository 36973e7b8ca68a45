#include "poller/jwt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "poller/base64.h"
#include "poller/json_object.h"
#include "poller/test_certificates.h"

namespace signpost::poller {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;
using ::testing::Pair;
using ::testing::SizeIs;

TEST(PollerBase64, IsThatOfTheRfc) {
  // RFC 4648 §10.
  EXPECT_EQ(Base64(""), "");
  EXPECT_EQ(Base64("f"), "Zg==");
  EXPECT_EQ(Base64("fo"), "Zm8=");
  EXPECT_EQ(Base64("foobar"), "Zm9vYmFy");
}

TEST(PollerBase64, ForUrlsHasNoPaddingAndItsOwnLetters) {
  EXPECT_EQ(Base64Url("f"), "Zg");
  EXPECT_EQ(Base64Url("\xfb\xff\xfe"), "-__-");
}

TEST(PollerBase64, ForUrlsIsReadBack) {
  std::string octets;
  for (int i = 0; i < 300; ++i) {
    EXPECT_THAT(FromBase64Url(Base64Url(octets)), Optional(octets));
    octets.push_back(static_cast<char>(i));
  }
}

TEST(PollerBase64, ForUrlsIsNothingElse) {
  for (const char* text : {"Z", "Zg==", "Zm9v YmFy", "+/+/", "Zm9v\n", "Zm9vZ"}) {
    EXPECT_EQ(FromBase64Url(text), std::nullopt) << text;
  }
}

TEST(PollerJsonObject, HasItsTextsAndNumbers) {
  EXPECT_THAT(ReadJsonObject(R"({"uid": "a\"b", "Exp": 1e3, "x": null, "y": [1, {"uid": "c"}],
                                 "z": {"uid": "d"}, "t": true})"),
              Optional(ElementsAre(Pair("exp", "1e3"), Pair("uid", "a\"b"))));
}

TEST(PollerJsonObject, IsNoOtherDocument) {
  for (const char* json :
       {"", "[]", "[{}]", "1", "\"a\"", "null", "true", "{", "{\"a\"}", "{} {}", "{\"a\": 1,}"}) {
    EXPECT_EQ(ReadJsonObject(json), std::nullopt) << json;
  }
}

TEST(PollerJsonObject, MayBeDeep) {
  const std::string deep = absl::StrCat("{\"a\": ", std::string(1'000'000, '['));
  EXPECT_EQ(ReadJsonObject(deep), std::nullopt);
}

TEST(PollerJsonObject, QuotesTexts) { EXPECT_EQ(JsonString("a\"\\\n"), R"("a\"\\\n")"); }

std::string Token(std::string_view payload) {
  return absl::StrCat(Base64Url("{}"), ".", Base64Url(payload), ".c2ln");
}

TEST(PollerJwt, IsSignedWithRs256) {
  const testing::TestRsaKey key;
  const std::string claims = R"({"uid":"dns","exp":1700000000})";
  const std::string token = SignJwt(claims, *RsaKey::FromPem(key.pem()));
  const std::vector<std::string> parts = absl::StrSplit(token, '.');
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_THAT(FromBase64Url(parts[0]), Optional(std::string(R"({"alg":"RS256","typ":"JWT"})")));
  EXPECT_THAT(FromBase64Url(parts[1]), Optional(claims));
  EXPECT_TRUE(key.HasSigned(parts[0] + "." + parts[1], *FromBase64Url(parts[2])));
}

TEST(PollerJwt, IsSignedWithNoOtherKey) {
  EXPECT_FALSE(RsaKey::FromPem(testing::SelfSigned().key).ok());
  EXPECT_FALSE(RsaKey::FromPem(testing::EncryptedKey("some password")).ok());
  EXPECT_FALSE(RsaKey::FromPem("").ok());
}

TEST(PollerJwt, HasAnEnd) {
  const auto end_of = [](std::string_view payload) { return JwtEnd(Token(payload)); };
  const auto at = [](int64_t seconds) {
    return std::chrono::system_clock::time_point(std::chrono::seconds(seconds));
  };
  EXPECT_THAT(end_of(R"({"exp": 1700000000})"), Optional(at(1'700'000'000)));
  EXPECT_THAT(end_of(R"({"exp": 1.7e9, "uid": "dns"})"), Optional(at(1'700'000'000)));
  EXPECT_THAT(end_of(R"({"exp": 1e300})"), Optional(at(9'000'000'000)));
}

TEST(PollerJwt, MayHaveNoEnd) {
  for (const char* payload :
       {"{}", "[]", "", R"({"exp": "soon"})", R"({"exp": -1})", R"({"exp": null})"}) {
    EXPECT_EQ(JwtEnd(Token(payload)), std::nullopt) << payload;
  }
  for (const char* token : {"", ".", "..", "a.b", "a.!.c", "opaque"}) {
    EXPECT_EQ(JwtEnd(token), std::nullopt) << token;
  }
}

}  // namespace
}  // namespace signpost::poller
