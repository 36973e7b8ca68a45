#pragma once

// Accepts TCP connections on one worker's sockets and keeps their number and times within bounds.
// Private to this room; owned by one worker's thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <list>
#include <memory>
#include <vector>

#include "base/counters.h"
#include "dns/sockets.h"
#include "dns/tcp_session.h"

namespace signpost::dns {

struct alignas(kCacheLine) TcpCounters {
  Counter accepted;
  Counter evicted;         // closed for a newer one at session_count_max
  Counter idle_closed;     // no whole query within the idle timeout
  Counter stalled_closed;  // replies not taken within the write timeout
  Counter accept_failed;   // the process has no file descriptor or the system no memory left
};

struct TcpLimits {
  size_t session_count_max;
  TcpSession::Timeouts timeouts;
};

class TcpService {
 public:
  // `counters` outlives the service.
  TcpService(boost::asio::io_context* context, const TcpLimits& limits, TcpSession::Respond respond,
             TcpCounters* counters);

  // Accepts from `listening` from now on, until the context stops.
  void Listen(FileDescriptor listening);

  // Closes all sockets. When the context has stopped. Clients still get the replies that were sent.
  void Close();

 private:
  using Sessions = std::list<TcpSession>;

  void Accept(boost::asio::ip::tcp::acceptor* acceptor);
  void Begin(boost::asio::ip::tcp::socket socket);
  void MakeRoom();
  static void Dismiss(TcpSession* session);
  void Sweep();

  boost::asio::io_context& context_;
  const TcpLimits limits_;
  const TcpSession::Respond respond_;
  TcpCounters& counters_;
  std::list<boost::asio::ip::tcp::acceptor> acceptors_;
  Sessions sessions_;
  boost::asio::steady_timer sweep_;
};

}  // namespace signpost::dns
