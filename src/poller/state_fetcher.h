#pragma once

// Gets the cluster's state from the leading master, starting at the masters that are known.
//
// One listed master is enough to find the leader: by its redirect (RFC 9110 §15.4.8), or by the
// leader that its document names. What the leader shows is the state; what another master shows of
// it is not used.
//
// One exception: a document whose leader is the host that was asked, at a port where nobody
// answers. That is a master behind a forwarded port, and it names itself. It is used when no other
// master leads to a leader.
//
// Private to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/endpoint.h"
#include "base/status_board.h"
#include "poller/body_allowance.h"
#include "poller/body_marks.h"
#include "poller/failure.h"
#include "poller/http_client.h"
#include "poller/http_get.h"
#include "poller/http_security.h"
#include "poller/limits.h"
#include "poller/location.h"
#include "poller/new_state.h"
#include "poller/state_body.h"
#include "poller/state_keeper.h"

namespace signpost::poller {

// host:port texts taken apart.
std::vector<HostPort> HostPortsOf(const std::vector<std::string>& masters);

class StateFetcher {
 public:
  static constexpr char kAbandoned[] = "abandoned";  // the reason of a failure that is nobody's

  // `masters`: host:port, asked in this order. `board` counts every master's failure by its reason,
  // and outlives the fetcher, as `context` does. Without `security`: plain HTTP, no credentials.
  StateFetcher(boost::asio::io_context* context, const std::vector<std::string>& masters,
               const FetchLimits& limits, StatusBoard* board,
               std::shared_ptr<const HttpSecurity> security = nullptr,
               NameServers name_servers = {});

  // The masters from now on, in their order; they may have the credentials. If they are others than
  // before, a Fetch() that runs is abandoned: whom it waits for may be dead.
  void SetMasters(std::vector<HostPort> masters);

  // From now on a state that comes again is not read: a body that is, octet for octet, that of the
  // last state given, from the same master, as long as `may_repeat` says so when it begins and when
  // it ends. Each state read is written aside with `keeper` (null: with none), which outlives the
  // fetcher.
  void WatchForRepeats(std::function<bool()> may_repeat, StateKeeper* keeper);

  // The first state that a master leads to; else the failure of the last one, or kAbandoned.
  boost::asio::awaitable<Outcome<NewState>> Fetch();

  // Whoever else asks masters shares the fetcher's lookups and login.
  HttpClient* client() { return &client_; }

 private:
  // The last state that was given.
  struct Last {
    std::string target;
    Endpoint server;
    BodyMarks marks;
    std::string leader;
    size_t size = 0;
  };

  boost::asio::awaitable<Outcome<NewState>> FetchFrom(Target target);
  boost::asio::awaitable<Outcome<HttpAnswer>> Get(Target target, StateBody* body);
  const BodyMarks* MarksOfLast(const Target& target) const;
  bool IsLast(const StateBody& body, const Endpoint& server) const;
  NewState Repeated() const;

  std::vector<HostPort> masters_;
  StatusBoard& board_;
  HttpClient client_;
  BodyAllowance allowance_;
  std::function<bool()> may_repeat_;  // null: never
  StateKeeper* keeper_ = nullptr;
  BlockMarker marker_;
  std::optional<Last> last_;
  HttpExchange* exchange_ = nullptr;           // that runs
  bool is_abandoned_ = false;                  // Fetch()
  std::optional<NewState> of_forwarded_port_;  // the exception above, during Fetch()
};

}  // namespace signpost::poller
