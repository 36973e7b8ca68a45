#pragma once

// Certificates made while a test runs, so that none of them expires in the tree.

#include <openssl/x509.h>

#include <chrono>
#include <memory>
#include <string>

namespace signpost::poller::testing {

// A certificate, with its chain if there is one, and its private key. PEM.
struct Identity {
  std::string certificate;
  std::string key;
};

struct CertificateOptions {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";  // subjectAltName; empty: none
  std::string common_name = "signpost test";
  std::chrono::seconds begin = -std::chrono::hours(1);  // from now
  std::chrono::seconds end = std::chrono::hours(1);
};

// Signed by itself.
Identity SelfSigned(const CertificateOptions& options = {});

// A new key, encrypted.
std::string EncryptedKey(std::string password);

// An authority that signs certificates of others.
class TestAuthority {
 public:
  explicit TestAuthority(const std::string& name = "signpost test authority");

  const std::string& certificate() const { return certificate_; }  // PEM
  Identity Issue(const CertificateOptions& options = {}) const;

 private:
  const std::shared_ptr<EVP_PKEY> key_;
  std::shared_ptr<X509> x509_;
  std::string certificate_;
};

// A new RSA key, and whether `signature` is its RS256 signature of `text`.
class TestRsaKey {
 public:
  TestRsaKey();

  const std::string& pem() const { return pem_; }
  bool HasSigned(const std::string& text, const std::string& signature) const;

 private:
  const std::shared_ptr<EVP_PKEY> key_;
  const std::string pem_;
};

}  // namespace signpost::poller::testing
