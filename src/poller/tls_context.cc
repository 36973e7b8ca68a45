#include "poller/tls_context.h"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <boost/asio/buffer.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "base/endpoint.h"
#include "poller/secret_file.h"

namespace signpost::poller {
namespace {

namespace ssl = boost::asio::ssl;
using boost::system::error_code;

}  // namespace

absl::StatusOr<std::unique_ptr<TlsContext>> TlsContext::Read(const TlsOptions& options) {
  std::unique_ptr<TlsContext> tls(new TlsContext(!options.skip_verify));
  absl::Status status =
      options.ca_cert_file.empty() ? tls->TrustTheSystem() : tls->TrustOnly(options.ca_cert_file);
  if (!status.ok()) return status;
  if (!options.cert_file.empty()) {
    if (status = tls->UseCertificate(options.cert_file); !status.ok()) return status;
    if (status = tls->UseKey(options.key_file); !status.ok()) return status;
  }
  return tls;
}

TlsContext::TlsContext(bool is_verifying)
    : context_(ssl::context::tls_client), is_verifying_(is_verifying) {
  SSL_CTX* const native = context_.native_handle();
  SIGNPOST_CHECK(SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION) == 1);
  SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_verify(native, is_verifying ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, nullptr);
  // Else the library asks for an encrypted key's password on the terminal.
  SSL_CTX_set_default_passwd_cb(native, [](char*, int, int, void*) { return -1; });
}

absl::Status TlsContext::TrustOnly(const std::string& file) {
  const auto text = ReadSecretFile(file);
  if (!text.ok()) return text.status();
  error_code error;
  context_.add_certificate_authority(boost::asio::buffer(*text), error);
  if (error) return FileFault(file, absl::StrCat("no PEM certificates: ", error.message()));
  // As in the reference: each of them is trusted for itself, whoever signed it.
  X509_STORE* const store = SSL_CTX_get_cert_store(context_.native_handle());
  SIGNPOST_CHECK(X509_STORE_set_flags(store, X509_V_FLAG_PARTIAL_CHAIN) == 1);
  return absl::OkStatus();
}

absl::Status TlsContext::TrustTheSystem() {
  error_code error;
  context_.set_default_verify_paths(error);
  if (!error) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("CACertFile: none given, and no certificates of the system: ", error.message()));
}

absl::Status TlsContext::UseCertificate(const std::string& file) {
  const auto text = ReadSecretFile(file);
  if (!text.ok()) return text.status();
  error_code error;
  context_.use_certificate_chain(boost::asio::buffer(*text), error);
  if (error) return FileFault(file, absl::StrCat("no PEM certificate: ", error.message()));
  return absl::OkStatus();
}

absl::Status TlsContext::UseKey(const std::string& file) {
  const auto text = ReadSecretFile(file);
  if (!text.ok()) return text.status();
  error_code error;
  context_.use_private_key(boost::asio::buffer(*text), ssl::context::pem, error);
  if (!error) return absl::OkStatus();
  return FileFault(file, absl::StrCat("no plain PEM key of the certificate: ", error.message()));
}

bool TlsContext::Expect(const std::string& host, SSL* ssl) const {
  X509_VERIFY_PARAM* const expected = SSL_get0_param(ssl);
  if (const auto address = IpAddress::Parse(host)) {
    const Bytes octets = address->bytes();
    return X509_VERIFY_PARAM_set1_ip(expected, octets.data(), octets.size()) == 1;
  }
  const std::string name = host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
  // The library takes an empty name for any name, and ".example" for all names below it.
  if (name.empty() || name.front() == '.' || name.find('\0') != std::string::npos) return false;
  X509_VERIFY_PARAM_set_hostflags(
      expected, X509_CHECK_FLAG_NEVER_CHECK_SUBJECT | X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return X509_VERIFY_PARAM_set1_host(expected, name.data(), name.size()) == 1 &&
         SSL_set_tlsext_host_name(ssl, name.c_str()) == 1;
}

std::string HandshakeFault(SSL* ssl, const error_code& error) {
  const long verified = SSL_get_verify_result(ssl);
  if (SSL_get_verify_mode(ssl) == SSL_VERIFY_NONE || verified == X509_V_OK) {
    return absl::StrCat("no TLS: ", error.message());
  }
  return absl::StrCat("its certificate is refused: ", X509_verify_cert_error_string(verified));
}

}  // namespace signpost::poller
