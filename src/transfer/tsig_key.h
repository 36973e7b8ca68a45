#pragma once

// Keys that messages are signed with (TSIG, RFC 8945), and the signature itself. Values that never
// change; any thread may use them.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "wire/name.h"

namespace signpost::transfer {

enum class TsigAlgorithm : uint8_t { kHmacSha256, kHmacSha512 };

// From "hmac-sha256" or "hmac-sha512", with or without a final dot, whatever the case; nullopt for
// anything else.
std::optional<TsigAlgorithm> TsigAlgorithmFromName(std::string_view name);

// The algorithm's name on the wire, canonical.
const wire::Name& NameOf(TsigAlgorithm algorithm);

struct TsigKey {
  wire::Name name;  // canonical
  TsigAlgorithm algorithm = TsigAlgorithm::kHmacSha256;
  std::vector<uint8_t> secret;  // never shown
};

class TsigKeys {
 public:
  TsigKeys() = default;
  // Names are unique.
  explicit TsigKeys(std::vector<TsigKey> keys) : keys_(std::move(keys)) {}

  // The key of this canonical name; null when there is none. Valid as long as this.
  const TsigKey* Find(const wire::Name& name) const;

  std::span<const TsigKey> all() const { return keys_; }

 private:
  std::vector<TsigKey> keys_;
};

// A keyed hash of octets that come in parts.
struct Mac {
  size_t size = 0;
  std::array<uint8_t, 64> octets;

  Bytes bytes() const { return {octets.data(), size}; }
};
Mac Sign(const TsigKey& key, std::span<const Bytes> parts);

// In a time that tells nothing of where they differ.
bool IsSameMac(Bytes a, Bytes b);

}  // namespace signpost::transfer
