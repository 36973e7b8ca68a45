#include "app/server.h"

#include <sys/random.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "app/descriptors.h"
#include "app/room_options.h"
#include "base/absl_text.h"
#include "base/check.h"
#include "base/log.h"
#include "dns/limits.h"
#include "forward/limits.h"

namespace signpost::app {
namespace {

uint64_t RandomSeed() {
  uint64_t seed = 0;
  SIGNPOST_CHECK(getrandom(&seed, sizeof(seed), 0) == sizeof(seed));
  return seed;
}

std::shared_ptr<const records::Snapshot> FirstSnapshot(const Config& config, StatusBoard* board) {
  return mesos::ClusterZone(ZoneOptionsOf(config, 0), board).Empty();
}

std::string TextOf(std::string_view what, const std::vector<Endpoint>& endpoints) {
  const auto append = [](std::string* text, const Endpoint& endpoint) {
    text->append(endpoint.ToString());
  };
  return absl::StrCat(ToAbsl(what), " on ", absl::StrJoin(endpoints, ", ", append));
}

// Who is turned away for lack of them finds no other trace of the reason.
void WarnOfFew(size_t descriptor_limit, const DescriptorShares& shares) {
  if (shares.dns_sessions == dns::kMaxTcpSessions && shares.http_sessions == http::kMaxSessions &&
      shares.upstream_sockets == forward::kMaxUpstreamSockets) {
    return;
  }
  log::Warning(absl::StrCat("only ", descriptor_limit, " file descriptors: at most ",
                            shares.dns_sessions, " DNS connections over TCP, ",
                            shares.http_sessions, " HTTP connections and ", shares.upstream_sockets,
                            " queries to resolvers at a time"));
}

}  // namespace

Server::Server(const Config& config, ServerFiles files, size_t descriptor_limit,
               const std::vector<HandedSocket>& handed)
    : config_(config),
      hash_seed_(RandomSeed()),
      publisher_(FirstSnapshot(config, &board_)),
      poller_(PollerOptionsOf(config, hash_seed_, std::move(files.security)), &publisher_,
              &board_) {
  http::HttpServerOptions http_options = HttpOptionsOf(config);
  dns::DnsServerOptions dns_options = DnsOptionsOf(config, std::move(files.tsig_keys));
  const DescriptorShares shares =
      ShareDescriptors(descriptor_limit, dns_options.worker_count, dns_options.listen.size());
  WarnOfFew(descriptor_limit, shares);
  dns_options.handed = handed;
  http_options.handed = handed;
  if (config.dns_on) {
    dns_options.tcp_session_count_max = shares.dns_sessions;
    dns_options.forwarder.relay.socket_count_max = shares.upstream_sockets;
    dns_ = std::make_unique<dns::DnsServer>(dns_options, &publisher_);
    http_options.dns_counters = [this] { return dns_->Counters(); };
  }
  if (config.http_on) {
    const http::Limits limits{.sessions_max = shares.http_sessions};
    http_ = std::make_unique<http::HttpServer>(http_options, &publisher_, &board_, limits);
  }
}

Server::~Server() { Stop(); }

absl::Status Server::Bind() {
  if (dns_ != nullptr) {
    if (absl::Status status = dns_->Bind(); !status.ok()) return status;
  }
  if (http_ != nullptr) {
    if (absl::Status status = http_->Bind(); !status.ok()) {
      if (dns_ != nullptr) dns_->Stop();
      return status;
    }
  }
  return absl::OkStatus();
}

void Server::Start() {
  if (dns_ != nullptr) SIGNPOST_CHECK(dns_->Start().ok());
  if (http_ != nullptr) SIGNPOST_CHECK(http_->Start().ok());
  poller_.Start();
}

void Server::SetCookieSecrets(const dns::CookieSecrets& secrets) {
  if (dns_ != nullptr) dns_->SetCookieSecrets(secrets);
}

void Server::ShowLogFigures() {
  board_.Set("log_suppressed", static_cast<int64_t>(log::SuppressedCount()));
}

void Server::Stop() {
  poller_.Stop();
  if (http_ != nullptr) http_->Stop();
  if (dns_ != nullptr) dns_->Stop();
}

std::vector<uint64_t> Server::WorkerTurns() const {
  return dns_ != nullptr ? dns_->Turns() : std::vector<uint64_t>();
}

std::vector<Endpoint> Server::DnsEndpoints() const {
  return dns_ != nullptr ? dns_->endpoints() : std::vector<Endpoint>();
}

std::string Server::ListenText() const {
  std::vector<std::string> parts;
  if (dns_ != nullptr) parts.push_back(TextOf("DNS", dns_->endpoints()));
  if (http_ != nullptr) parts.push_back(TextOf("HTTP", http_->endpoints()));
  return absl::StrJoin(parts, ", ");
}

}  // namespace signpost::app
