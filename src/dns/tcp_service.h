#pragma once

// Accepts TCP connections on one worker's sockets and keeps their number and times within bounds.
// Private to this room; owned by one worker's thread.
//
// A new client is always served: what it needs is taken from whoever has been silent longest, of
// its own sessions when it has its share, else of all.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <list>

#include "base/counters.h"
#include "dns/sockets.h"
#include "dns/tcp_session.h"
#include "dns/tcp_session_table.h"

namespace signpost::dns {

struct alignas(kCacheLine) TcpCounters {
  Counter accepted;
  Counter ended;           // of the accepted ones; the others are open
  Counter evicted;         // closed for a newer one, at session_count_max or without descriptors
  Counter client_evicted;  // closed for a newer one of the same client
  Counter idle_closed;     // no whole query within the idle timeout
  Counter stalled_closed;  // replies not taken within the write timeout
  Counter accept_failed;   // the process has no file descriptor or the system no memory left
};

struct TcpLimits {
  size_t session_count_max;
  size_t client_session_count_max;
  TcpSession::Timeouts timeouts;
  std::chrono::milliseconds idle_min;  // the idle timeout when session_count_max are open
};

// How long a session may be silent while `session_count` are open: timeouts.idle up to half of
// session_count_max, from there on falling evenly to idle_min, which is not the longer one.
std::chrono::milliseconds IdleTimeout(const TcpLimits& limits, size_t session_count);

class TcpService {
 public:
  // `counters` outlives the service.
  TcpService(boost::asio::io_context* context, const TcpLimits& limits, TcpSession::Respond respond,
             TcpCounters* counters);

  // Accepts from `listening` from now on, until the context stops.
  void Listen(FileDescriptor listening);

  // Accepts no more. Sessions go on; their clients may leave in their time.
  void Retire();

  // Ends the sessions that nothing keeps. After Retire().
  void CloseIdle();

  // Sessions of which something is still to be read or sent.
  size_t BusyCount() const;
  size_t count() const { return open_.count(); }

  // Closes all sockets. When the context has stopped. Clients still get the replies that were sent.
  void Close();

 private:
  void Accept(boost::asio::ip::tcp::acceptor* acceptor);
  void AcceptFailed(boost::asio::ip::tcp::acceptor* acceptor,
                    const boost::system::error_code& error);
  void Begin(boost::asio::ip::tcp::socket socket);
  void MakeRoom(const IpNetwork& client);
  bool Evict(TcpSession* session, Counter* counter);
  void Dismiss(TcpSession* session);
  void Sweep();
  Counter* Expired(const TcpSession& session, TcpSession::Clock::time_point now);

  boost::asio::io_context& context_;
  const TcpLimits limits_;
  const TcpSession::Respond respond_;
  TcpCounters& counters_;
  std::list<boost::asio::ip::tcp::acceptor> acceptors_;
  std::list<TcpSession> sessions_;  // those that are dismissed included, until they have ended
  TcpSessionTable open_;            // of sessions_
  boost::asio::steady_timer sweep_;
};

}  // namespace signpost::dns
