#pragma once

// The HTTP service: the lookup API of Mesos-DNS, and what Signpost knows about itself.
//
// One thread of its own. Long answers (all records of the zone) are written in slices and never
// held in memory whole. docs/http.md describes the routes; limits.h what a client may take.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "base/endpoint.h"
#include "base/handed_socket.h"
#include "base/network.h"
#include "base/status_board.h"
#include "http/limits.h"
#include "records/snapshot_publisher.h"

namespace signpost::http {

// A host outside the zone that the API shows all the same.
struct OutsideHost {
  std::string name;  // "ns1.example.org."; empty: there is none
  std::vector<IpAddress> addresses;
};

// What the API shows of the configuration, handed over as text; the server knows no keys.
struct HttpServerOptions {
  std::vector<Endpoint> listen;
  std::vector<HandedSocket> handed = {};  // used where they are bound to what is listened on
  bool enumeration = true;                // EnumerationOn: /v1/enumerate and /v1/axfr
  std::string config_json;                // body of /v1/config: JSON, without secrets
  uint32_t refresh_seconds = 60;          // shown in /v1/axfr
  std::chrono::seconds max_stale{0};      // age of the data at which /ready says no; 0: none
  OutsideHost name_server = {};           // the server's own name, where it lies outside the zone
  std::string zone = {};  // for whose names it answers (HostRule), and for these others
  std::vector<std::string> hosts = {};
  NetworkList allow = {};  // whom it answers; empty: everybody
  std::function<std::map<std::string, uint64_t>()> dns_counters =
      {};  // shown in /v1/status; may be empty
};

class HttpServer {
 public:
  // `publisher` and `board` must outlive the server. options.dns_counters is called by the
  // server's thread.
  HttpServer(const HttpServerOptions& options, const records::SnapshotPublisher* publisher,
             StatusBoard* board, const Limits& limits = {});
  ~HttpServer();  // as Stop()

  // Binds all sockets. On failure nothing is left open; the message names the address. Once.
  absl::Status Bind();

  // Starts the thread; binds first what is not yet bound, and fails as Bind(). Once.
  absl::Status Start();

  // Soon after this it accepts no more, and connections end after the answer at hand. That another
  // server has duplicates of its sockets is up to the caller. After Start(), before Stop(). Any
  // thread.
  void Retire();

  // Connections that are open. After Retire(). Any thread.
  size_t session_count() const;

  // Its sockets, which stay open until Stop(). After Bind().
  std::vector<HandedSocket> sockets() const;

  // Cuts whatever is being answered, ends the thread and closes all sockets.
  void Stop();

  // Where it listens, in the order of options.listen; empty before Bind() and after Stop().
  std::vector<Endpoint> endpoints() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::http
