#include "poller/state_fetcher.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "mesos/pid.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;

// Where the leader is that a document names, seen from the master that gave the document.
enum class LeaderPlace { kAsked, kAtAskedHost, kElsewhere };

LeaderPlace PlaceOf(std::string_view leader, const Target& asked, const Endpoint& server) {
  const auto pid = mesos::ParsePid(leader);
  if (!pid) return LeaderPlace::kElsewhere;
  const bool is_any = pid->address && pid->address->IsUnspecified();
  const bool is_asked_host = pid->host == asked.master.host || pid->address == server.address;
  if (!is_any && !is_asked_host) return LeaderPlace::kElsewhere;
  return pid->port == asked.master.port ? LeaderPlace::kAsked : LeaderPlace::kAtAskedHost;
}

}  // namespace

// Those that are no host:port the configuration's check has told of.
std::vector<HostPort> HostPortsOf(const std::vector<std::string>& masters) {
  std::vector<HostPort> host_ports;
  for (const std::string& master : masters) {
    if (auto host_port = SplitHostPort(master); host_port.ok()) {
      host_ports.push_back(*std::move(host_port));
    }
  }
  return host_ports;
}

StateFetcher::StateFetcher(asio::io_context* context, const std::vector<std::string>& masters,
                           const FetchLimits& limits, StatusBoard* board,
                           std::shared_ptr<const HttpSecurity> security, NameServers name_servers)
    : board_(*board),
      client_(context, limits, std::move(security), std::move(name_servers)),
      allowance_(limits.body_size_max) {
  SetMasters(HostPortsOf(masters));
  board_.Set("insecure_skip_verify", static_cast<int64_t>(!client_.is_verifying()));
}

void StateFetcher::SetMasters(std::vector<HostPort> masters) {
  if (std::ranges::equal(masters, masters_, IsSameHostPort)) return;
  masters_ = std::move(masters);
  client_.SetKnownMasters(masters_);
  is_abandoned_ = true;
  if (exchange_ != nullptr) exchange_->Close();
}

void StateFetcher::WatchForRepeats(std::function<bool()> may_repeat, StateKeeper* keeper) {
  may_repeat_ = std::move(may_repeat);
  keeper_ = keeper;
}

asio::awaitable<Outcome<NewState>> StateFetcher::Fetch() {
  Failure last{"no_master", "no master is known"};
  of_forwarded_port_.reset();
  is_abandoned_ = false;
  const std::vector<HostPort> masters = masters_;  // others may be set meanwhile
  for (const HostPort& master : masters) {
    // GCC 12 breaks it inside of co_await.
    Target target{.master = master, .is_https = client_.is_https()};
    auto fetched = co_await FetchFrom(std::move(target));
    if (fetched.ok()) co_return fetched;
    if (is_abandoned_) co_return Failure{kAbandoned, "other masters are known"};
    last = fetched.failure();
    board_.Add(absl::StrCat("poll_failures_", last.reason));
  }
  if (of_forwarded_port_) {
    last_.reset();
    co_return *std::exchange(of_forwarded_port_, std::nullopt);
  }
  co_return last;
}

asio::awaitable<Outcome<HttpAnswer>> StateFetcher::Get(Target target, StateBody* body) {
  HttpExchange exchange = client_.NewExchange();
  exchange_ = &exchange;
  auto answer = co_await HttpGet(std::move(target), &client_, &exchange, &allowance_, body);
  exchange_ = nullptr;
  co_return answer;
}

asio::awaitable<Outcome<NewState>> StateFetcher::FetchFrom(Target target) {
  std::optional<NewState> of_same_host;
  for (int hop = 0; hop <= kMaxHops; ++hop) {
    StateBody body(&marker_, MarksOfLast(target), keeper_);
    auto answer = co_await Get(target, &body);
    if (!answer.ok()) {
      const bool is_nobody_there = answer.failure().reason == std::string_view("connect");
      if (is_nobody_there && of_same_host) of_forwarded_port_ = std::move(of_same_host);
      if (answer.failure().reason == std::string_view("too_large")) {
        allowance_.Refused(BodyAllowance::Clock::now());
      }
      co_return answer.failure();
    }
    of_same_host.reset();
    Outcome<Target> next = FollowLocation(answer.value().location, target);
    if (answer.value().location.empty()) {
      const Endpoint server = answer.value().server;
      if (IsLast(body, server)) co_return Repeated();
      auto fetched = body.Take(server.ToString(), target.ToString());
      if (!fetched.ok()) co_return fetched;
      allowance_.Good(fetched.value().size);
      const std::string leader = fetched.value().state.leader;
      const LeaderPlace place = PlaceOf(leader, target, server);
      if (place == LeaderPlace::kAsked) {
        last_ = Last{target.ToString(), server, body.TakeMarks(), leader, fetched.value().size};
        co_return fetched;
      }
      if (place == LeaderPlace::kAtAskedHost) of_same_host = std::move(fetched.value());
      next = FollowLeader(leader, target);
    }
    if (!next.ok()) co_return next.failure();
    target = std::move(next.value());
  }
  co_return Failure{"hops", absl::StrCat("no leader after ", kMaxHops, " hops; the next would be ",
                                         target.ToString())};
}

const BodyMarks* StateFetcher::MarksOfLast(const Target& target) const {
  const bool may_come = last_ && last_->target == target.ToString() && may_repeat_ && may_repeat_();
  return may_come ? &last_->marks : nullptr;
}

bool StateFetcher::IsLast(const StateBody& body, const Endpoint& server) const {
  return body.is_repeat() && last_->server == server && may_repeat_();
}

NewState StateFetcher::Repeated() const {
  NewState repeated;
  repeated.state.leader = last_->leader;
  repeated.source = last_->server.ToString();
  repeated.size = last_->size;
  repeated.is_repeat = true;
  return repeated;
}

}  // namespace signpost::poller
