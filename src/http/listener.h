#pragma once

// Accepts connections on one endpoint and starts a session for each.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "absl/status/status.h"
#include "base/endpoint.h"
#include "http/service.h"

namespace signpost::http {

class Session;

class Listener {
 public:
  // `service` must outlive `context`.
  Listener(boost::asio::io_context* context, Service* service)
      : acceptor_(*context), pause_(*context), service_(service) {}

  // Binds and listens; the message names `endpoint`.
  absl::Status Open(const Endpoint& endpoint);

  // The same with a duplicate of `descriptor`, which listens on `endpoint` already.
  absl::Status Take(int descriptor, const Endpoint& endpoint);

  // Begins to accept. The listener must stay where it is until the context has stopped.
  void Accept();

  // Accepts no more.
  void Close();

  // Open until Close(); -1 before Open() and Take().
  int descriptor() { return acceptor_.is_open() ? acceptor_.native_handle() : -1; }

  // Where it listens: with the port that was chosen for port 0.
  Endpoint endpoint() const { return endpoint_; }

 private:
  void Accepted(boost::system::error_code error, boost::asio::ip::tcp::socket socket);
  void AcceptFailed(const boost::system::error_code& error);
  bool MakeRoom(const IpNetwork& client);
  bool Evict(Session* session);

  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::steady_timer pause_;
  Service* const service_;
  Endpoint endpoint_;
};

}  // namespace signpost::http
