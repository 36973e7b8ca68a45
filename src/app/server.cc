#include "app/server.h"

#include <sys/random.h>

#include <algorithm>
#include <thread>
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

// Between two looks at what others have to do.
constexpr std::chrono::milliseconds kPause{10};

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

bool Has(const std::vector<HandedSocket>& sockets, const HandedSocket& other) {
  return std::any_of(sockets.begin(), sockets.end(), [&](const HandedSocket& socket) {
    return socket.kind == other.kind && socket.endpoint == other.endpoint;
  });
}

}  // namespace

Server::Server(const Config& config, ServerFiles files, size_t descriptor_limit,
               const std::vector<HandedSocket>& handed)
    : config_(config),
      files_(std::move(files)),
      descriptor_limit_(descriptor_limit),
      handed_(handed),
      hash_seed_(RandomSeed()),
      publisher_(FirstSnapshot(config, &board_)),
      poller_(MakePoller(config, files_)) {
  parts_ = MakeParts(config, files_, handed);
}

Server::~Server() { Stop(); }

Server::Parts Server::MakeParts(const Config& config, const ServerFiles& files,
                                const std::vector<HandedSocket>& handed) {
  dns::DnsServerOptions dns_options = DnsOptions(config, files);
  http::HttpServerOptions http_options = HttpOptions(config);
  const DescriptorShares shares =
      ShareDescriptors(descriptor_limit_, dns_options.worker_count, dns_options.listen.size());
  WarnOfFew(descriptor_limit_, shares);
  dns_options.handed = handed;
  http_options.handed = handed;
  dns_options.tcp_session_count_max = shares.dns_sessions;
  dns_options.forwarder.relay.socket_count_max = shares.upstream_sockets;
  Parts parts;
  if (config.dns_on) parts.dns = std::make_unique<dns::DnsServer>(dns_options, &publisher_);
  if (config.http_on) {
    const http::Limits limits{.sessions_max = shares.http_sessions};
    parts.http = std::make_unique<http::HttpServer>(http_options, &publisher_, &board_, limits);
  }
  return parts;
}

// Where port 0 stood, and stands, the port that the system chose stays.
dns::DnsServerOptions Server::DnsOptions(const Config& config, const ServerFiles& files) const {
  dns::DnsServerOptions options = DnsOptionsOf(config, files.tsig_keys);
  options.cookie_secrets = files.cookie_secrets;
  const bool is_same = config.port == config_.port && config.listener == config_.listener;
  if (is_same && parts_.dns != nullptr) options.listen = parts_.dns->endpoints();
  return options;
}

http::HttpServerOptions Server::HttpOptions(const Config& config) const {
  http::HttpServerOptions options = HttpOptionsOf(config);
  const bool is_same =
      config.http_port == config_.http_port && config.http_listener == config_.http_listener;
  if (is_same && parts_.http != nullptr) options.listen = parts_.http->endpoints();
  if (config.dns_on) options.dns_counters = [this] { return dns_figures_.Counters(); };
  return options;
}

std::unique_ptr<poller::Poller> Server::MakePoller(const Config& config, const ServerFiles& files) {
  poller::PollerOptions options = PollerOptionsOf(config, hash_seed_, files.security);
  const auto current = publisher_.Current();
  options.restores = current->table == nullptr;
  options.zone.last_serial = current->table == nullptr ? 0 : current->soa.serial;
  return std::make_unique<poller::Poller>(options, &publisher_, &board_);
}

bool Server::IsOtherForPoller(const Config& config, const ServerFiles& files) const {
  const bool has_files =
      !config.ca_cert_file.empty() || !config.cert_file.empty() || !config.iam_config_file.empty();
  if (has_files && files.security != files_.security) return true;  // they may be new ones
  return HttpClientOptionsOf(config) != HttpClientOptionsOf(config_) ||
         PollerOptionsOf(config, 0, nullptr) != PollerOptionsOf(config_, 0, nullptr);
}

absl::Status Server::Bind() { return BindParts(&parts_); }

absl::Status Server::BindParts(Parts* parts) {
  if (parts->dns != nullptr) {
    if (absl::Status status = parts->dns->Bind(); !status.ok()) return status;
  }
  if (parts->http == nullptr) return absl::OkStatus();
  absl::Status status = parts->http->Bind();
  if (!status.ok() && parts->dns != nullptr) parts->dns->Stop();
  return status;
}

void Server::StartParts() {
  if (parts_.dns != nullptr) {
    dns_figures_.Add(parts_.dns.get());
    SIGNPOST_CHECK(parts_.dns->Start().ok());
  }
  if (parts_.http != nullptr) SIGNPOST_CHECK(parts_.http->Start().ok());
}

void Server::Start() {
  if (handed_.empty()) {
    StartParts();
    poller_->Start();
  } else {
    poller_->Start();
    WaitForTable();
    StartParts();
  }
  runs_ = true;
}

// What waits in sockets that another server had before gets answers then, and no SERVFAIL.
void Server::WaitForTable() const {
  const auto end = std::chrono::steady_clock::now() + kFirstTableWait;
  while (publisher_.Current()->table == nullptr && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kPause);
  }
}

absl::Status Server::Reload(const Config& config, ServerFiles files) {
  Parts next = MakeParts(config, files, OpenSockets());
  if (absl::Status status = BindParts(&next); !status.ok()) return status;
  const bool polls_anew = IsOtherForPoller(config, files);
  std::swap(parts_, next);
  StartParts();
  retired_.Add(std::move(next.dns), RetiredParts::Clock::now());
  retired_.Add(std::move(next.http), RetiredParts::Clock::now());
  config_ = config;
  files_ = std::move(files);
  if (!polls_anew) return absl::OkStatus();
  poller_->Stop();  // one thread publishes
  poller_ = MakePoller(config_, files_);
  poller_->Start();
  return absl::OkStatus();
}

// Those in use, and those that were handed over and are not.
std::vector<HandedSocket> Server::OpenSockets() const {
  std::vector<HandedSocket> sockets;
  if (parts_.dns != nullptr) sockets = parts_.dns->sockets();
  const auto add = [&sockets](const std::vector<HandedSocket>& others) {
    const std::vector<HandedSocket> before = sockets;
    for (const HandedSocket& socket : others) {
      if (!Has(before, socket)) sockets.push_back(socket);
    }
  };
  if (parts_.http != nullptr) add(parts_.http->sockets());
  add(handed_);
  return sockets;
}

void Server::EndRetired() {
  retired_.EndDone(RetiredParts::Clock::now());
  board_.Set("reload_parts_retired", static_cast<int64_t>(retired_.count()));
  board_.Set("reload_connections_cut", static_cast<int64_t>(retired_.cut_count()));
}

void Server::SetCookieSecrets(const dns::CookieSecrets& secrets) {
  files_.cookie_secrets = secrets;
  if (parts_.dns != nullptr) parts_.dns->SetCookieSecrets(secrets);
}

void Server::ShowLogFigures() {
  board_.Set("log_suppressed", static_cast<int64_t>(log::SuppressedCount()));
}

void Server::SetStopping() { board_.Set("stopping", 1); }

void Server::Stop() {
  if (poller_ != nullptr) poller_->Stop();
  if (parts_.http != nullptr) parts_.http->Stop();
  if (std::exchange(runs_, false)) FinishAnswers();
  retired_.EndAll();
  if (parts_.dns != nullptr) parts_.dns->Stop();
}

// Clients that have asked get what they asked for, if it does not take too long.
void Server::FinishAnswers() {
  if (parts_.dns == nullptr) return;
  const auto end = std::chrono::steady_clock::now() + kFinishTime;
  parts_.dns->Retire(dns::DnsServer::Sessions::kEndIdle);
  while (parts_.dns->remaining().answers > 0 && std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(kPause);
  }
}

std::vector<uint64_t> Server::WorkerTurns() const {
  return parts_.dns != nullptr ? parts_.dns->Turns() : std::vector<uint64_t>();
}

std::vector<Endpoint> Server::DnsEndpoints() const {
  return parts_.dns != nullptr ? parts_.dns->endpoints() : std::vector<Endpoint>();
}

std::string Server::ListenText() const {
  std::vector<std::string> parts;
  if (parts_.dns != nullptr) parts.push_back(TextOf("DNS", parts_.dns->endpoints()));
  if (parts_.http != nullptr) parts.push_back(TextOf("HTTP", parts_.http->endpoints()));
  return absl::StrJoin(parts, ", ");
}

}  // namespace signpost::app
