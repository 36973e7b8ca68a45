#pragma once

// JSON Web Tokens (RFC 7519) as a DC/OS login needs them: signed with RS256, and read for their end
// alone. Private to this room; values only.

#include <openssl/evp.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace signpost::poller {

// A private RSA key.
class RsaKey {
 public:
  // `pem` is PKCS#1 or PKCS#8, not encrypted. Fails with InvalidArgument.
  static absl::StatusOr<RsaKey> FromPem(std::string_view pem);

  // RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
  std::string Sign(std::string_view text) const;

 private:
  explicit RsaKey(EVP_PKEY* key) : key_(key, EVP_PKEY_free) {}

  std::shared_ptr<EVP_PKEY> key_;
};

// The token whose payload is `claims`, a JSON object.
std::string SignJwt(std::string_view claims, const RsaKey& key);

// The claim "exp" of `token`, in whole seconds; nullopt without one. Nothing is verified: whoever
// gave the token over a trusted way, gave it.
std::optional<std::chrono::system_clock::time_point> JwtEnd(std::string_view token);

}  // namespace signpost::poller
