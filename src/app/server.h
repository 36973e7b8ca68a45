#pragma once

// The server whole: what is built in which order, and taken down again.
//
//   snapshot (empty: SERVFAIL in the zone) -> DNS and HTTP sockets -> their threads -> poller
//
// With another configuration (Reload()) the table, the sockets that both listen on and the status
// board stay. DNS and HTTP begin anew on duplicates of the sockets, and what they were ends when it
// has answered; the poller begins anew only if its own options have changed.

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "app/config.h"
#include "app/retired_parts.h"
#include "app/server_files.h"
#include "base/status_board.h"
#include "dns/dns_server.h"
#include "http/http_server.h"
#include "poller/poller.h"
#include "records/snapshot_publisher.h"

namespace signpost::app {

// How long answers that are under way hold up the end of the server.
inline constexpr std::chrono::seconds kFinishTime{3};

// How long a server that was handed sockets waits for its first table before it answers.
inline constexpr std::chrono::seconds kFirstTableWait{1};

class Server {
 public:
  // `config` is without faults; `files` is what its keys name; `descriptor_limit` is the
  // number of file descriptors that the process may have. The sockets of `handed` outlive the
  // server. One thread makes it and calls what is not said to be for any.
  Server(const Config& config, ServerFiles files, size_t descriptor_limit,
         const std::vector<HandedSocket>& handed);
  ~Server();  // as Stop()

  // Opens all sockets; there is no thread yet. On failure nothing is left open; the message names
  // the address. Once.
  absl::Status Bind();

  // Starts the threads; with sockets that were handed over those that answer begin with the first
  // table, after kFirstTableWait at the latest. After Bind(), once.
  void Start();

  // Goes on with `config`, which is without faults, and what its keys name. No query is lost: what
  // was asked is answered by what the server was. Fails when it cannot listen where it should; the
  // message names the address, and nothing has changed. After Start().
  absl::Status Reload(const Config& config, ServerFiles files);

  // What it runs with.
  const Config& config() const { return config_; }
  const ServerFiles& files() const { return files_; }

  // Ends what a reload has replaced and is done. To be called now and then.
  void EndRetired();
  bool has_retired() const { return retired_.count() > 0; }

  // Makes DNS cookies with these, within a second. Any time.
  void SetCookieSecrets(const dns::CookieSecrets& secrets);

  // What /v1/status shows. As long as the server.
  StatusBoard* board() { return &board_; }

  // Puts the log's figures on the status board. Any time.
  void ShowLogFigures();

  // From now on /ready says no, because the server is stopping; all else goes on. Any time.
  void SetStopping();

  // Ends all threads and closes all sockets, DNS last: it answers as long as it can, and what it
  // was asked for at most kFinishTime.
  void Stop();

  // Where its DNS listens, with the ports that the system chose for port 0. After Bind().
  std::vector<Endpoint> DnsEndpoints() const;

  // Where it listens: "DNS on 127.0.0.1:8053, HTTP on 127.0.0.1:8123". After Bind().
  std::string ListenText() const;

  // Of the DNS workers' loops, as DnsServer::Turns().
  std::vector<uint64_t> WorkerTurns() const;

 private:
  // Either may be null: dnson, httpon.
  struct Parts {
    std::unique_ptr<dns::DnsServer> dns;
    std::unique_ptr<http::HttpServer> http;
  };

  Parts MakeParts(const Config& config, const ServerFiles& files,
                  const std::vector<HandedSocket>& handed);
  dns::DnsServerOptions DnsOptions(const Config& config, const ServerFiles& files) const;
  http::HttpServerOptions HttpOptions(const Config& config) const;
  std::unique_ptr<poller::Poller> MakePoller(const Config& config, const ServerFiles& files);
  bool IsOtherForPoller(const Config& config, const ServerFiles& files) const;
  std::vector<HandedSocket> OpenSockets() const;
  static absl::Status BindParts(Parts* parts);
  void StartParts();
  void WaitForTable() const;
  void FinishAnswers();

  Config config_;
  ServerFiles files_;
  const size_t descriptor_limit_;
  const std::vector<HandedSocket> handed_;
  const uint64_t hash_seed_;
  StatusBoard board_;
  records::SnapshotPublisher publisher_;
  DnsFigures dns_figures_;
  Parts parts_;
  RetiredParts retired_{&dns_figures_};
  std::unique_ptr<poller::Poller> poller_;
  bool runs_ = false;
};

}  // namespace signpost::app
