#pragma once

// The certificates of a TLS client, ready for connections. Private to this room; one thread.

#include <boost/asio/ssl/context.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "poller/http_security.h"

namespace signpost::poller {

class TlsContext {
 public:
  // Reads the files. Fails with InvalidArgument; the message names the file.
  static absl::StatusOr<std::unique_ptr<TlsContext>> Read(const TlsOptions& options);

  boost::asio::ssl::context& context() { return context_; }
  bool is_verifying() const { return is_verifying_; }

  // Binds the new connection `ssl` to the host it is meant for: its certificate must be of `host`,
  // a name or an address, and a name is told to the server (SNI, RFC 6066 §3). False when that is
  // neither; the connection must not be used then.
  bool Expect(const std::string& host, SSL* ssl) const;

 private:
  explicit TlsContext(bool is_verifying);
  absl::Status TrustOnly(const std::string& file);
  absl::Status TrustTheSystem();
  absl::Status UseCertificate(const std::string& file);
  absl::Status UseKey(const std::string& file);

  boost::asio::ssl::context context_;
  const bool is_verifying_;
};

// Why the handshake of `ssl` failed with `error`: what is wrong with the other's certificate, or
// the alert.
std::string HandshakeFault(SSL* ssl, const boost::system::error_code& error);

}  // namespace signpost::poller
