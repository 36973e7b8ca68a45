#include "transfer/tsig.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/ldns_message.h"
#include "transfer/limits.h"
#include "wire/query_reader.h"

namespace signpost::transfer {
namespace {

using ::testing::AnyOf;

constexpr uint64_t kNow = 1'764'000'000;

TsigKey KeyCalled(std::string_view name, TsigAlgorithm algorithm, uint8_t fill) {
  return {.name = *wire::Name::FromText(name),
          .algorithm = algorithm,
          .secret = std::vector<uint8_t>(32, fill)};
}

const TsigKeys& Keys() {
  static const TsigKeys kKeys({KeyCalled("a.example.", TsigAlgorithm::kHmacSha256, 1),
                               KeyCalled("b.example.", TsigAlgorithm::kHmacSha512, 2)});
  return kKeys;
}

std::vector<uint8_t> Query() { return testing::LdnsQuery("mesos.", wire::Type::kAxfr); }

std::vector<uint8_t> SignedQuery(const TsigKey& key = Keys().all()[0]) {
  std::vector<uint8_t> message = Query();
  TsigSigner(&key, {}).Sign(kNow, &message);
  return message;
}

// As of a request.
TsigError Verify(Bytes message, uint64_t now_s = kNow) {
  Tsig tsig;
  const TsigKey* key = nullptr;
  if (FindTsig(message, &tsig) != TsigLook::kFound) return TsigError::kBadSig;
  return VerifyTsig(message, tsig, Keys(), now_s, {}, &key);
}

TEST(Tsig, HmacIsThatOfRfc4231) {  // test case 2
  const TsigKey key{
      .name = {}, .algorithm = TsigAlgorithm::kHmacSha256, .secret = {'J', 'e', 'f', 'e'}};
  const std::vector<Bytes> parts = {AsBytes("what do ya want "), AsBytes("for nothing?")};
  const Mac mac = Sign(key, parts);
  ASSERT_EQ(mac.size, 32U);
  EXPECT_EQ(LoadU32(mac.octets.data()), 0x5bdcc146U);
  EXPECT_EQ(LoadU32(mac.octets.data() + 28), 0x64ec3843U);
}

TEST(Tsig, OfAnyAlgorithmIsVerified) {
  for (const TsigKey& key : Keys().all()) EXPECT_EQ(Verify(SignedQuery(key)), TsigError::kNone);
}

TEST(Tsig, LeavesAMessageThatLdnsAndTheQueryReaderTake) {
  const std::vector<uint8_t> message = SignedQuery();
  wire::Query query;
  EXPECT_EQ(wire::ParseQuery(message, &query), wire::ParseResult::kOk);
  EXPECT_TRUE(query.is_signed);
  EXPECT_TRUE(testing::ParseWithLdns(message).has_value());
}

TEST(Tsig, IsTakenAwayWithoutATrace) {
  const std::vector<uint8_t> message = SignedQuery();
  Tsig tsig;
  ASSERT_EQ(FindTsig(message, &tsig), TsigLook::kFound);
  EXPECT_EQ(WithoutTsig(message, tsig), Query());
}

TEST(Tsig, CoversEveryBitOfTheMessageAndOfItself) {
  const std::vector<uint8_t> message = SignedQuery();
  for (size_t at = 2; at < message.size(); ++at) {  // the id may change on its way
    std::vector<uint8_t> changed = message;
    changed[at] ^= 1;
    EXPECT_NE(Verify(changed), TsigError::kNone) << at;
  }
}

TEST(Tsig, OfAForwardedMessageCountsUnderItsOriginalId) {
  std::vector<uint8_t> message = SignedQuery();
  message[0] ^= 0xff;
  EXPECT_EQ(Verify(message), TsigError::kNone);
}

TEST(Tsig, OfAKeyThatIsNotThereIsRefused) {
  EXPECT_EQ(Verify(SignedQuery(KeyCalled("c.example.", TsigAlgorithm::kHmacSha256, 1))),
            TsigError::kBadKey);
  EXPECT_EQ(Verify(SignedQuery(KeyCalled("a.example.", TsigAlgorithm::kHmacSha512, 1))),
            TsigError::kBadKey);
}

TEST(Tsig, OfAnotherSecretIsRefused) {
  EXPECT_EQ(Verify(SignedQuery(KeyCalled("a.example.", TsigAlgorithm::kHmacSha256, 9))),
            TsigError::kBadSig);
}

TEST(Tsig, HoldsForTheFudgeInEitherDirection) {
  const std::vector<uint8_t> message = SignedQuery();
  EXPECT_EQ(Verify(message, kNow + kTsigFudge_s), TsigError::kNone);
  EXPECT_EQ(Verify(message, kNow - kTsigFudge_s), TsigError::kNone);
  EXPECT_EQ(Verify(message, kNow + kTsigFudge_s + 1), TsigError::kBadTime);
  EXPECT_EQ(Verify(message, kNow - kTsigFudge_s - 1), TsigError::kBadTime);
}

// The message with its MAC cut to `size` octets.
std::vector<uint8_t> WithCutMac(size_t size) {
  std::vector<uint8_t> message = SignedQuery();
  constexpr size_t kBehindMac = 6;
  const size_t mac_at = message.size() - kBehindMac - 32;
  message.erase(message.begin() + static_cast<ptrdiff_t>(mac_at + size),
                message.end() - kBehindMac);
  StoreU16(&message[mac_at - 2], static_cast<uint16_t>(size));
  const size_t data_size_at = mac_at - 2 - 8 - 13 - 2;
  StoreU16(&message[data_size_at], static_cast<uint16_t>(13 + 16 + size));
  return message;
}

TEST(Tsig, MustBeWhole) {
  EXPECT_EQ(Verify(WithCutMac(32)), TsigError::kNone);
  EXPECT_EQ(Verify(WithCutMac(16)), TsigError::kBadTrunc);
  EXPECT_EQ(Verify(WithCutMac(15)), TsigError::kBadSig);
  EXPECT_EQ(Verify(WithCutMac(0)), TsigError::kBadSig);
}

TEST(Tsig, CutAnywhereIsFoundByNobody) {
  const std::vector<uint8_t> message = SignedQuery();
  for (size_t size = 0; size < message.size(); ++size) {
    Tsig tsig;
    EXPECT_THAT(FindTsig(Bytes(message).first(size), &tsig),
                AnyOf(TsigLook::kNone, TsigLook::kMalformed))
        << size;
  }
}

TEST(Tsig, OfARefusalForItsTimeSaysOurs) {
  const std::vector<uint8_t> request = SignedQuery();
  Tsig asked;
  ASSERT_EQ(FindTsig(request, &asked), TsigLook::kFound);
  std::vector<uint8_t> reply = Query();
  TsigSigner(&Keys().all()[0], asked.mac)
      .SignRefusal(asked, TsigError::kBadTime, kNow + 9999, &reply);
  Tsig told;
  const TsigKey* key = nullptr;
  ASSERT_EQ(FindTsig(reply, &told), TsigLook::kFound);
  EXPECT_EQ(told.error, TsigError::kBadTime);
  EXPECT_EQ(told.time_s, kNow);
  ASSERT_EQ(told.other.size(), 6U);
  EXPECT_EQ(LoadU32(told.other.data() + 2), kNow + 9999);
  EXPECT_EQ(VerifyTsig(reply, told, Keys(), kNow, asked.mac, &key), TsigError::kNone);
}

TEST(Tsig, OfARefusalForItsKeyIsNotSigned) {
  const std::vector<uint8_t> request = SignedQuery();
  Tsig asked;
  ASSERT_EQ(FindTsig(request, &asked), TsigLook::kFound);
  std::vector<uint8_t> reply = Query();
  AddUnsignedTsig(asked, TsigError::kBadKey, &reply);
  Tsig told;
  ASSERT_EQ(FindTsig(reply, &told), TsigLook::kFound);
  EXPECT_EQ(told.error, TsigError::kBadKey);
  EXPECT_TRUE(told.mac.empty());
}

TEST(TsigAlgorithm, IsFoundByItsNameInAnyForm) {
  EXPECT_EQ(TsigAlgorithmFromName("hmac-sha256"), TsigAlgorithm::kHmacSha256);
  EXPECT_EQ(TsigAlgorithmFromName("HMAC-SHA512."), TsigAlgorithm::kHmacSha512);
  EXPECT_EQ(TsigAlgorithmFromName("hmac-md5"), std::nullopt);
  EXPECT_EQ(TsigAlgorithmFromName(""), std::nullopt);
}

}  // namespace
}  // namespace signpost::transfer
