#include "poller/test_certificates.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include "base/check.h"

namespace signpost::poller::testing {
namespace {

using Key = std::shared_ptr<EVP_PKEY>;
using Certificate = std::shared_ptr<X509>;

constexpr unsigned kRsaBits = 2048;

Key NewKey() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }

std::string TextOf(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<size_t>(size)};
}

std::string KeyPem(const Key& key) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  SIGNPOST_CHECK(
      PEM_write_bio_PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return TextOf(bio.get());
}

std::string CertificatePem(const Certificate& certificate) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  SIGNPOST_CHECK(PEM_write_bio_X509(bio.get(), certificate.get()) == 1);
  return TextOf(bio.get());
}

void AddExtension(X509* certificate, int kind, const std::string& value) {
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value.c_str());
  SIGNPOST_CHECK(extension != nullptr);
  SIGNPOST_CHECK(X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

// Everything but the issuer and the signature.
Certificate NewCertificate(const CertificateOptions& options, const Key& key, bool is_authority) {
  static long serial = 0;
  Certificate made(X509_new(), X509_free);
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), options.begin.count());
  X509_gmtime_adj(X509_getm_notAfter(made.get()), options.end.count());
  X509_set_pubkey(made.get(), key.get());
  const auto* const name = reinterpret_cast<const unsigned char*>(options.common_name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8, name, -1, -1,
                             0);
  if (is_authority) AddExtension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
  if (!options.names.empty()) AddExtension(made.get(), NID_subject_alt_name, options.names);
  return made;
}

void Sign(X509* certificate, const X509* issuer, const Key& key) {
  X509_set_issuer_name(certificate, X509_get_subject_name(issuer));
  SIGNPOST_CHECK(X509_sign(certificate, key.get(), EVP_sha256()) > 0);
}

}  // namespace

Identity SelfSigned(const CertificateOptions& options) {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(options, key, /*is_authority=*/false);
  Sign(certificate.get(), certificate.get(), key);
  return {CertificatePem(certificate), KeyPem(key)};
}

std::string EncryptedKey(std::string password) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> bio(BIO_new(BIO_s_mem()), BIO_free);
  SIGNPOST_CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), NewKey().get(), EVP_aes_128_cbc(),
                                               password.data(), static_cast<int>(password.size()),
                                               nullptr, nullptr) == 1);
  return TextOf(bio.get());
}

TestAuthority::TestAuthority(const std::string& name)
    : key_(NewKey()),
      x509_(NewCertificate({.names = "", .common_name = name}, key_,
                           /*is_authority=*/true)) {
  Sign(x509_.get(), x509_.get(), key_);
  certificate_ = CertificatePem(x509_);
}

Identity TestAuthority::Issue(const CertificateOptions& options) const {
  const Key key = NewKey();
  const Certificate certificate = NewCertificate(options, key, /*is_authority=*/false);
  Sign(certificate.get(), x509_.get(), key_);
  return {CertificatePem(certificate), KeyPem(key)};
}

TestRsaKey::TestRsaKey() : key_(EVP_RSA_gen(kRsaBits), EVP_PKEY_free), pem_(KeyPem(key_)) {}

bool TestRsaKey::HasSigned(const std::string& text, const std::string& signature) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  SIGNPOST_CHECK(EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr,
                                         key_.get(), nullptr) == 1);
  return EVP_DigestVerify(context.get(), reinterpret_cast<const unsigned char*>(signature.data()),
                          signature.size(), reinterpret_cast<const unsigned char*>(text.data()),
                          text.size()) == 1;
}

}  // namespace signpost::poller::testing
