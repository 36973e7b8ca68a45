#include "dns/cookies.h"

#include <algorithm>

#include "base/check.h"

namespace signpost::dns {
namespace {

constexpr size_t kHashAt = 16;  // in the option
constexpr size_t kTimeAt = 12;
constexpr size_t kVersionAt = wire::kClientCookieSize;
constexpr uint8_t kVersion = 1;
constexpr size_t kAddressSizeMax = 16;

using Option = decltype(CookieAnswer::option);
using Hash = std::array<uint8_t, 8>;

// Of the option's octets before the hash.
Hash HashOf(const SipKey& secret, Bytes option, Bytes address) {
  std::array<uint8_t, kHashAt + kAddressSizeMax> message;
  std::copy_n(option.begin(), kHashAt, message.begin());
  std::copy(address.begin(), address.end(), message.begin() + kHashAt);
  const uint64_t hash = SipHash(secret, {message.data(), kHashAt + address.size()});
  Hash octets;
  for (size_t i = 0; i < octets.size(); ++i) octets[i] = static_cast<uint8_t>(hash >> (8 * i));
  return octets;
}

Option NewOption(const SipKey& secret, Bytes cookie, Bytes address, uint32_t now) {
  Option option{};
  std::copy_n(cookie.begin(), wire::kClientCookieSize, option.begin());
  option[kVersionAt] = kVersion;
  StoreU32(&option[kTimeAt], now);
  std::ranges::copy(HashOf(secret, option, address), option.begin() + kHashAt);
  return option;
}

bool IsMadeWith(const SipKey& secret, Bytes cookie, Bytes address) {
  return SameBytes(cookie.subspan(kHashAt), HashOf(secret, cookie, address));
}

// RFC 9018 §4.3: 32 bits of time are compared as serial numbers (RFC 1982).
int64_t AgeOf(Bytes cookie, uint32_t now) {
  return static_cast<int32_t>(now - LoadU32(&cookie[kTimeAt]));
}

struct Judgement {
  CookieProof proof;
  bool keep;  // the client may go on with the cookie it has
};

Judgement Judge(const CookieSecrets& secrets, Bytes cookie, Bytes address, uint32_t now) {
  if (cookie.size() == wire::kClientCookieSize) return {CookieProof::kNone, false};
  const Judgement invalid{CookieProof::kInvalid, false};
  if (cookie.size() != sizeof(Option) || cookie[kVersionAt] != kVersion) return invalid;
  const int64_t age = AgeOf(cookie, now);
  if (age > kCookieAgeMax || age < -kCookieAheadMax) return invalid;
  for (const SipKey& secret : secrets.all()) {
    if (!IsMadeWith(secret, cookie, address)) continue;
    const bool is_current = &secret == &secrets.current();
    return {CookieProof::kValid, is_current && age <= kCookieRenewalAge};
  }
  return invalid;
}

}  // namespace

CookieSecrets::CookieSecrets(std::span<const SipKey> secrets) : count_(secrets.size()) {
  SIGNPOST_CHECK(!secrets.empty() && secrets.size() <= kMaxCookieSecrets);
  std::ranges::copy(secrets, secrets_.begin());
}

CookieSecrets CookieSecrets::Random() {
  const SipKey secret = RandomSipKey();
  return CookieSecrets({&secret, 1});
}

CookieAnswer AnswerCookie(const CookieSecrets& secrets, Bytes cookie, Bytes address, uint32_t now) {
  SIGNPOST_CHECK(cookie.size() >= wire::kClientCookieSize && address.size() <= kAddressSizeMax);
  const Judgement judgement = Judge(secrets, cookie, address, now);
  CookieAnswer answer{judgement.proof, {}};
  if (judgement.keep) {
    std::ranges::copy(cookie, answer.option.begin());
  } else {
    answer.option = NewOption(secrets.current(), cookie, address, now);
  }
  return answer;
}

}  // namespace signpost::dns
