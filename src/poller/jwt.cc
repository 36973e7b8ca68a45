#include "poller/jwt.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/check.h"
#include "poller/base64.h"
#include "poller/json_object.h"

namespace signpost::poller {
namespace {

constexpr char kHeader[] = R"({"alg":"RS256","typ":"JWT"})";

// Ends far beyond any use of them are taken for this one: the clock's type ends too.
constexpr double kEndMax = 9e9;  // seconds: the year 2255

// No key of ours is encrypted: never ask for a password on the terminal.
int NoPassword(char*, int, int, void*) { return -1; }

}  // namespace

absl::StatusOr<RsaKey> RsaKey::FromPem(std::string_view pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
  SIGNPOST_CHECK(bio != nullptr);
  EVP_PKEY* const key = PEM_read_bio_PrivateKey(bio.get(), nullptr, NoPassword, nullptr);
  ERR_clear_error();
  if (key == nullptr) return absl::InvalidArgumentError("no plain PEM private key");
  RsaKey owned(key);
  if (EVP_PKEY_is_a(key, "RSA") != 1) return absl::InvalidArgumentError("no RSA key");
  return owned;
}

std::string RsaKey::Sign(std::string_view text) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  const auto* const octets = reinterpret_cast<const unsigned char*>(text.data());
  size_t size = static_cast<size_t>(EVP_PKEY_get_size(key_.get()));
  std::string signature(size, '\0');
  SIGNPOST_CHECK(EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr,
                                       key_.get(), nullptr) == 1);
  SIGNPOST_CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()),
                                &size, octets, text.size()) == 1);
  signature.resize(size);
  return signature;
}

std::string SignJwt(std::string_view claims, const RsaKey& key) {
  const std::string signed_part = absl::StrCat(Base64Url(kHeader), ".", Base64Url(claims));
  return absl::StrCat(signed_part, ".", Base64Url(key.Sign(signed_part)));
}

std::optional<std::chrono::system_clock::time_point> JwtEnd(std::string_view token) {
  const size_t begin = token.find('.') + 1;  // npos + 1 == 0
  const size_t end = token.find('.', begin);
  if (begin == 0 || end == std::string_view::npos) return std::nullopt;
  const auto payload = FromBase64Url(token.substr(begin, end - begin));
  if (!payload) return std::nullopt;
  const auto claims = ReadJsonObject(*payload);
  if (!claims || !claims->contains("exp")) return std::nullopt;
  double seconds = 0;
  if (!absl::SimpleAtod(claims->at("exp"), &seconds) || !(seconds >= 0)) return std::nullopt;
  return std::chrono::system_clock::time_point(
      std::chrono::seconds(static_cast<int64_t>(std::min(seconds, kEndMax))));
}

}  // namespace signpost::poller
