#pragma once

// One worker: a thread with its own sockets, sessions, responder, counters and reference to the
// snapshot. Private to this room.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <atomic>
#include <list>
#include <optional>
#include <thread>
#include <vector>

#include "dns/dns_server.h"
#include "dns/forwarder.h"
#include "dns/responder.h"
#include "dns/tcp_service.h"
#include "dns/transfer_desk.h"
#include "dns/udp_service.h"

namespace signpost::dns {

class Worker {
 public:
  // `publisher`, `limiter`, `cookie_secrets` and `running` (transfers, of all workers) must
  // outlive the worker; `limiter` is null for none.
  Worker(const DnsServerOptions& options, const records::SnapshotPublisher* publisher,
         RateLimiter* limiter, const SharedCookieSecrets* cookie_secrets, TransferCount* running);
  ~Worker() { Stop(); }

  // Takes over sockets of one endpoint; either may be missing. Before Start().
  void Add(SocketPair sockets);

  // Starts the thread, called worker-`number`.
  void Start(size_t number);

  // From now on, or soon after, it takes no new clients; what has been asked is answered. After
  // Start(). Any thread.
  void Retire(DnsServer::Sessions sessions);

  // What is left of it. After Retire(). Any thread.
  DnsServer::Remaining remaining() const { return {.answers = answers_, .sessions = sessions_}; }

  // Duplicates of none: these are its own. Between Add() and Stop().
  const std::vector<HandedSocket>& sockets() const { return sockets_; }

  // Returns when the thread has ended and all sockets are closed.
  void Stop();

  // These may be read by any thread.
  uint64_t turns() const { return turns_.value(); }  // of the loop, one a second
  const ResponderCounters& responder_counters() const { return responder_.counters(); }
  const UdpCounters& udp_counters() const { return udp_counters_; }
  const TcpCounters& tcp_counters() const { return tcp_counters_; }
  const TransferDesk* desk() const { return desk_ ? &*desk_ : nullptr; }
  const Forwarder* forwarder() const { return forwarder_ ? &*forwarder_ : nullptr; }

 private:
  Bytes RespondOverTcp(Bytes query, bool oversized, TcpSession* session);
  void Tick();
  void FinishRetired(DnsServer::Sessions sessions);

  const SharedCookieSecrets& cookie_secrets_;
  Responder responder_;
  records::SnapshotReader reader_;
  alignas(kCacheLine) UdpCounters udp_counters_;
  TcpCounters tcp_counters_;
  Counter turns_;
  UdpBatch batch_;
  std::vector<uint8_t> tcp_reply_;
  boost::asio::io_context context_{1};  // one thread: no locks inside
  std::optional<Forwarder> forwarder_;  // none: nothing is forwarded
  std::optional<TransferDesk> desk_;    // none: nobody may have the zone
  std::list<UdpService> udp_;
  TcpService tcp_;
  boost::asio::steady_timer tick_;
  boost::asio::steady_timer retired_;  // runs after Retire()
  std::vector<HandedSocket> sockets_;
  std::atomic<size_t> answers_{0};   // of remaining()
  std::atomic<size_t> sessions_{0};  // of remaining()
  std::thread thread_;
};

}  // namespace signpost::dns
