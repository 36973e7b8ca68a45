#include "dns/cookies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "absl/strings/escaping.h"
#include "base/endpoint.h"

namespace signpost::dns {
namespace {

using Octets = std::vector<uint8_t>;

Octets Hex(const std::string& digits) {
  const std::string octets = absl::HexStringToBytes(digits);
  return {octets.begin(), octets.end()};
}

SipKey Secret(const std::string& digits) {
  SipKey secret;
  std::ranges::copy(Hex(digits), secret.begin());
  return secret;
}

CookieSecrets Secrets(const std::vector<std::string>& digits) {
  std::vector<SipKey> secrets;
  for (const std::string& each : digits) secrets.push_back(Secret(each));
  return CookieSecrets(secrets);
}

struct Outcome {
  CookieProof proof;
  std::string option;
};

Outcome Answered(const CookieSecrets& secrets, const std::string& cookie,
                 const std::string& address, uint32_t now) {
  const auto client = *IpAddress::Parse(address);
  const CookieAnswer answer = AnswerCookie(secrets, Hex(cookie), client.bytes(), now);
  const std::string octets(answer.option.begin(), answer.option.end());
  return {answer.proof, absl::BytesToHexString(octets)};
}

// RFC 9018 appendix A.
constexpr char kSecret[] = "e5e973e5a6b2a43f48e7dc849e37bfcf";
constexpr char kAddress[] = "198.51.100.100";
constexpr char kClient[] = "2464c4abcf10c957";
constexpr char kCookie[] = "2464c4abcf10c957010000005cf79f111f8130c3eee29480";
constexpr uint32_t kMade = 1559731985;

TEST(Cookies, AClientLearnsAServerCookie) {
  const Outcome outcome = Answered(Secrets({kSecret}), kClient, kAddress, kMade);
  EXPECT_EQ(outcome.proof, CookieProof::kNone);
  EXPECT_EQ(outcome.option, kCookie);
}

TEST(Cookies, ACookieIsRenewedAfterHalfAnHour) {
  const CookieSecrets secrets = Secrets({kSecret});
  const Outcome kept = Answered(secrets, kCookie, kAddress, kMade + 1800);
  EXPECT_EQ(kept.proof, CookieProof::kValid);
  EXPECT_EQ(kept.option, kCookie);
  const Outcome renewed = Answered(secrets, kCookie, kAddress, 1559734385);
  EXPECT_EQ(renewed.proof, CookieProof::kValid);
  EXPECT_EQ(renewed.option, "2464c4abcf10c957010000005cf7a871d4a564a1442aca77");
}

TEST(Cookies, ReservedOctetsOfAnotherServerArePartOfTheHashAlone) {
  const CookieSecrets secrets = Secrets({kSecret});
  const std::string cookie = "fc93fc62807ddb8601abcdef5cf78f71a314227b6679ebf5";
  EXPECT_EQ(Answered(secrets, cookie, "203.0.113.203", 0x5cf78f71).proof, CookieProof::kValid);
  const Outcome later = Answered(secrets, cookie, "203.0.113.203", 1559734700);
  EXPECT_EQ(later.option, "fc93fc62807ddb86010000005cf7a9acf73a7810aca2381e");
}

TEST(Cookies, AnOldSecretStillProvesAndTheNewOneMakes) {
  const CookieSecrets secrets =
      Secrets({"445536bcd2513298075a5d379663c962", "dd3bdf9344b678b185a6f5cb60fca715"});
  const std::string cookie = "22681ab97d52c298010000005cf7c57926556bd0934c72f8";
  const Outcome outcome =
      Answered(secrets, cookie, "2001:db8:220:1:59de:d0f4:8769:82b8", 1559741961);
  EXPECT_EQ(outcome.proof, CookieProof::kValid);
  EXPECT_EQ(outcome.option, "22681ab97d52c298010000005cf7c609a6bb79d16625507a");
}

TEST(Cookies, ACookieLivesAnHourAndMayBeFiveMinutesAhead) {
  const CookieSecrets secrets = Secrets({kSecret});
  const auto proof = [&](uint32_t now) { return Answered(secrets, kCookie, kAddress, now).proof; };
  EXPECT_EQ(proof(kMade + 3600), CookieProof::kValid);
  EXPECT_EQ(proof(kMade + 3601), CookieProof::kInvalid);
  EXPECT_EQ(proof(kMade - 300), CookieProof::kValid);
  EXPECT_EQ(proof(kMade - 301), CookieProof::kInvalid);
}

TEST(Cookies, ACookieOutlivesTheEndOf32Bits) {
  const CookieSecrets secrets = Secrets({kSecret});
  const std::string cookie = Answered(secrets, kClient, kAddress, 0xfffffff0).option;
  EXPECT_EQ(Answered(secrets, cookie, kAddress, 0x10).proof, CookieProof::kValid);
}

TEST(Cookies, ACookieProvesNothingOfAnotherAddressClientOrSecret) {
  const CookieSecrets secrets = Secrets({kSecret});
  const auto proof = [&](const std::string& cookie, const std::string& address) {
    return Answered(secrets, cookie, address, kMade).proof;
  };
  EXPECT_EQ(proof(kCookie, kAddress), CookieProof::kValid);
  EXPECT_EQ(proof(kCookie, "198.51.100.101"), CookieProof::kInvalid);
  std::string other_client = kCookie;
  other_client[0] = '3';
  EXPECT_EQ(proof(other_client, kAddress), CookieProof::kInvalid);
  const CookieSecrets other = Secrets({"445536bcd2513298075a5d379663c962"});
  EXPECT_EQ(Answered(other, kCookie, kAddress, kMade).proof, CookieProof::kInvalid);
}

TEST(Cookies, CookiesOfAnotherFormAreInvalidAndReplaced) {
  const CookieSecrets secrets = Secrets({kSecret});
  std::string other_version = kCookie;
  other_version[17] = '2';
  for (const std::string& cookie : {other_version, kClient + std::string(16, 'a'),
                                    kClient + std::string(64, 'a'), std::string(kCookie) + "00"}) {
    const Outcome outcome = Answered(secrets, cookie, kAddress, kMade);
    EXPECT_EQ(outcome.proof, CookieProof::kInvalid) << cookie;
    EXPECT_EQ(outcome.option, kCookie) << cookie;
  }
}

TEST(Cookies, RandomSecretsDiffer) {
  EXPECT_NE(CookieSecrets::Random().current(), CookieSecrets::Random().current());
}

}  // namespace
}  // namespace signpost::dns
