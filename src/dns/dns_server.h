#pragma once

// The DNS service: N worker threads, each with its own UDP sockets and TCP acceptors (SO_REUSEPORT)
// on every listen address, its own Responder and its own reference to the snapshot.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/endpoint.h"
#include "base/handed_socket.h"
#include "dns/cookies.h"
#include "dns/forwarder_options.h"
#include "dns/limits.h"
#include "dns/rate_limit.h"
#include "dns/responder.h"
#include "dns/transfer_options.h"
#include "records/snapshot_publisher.h"

namespace signpost::dns {

struct DnsServerOptions {
  // 0.0.0.0 and :: mean every address; replies leave from the one that was asked.
  std::vector<Endpoint> listen = {};
  // Used in place of own ones where they are bound to what is listened on. A UDP socket is read by
  // one worker: several of one address share its clients, as own ones do. On a TCP socket all
  // workers accept, so that they can have as many sessions as they may. Of those of another
  // DnsServer in this process (is_own) each worker gets one of both kinds.
  std::vector<HandedSocket> handed = {};
  size_t worker_count = 1;  // at least 1
  ResponderOptions responder = {};
  std::optional<RateLimitOptions> rate_limit = {};  // of answers over UDP; without: none
  CookieSecrets cookie_secrets = CookieSecrets::Random();

  // Without upstreams nothing is forwarded. The limits are for all workers together, but for
  // pending_reply_size_max.
  ForwarderOptions forwarder = {};

  TransferOptions transfer = {};

  // Of TCP sessions; see limits.h. Numbers are those of all workers together.
  size_t tcp_session_count_max = kMaxTcpSessions;
  size_t tcp_client_session_count_max = kMaxTcpSessionsPerClient;
  std::chrono::milliseconds tcp_idle_timeout = kTcpIdleTimeout;
  std::chrono::milliseconds tcp_idle_timeout_min = kTcpIdleTimeoutMin;
  std::chrono::milliseconds tcp_write_timeout = kTcpWriteTimeout;
};

class DnsServer {
 public:
  // What becomes of open TCP sessions after Retire().
  enum class Sessions {
    kGoOn,     // until their clients leave, or an idle timeout is over
    kEndIdle,  // they end as soon as nothing is to be read or sent
  };

  struct Remaining {
    size_t answers = 0;   // not yet sent whole; of sessions, a query that has come in part too
    size_t sessions = 0;  // TCP, open
  };

  // `publisher` must outlive the server.
  DnsServer(const DnsServerOptions& options, const records::SnapshotPublisher* publisher);
  ~DnsServer();  // as Stop()

  // Binds all sockets, UDP and TCP. On failure nothing is left open, the message names the address
  // and the system's reason, and it may be tried again. At most one success.
  absl::Status Bind();

  // Starts the threads; binds first what is not yet bound, and fails as Bind(). Once.
  absl::Status Start();

  // Soon after this it takes no new clients; what has come is answered. That another server has
  // duplicates of its sockets, and answers what comes now, is up to the caller. After Start(),
  // before Stop(). Any thread.
  void Retire(Sessions sessions);

  // What is still to be done. After Retire(). Any thread.
  Remaining remaining() const;

  // Its sockets, which stay open until Stop(). After Bind().
  std::vector<HandedSocket> sockets() const;

  // Ends the threads: finishes the current batch, then closes TCP sessions and all sockets. Returns
  // when all are gone. Counters() stays.
  void Stop();

  // The listen endpoints with the ports that the system chose for port 0. After Bind().
  std::vector<Endpoint> endpoints() const;

  // Makes cookies with these, within a second. Any thread.
  void SetCookieSecrets(const CookieSecrets& secrets);

  // How often each worker's loop has turned: about once a second, also when nobody asks. One that
  // stands still is a worker that hangs. Any thread.
  std::vector<uint64_t> Turns() const;

  // All counters summed over the workers, by name ("dns_udp_queries"). Any thread.
  std::map<std::string, uint64_t> Counters() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::dns
