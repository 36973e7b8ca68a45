#pragma once

// TSIG (RFC 8945): finding, verifying and adding the record that signs a message.
//
// It is the last record of the additional section:
//
//   key's name | 00 FA | 00 FF (ANY) | TTL: 4 of 0 | data's size: 2 | algorithm's name |
//   time signed: 6 | fudge: 2 | MAC's size: 2 | MAC | original id: 2 | error: 2 |
//   other's size: 2 | other
//
// Names are not compressed. Nothing here keeps state but TsigSigner, which belongs to one thread.

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "transfer/tsig_key.h"
#include "wire/name.h"

namespace signpost::transfer {

enum class TsigError : uint16_t {
  kNone = 0,
  kBadSig = 16,
  kBadKey = 17,
  kBadTime = 18,
  kBadTrunc = 22,
};

// A TSIG as it stands in a message. `mac` points into that.
struct Tsig {
  size_t at = 0;         // where the record begins
  wire::Name key_name;   // canonical
  wire::Name algorithm;  // canonical
  uint64_t time_s = 0;   // Unix time
  uint16_t fudge_s = 0;
  Bytes mac;
  uint16_t original_id = 0;
  TsigError error = TsigError::kNone;
  Bytes other;
};

enum class TsigLook { kNone, kMalformed, kFound };

// Looks at the last record of `message`, which is a DNS message or anything else. `tsig` is filled
// when one was found.
TsigLook FindTsig(Bytes message, Tsig* tsig);

// `message` as it was before it was signed: without the TSIG that was found in it.
std::vector<uint8_t> WithoutTsig(Bytes message, const Tsig& tsig);

// Is `message`, in which `tsig` was found, signed with one of `keys`, now? kNone when it is; then,
// and for kBadTime and kBadTrunc, `key` says with which (RFC 8945 §5.2). `request_mac`: of a reply,
// the MAC of what it replies to.
TsigError VerifyTsig(Bytes message, const Tsig& tsig, const TsigKeys& keys, uint64_t now_s,
                     Bytes request_mac, const TsigKey** key);

// Adds the TSIG of a reply that is not signed, which says why (RFC 8945 §5.2.1, §5.2.2):
// kBadKey, kBadSig.
void AddUnsignedTsig(const Tsig& request, TsigError error, std::vector<uint8_t>* message);

// Signs messages that follow each other: one request, or all messages of one reply, the second and
// later ones as RFC 8945 §5.3.1 says.
class TsigSigner {
 public:
  // `key` outlives the signer. `request_mac`: of a reply, the MAC of the request.
  TsigSigner(const TsigKey* key, Bytes request_mac);

  // Signs the next message, which has room for kTsigSizeMax octets until kMessageSizeMax.
  void Sign(uint64_t now_s, std::vector<uint8_t>* message);

  // The same for the one that refuses `request` since its time is wrong (RFC 8945 §5.2.3), or its
  // MAC too short.
  void SignRefusal(const Tsig& request, TsigError error, uint64_t now_s,
                   std::vector<uint8_t>* message);

  // Of what was signed last.
  Bytes mac() const { return mac_; }

 private:
  void SignAs(Tsig tsig, std::vector<uint8_t>* message);

  const TsigKey& key_;
  std::vector<uint8_t> mac_;  // of the message before; empty: none
  bool is_first_ = true;
};

}  // namespace signpost::transfer
