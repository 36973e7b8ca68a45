#pragma once

// DNS cookies (RFC 7873) as all servers of an address can make and check them (RFC 9018): what
// proves that a client receives what is sent to its address.
//
//   client's own | version | reserved | when made, Unix time | SipHash-2-4 of all before it
//   8 octets     | 1: 01   | 3: 00    | 4                    | and of the client's address: 8
//                '---------------- the server cookie ------------------------------------'
//
// Pure; never allocates; reads no clock.

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <span>

#include "base/bytes.h"
#include "base/sip_hash.h"
#include "wire/types.h"

namespace signpost::dns {

inline constexpr size_t kMaxCookieSecrets = 4;

// Seconds. RFC 9018 §4.3.
inline constexpr int64_t kCookieAgeMax = 3'600;
inline constexpr int64_t kCookieAheadMax = 300;  // the clock of another server may be ahead
inline constexpr int64_t kCookieRenewalAge = 1'800;

// The first secret makes cookies; those made with any of them are accepted.
class CookieSecrets {
 public:
  // 1 to kMaxCookieSecrets.
  explicit CookieSecrets(std::span<const SipKey> secrets);
  static CookieSecrets Random();

  const SipKey& current() const { return secrets_[0]; }
  std::span<const SipKey> all() const { return {secrets_.data(), count_}; }

 private:
  std::array<SipKey, kMaxCookieSecrets> secrets_{};
  size_t count_;
};

enum class CookieProof {
  kNone,     // a client's cookie alone
  kInvalid,  // with a server cookie that is not ours, too old, or another address'
  kValid,    // the client has received a cookie of ours at its address
};

// The COOKIE option of a reply.
using ReplyCookie = std::array<uint8_t, wire::kClientCookieSize + 16>;

struct CookieAnswer {
  CookieProof proof;
  ReplyCookie option;
};

// What the cookie of a query (wire::Query::cookie, not empty) proves of the client at `address` (4
// or 16 octets), and what the reply shall say. `now` is Unix time in seconds, in 32 bits.
CookieAnswer AnswerCookie(const CookieSecrets& secrets, Bytes cookie, Bytes address, uint32_t now);

// Hands secrets from whoever reads them to the workers, who fetch them once in a while: never while
// they answer. Any thread.
class SharedCookieSecrets {
 public:
  explicit SharedCookieSecrets(const CookieSecrets& secrets) : secrets_(secrets) {}

  void Set(const CookieSecrets& secrets) {
    const std::lock_guard lock(mutex_);
    secrets_ = secrets;
  }
  CookieSecrets Get() const {
    const std::lock_guard lock(mutex_);
    return secrets_;
  }

 private:
  mutable std::mutex mutex_;
  CookieSecrets secrets_;  // guarded by mutex_
};

}  // namespace signpost::dns
