#include "transfer/tsig_key.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/check.h"

namespace signpost::transfer {
namespace {

constexpr std::string_view kNames[] = {"hmac-sha256.", "hmac-sha512."};  // by algorithm
constexpr std::string_view kDigests[] = {"SHA256", "SHA512"};

struct Free {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};

}  // namespace

std::optional<TsigAlgorithm> TsigAlgorithmFromName(std::string_view name) {
  const auto parsed = wire::Name::FromText(name);
  for (const auto algorithm : {TsigAlgorithm::kHmacSha256, TsigAlgorithm::kHmacSha512}) {
    if (parsed.ok() && *parsed == NameOf(algorithm)) return algorithm;
  }
  return std::nullopt;
}

const wire::Name& NameOf(TsigAlgorithm algorithm) {
  static const std::array<wire::Name, 2> kWireNames = {wire::Name::FromText(kNames[0]).value(),
                                                       wire::Name::FromText(kNames[1]).value()};
  return kWireNames[static_cast<size_t>(algorithm)];
}

const TsigKey* TsigKeys::Find(const wire::Name& name) const {
  const auto key = std::ranges::find(keys_, name, &TsigKey::name);
  return key == keys_.end() ? nullptr : &*key;
}

// OpenSSL fails here only when it has no memory or lacks the algorithm.
Mac Sign(const TsigKey& key, std::span<const Bytes> parts) {
  static EVP_MAC* const kHmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  const std::unique_ptr<EVP_MAC_CTX, Free> context(EVP_MAC_CTX_new(kHmac));
  std::string digest(kDigests[static_cast<size_t>(key.algorithm)]);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string("digest", digest.data(), digest.size()),
      OSSL_PARAM_construct_end()};
  SIGNPOST_CHECK(context != nullptr);
  SIGNPOST_CHECK(EVP_MAC_init(context.get(), key.secret.data(), key.secret.size(), parameters) ==
                 1);
  for (const Bytes part : parts) {
    SIGNPOST_CHECK(EVP_MAC_update(context.get(), part.data(), part.size()) == 1);
  }
  Mac mac;
  SIGNPOST_CHECK(EVP_MAC_final(context.get(), mac.octets.data(), &mac.size, mac.octets.size()) ==
                 1);
  return mac;
}

bool IsSameMac(Bytes a, Bytes b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace signpost::transfer
