#pragma once

// What requests to masters are secured with: TLS, and credentials. Read once, at the start.
//
// TLS is 1.2 or newer. A master's certificate is always verified: its chain against caCertFile or
// the system's store, and its subjectAltName against the host that is asked, name or address (RFC
// 9525: the common name does not count). skip_verify alone turns that off.
//
// Credentials go to the masters that are configured, wherever they are named again. To a leader
// that one of them only names, by its redirect or in its document, they go over verified TLS alone,
// unless trust_named_leader says otherwise. They appear in no log line, failure or figure.

#include <memory>
#include <string>

#include "absl/status/statusor.h"

namespace signpost::poller {

// Files are PEM; empty: none.
struct TlsOptions {
  std::string ca_cert_file{};  // CACertFile: trusted in place of the system's store
  std::string cert_file{};     // CertFile: shown to whom asks for it, with its chain
  std::string key_file{};      // KeyFile: of cert_file, not encrypted
  bool skip_verify = false;    // insecureSkipVerify

  friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

enum class Authentication {
  kNone,
  kBasic,  // RFC 7617
  kIam,    // a service account of DC/OS
};

struct HttpClientOptions {
  bool is_https = false;  // mesosHTTPSOn: of the configured masters
  TlsOptions tls{};

  Authentication authentication = Authentication::kNone;  // mesosAuthentication
  std::string principal{};                                // mesosCredentials, of kBasic
  std::string secret{};
  std::string iam_config_file{};  // IAMConfigFile, of kIam (iam_account.h)

  bool trust_named_leader = false;  // trustNamedLeader

  friend bool operator==(const HttpClientOptions&, const HttpClientOptions&) = default;
};

// What the options name, read. Any thread may hold it; the poller's uses it.
struct HttpSecurity;

// Fails with InvalidArgument when a file cannot be read or is not what it should be, or the
// principal cannot be one; the message names the file or key, and shows none of the secrets.
absl::StatusOr<std::shared_ptr<const HttpSecurity>> ReadHttpSecurity(
    const HttpClientOptions& options);

}  // namespace signpost::poller
