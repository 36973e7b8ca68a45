#pragma once

// The server whole: what is built in which order, and taken down again.
//
//   snapshot (empty: SERVFAIL in the zone) -> DNS and HTTP sockets -> their threads -> poller

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "app/config.h"
#include "base/status_board.h"
#include "dns/dns_server.h"
#include "http/http_server.h"
#include "poller/poller.h"
#include "records/snapshot_publisher.h"

namespace signpost::app {

// What the configuration names, read while that was still allowed.
struct ServerFiles {
  std::shared_ptr<const poller::HttpSecurity> security;
  std::shared_ptr<const transfer::TsigKeys> tsig_keys;  // null: none
};

class Server {
 public:
  // `config` is without faults; `files` is what its keys name; `descriptor_limit` is the
  // number of file descriptors that the process may have. The sockets of `handed` outlive the
  // server.
  Server(const Config& config, ServerFiles files, size_t descriptor_limit,
         const std::vector<HandedSocket>& handed);
  ~Server();  // as Stop()

  // Opens all sockets; there is no thread yet. On failure nothing is left open; the message names
  // the address. Once.
  absl::Status Bind();

  // Starts the threads. After Bind(), once.
  void Start();

  // Makes DNS cookies with these, within a second. Any time.
  void SetCookieSecrets(const dns::CookieSecrets& secrets);

  // What /v1/status shows. As long as the server.
  StatusBoard* board() { return &board_; }

  // Puts the log's figures on the status board. Any time.
  void ShowLogFigures();

  // From now on /ready says no, because the server is stopping; all else goes on. Any time.
  void SetStopping();

  // Ends all threads and closes all sockets, DNS last: it answers as long as it can.
  void Stop();

  // Where its DNS listens, with the ports that the system chose for port 0. After Bind().
  std::vector<Endpoint> DnsEndpoints() const;

  // Where it listens: "DNS on 127.0.0.1:8053, HTTP on 127.0.0.1:8123". After Bind().
  std::string ListenText() const;

  // Of the DNS workers' loops, as DnsServer::Turns().
  std::vector<uint64_t> WorkerTurns() const;

 private:
  const Config config_;
  const uint64_t hash_seed_;
  StatusBoard board_;
  records::SnapshotPublisher publisher_;
  std::unique_ptr<dns::DnsServer> dns_;     // null when dnson is false
  std::unique_ptr<http::HttpServer> http_;  // null when httpon is false
  poller::Poller poller_;
};

}  // namespace signpost::app
