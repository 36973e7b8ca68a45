#include "poller/zk_detector.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "poller/host_lookup.h"
#include "poller/waiter.h"
#include "poller/zk_masters_reader.h"
#include "poller/zk_report.h"
#include "poller/zk_session.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// What a coroutine gives back when there is nobody left to tell.
Failure Stopped() { return {"stopped", ""}; }

bool Is(const Failure& failure, std::string_view reason) { return failure.reason == reason; }

// As the C client takes it, which looks for the last colon.
void AppendServer(const asio::ip::tcp::endpoint& endpoint, std::string* servers) {
  absl::StrAppend(servers, servers->empty() ? "" : ",", endpoint.address().to_string(), ":",
                  endpoint.port());
}

}  // namespace

// One coroutine, Run(), does everything in its turn. What comes from outside (the session, Stop())
// changes what it waits for and wakes it.
class ZkDetector::Implementation {
 public:
  Implementation(asio::io_context* context, const ZkOptions& options, StatusBoard* board,
                 std::function<void(const DetectedMasters&)> on_change)
      : context_(*context),
        options_(options),
        on_change_(std::move(on_change)),
        report_(board, options.url.ServersText() + options.url.path),
        lookup_(context, options.name_servers),
        waiter_(context),
        backoff_(options.backoff),
        retry_(options.backoff) {}

  asio::io_context& context() { return context_; }

  // The coroutine may outlive the detector by a moment: it is woken, but ends in its own time.
  static asio::awaitable<void> Run(std::shared_ptr<Implementation> self) {
    while (!self->waiter_.is_stopped()) {
      self->report_.State(ZkState::kConnecting);
      const Failure end = co_await self->OneSession();
      if (self->waiter_.is_stopped()) co_return;
      self->session_.reset();
      self->report_.State(ZkState::kWaiting);
      self->report_.Failed(end, Clock::now());
      co_await self->waiter_.Pause(self->backoff_.Next());
    }
  }

  void Stop() {
    if (waiter_.is_stopped()) return;
    waiter_.Stop();
    session_.reset();
    report_.State(ZkState::kStopped);
  }

 private:
  // From the lookup of the servers to the session's end; says why it ended.
  asio::awaitable<Failure> OneSession() {
    auto servers = co_await FindServers();
    if (!servers.ok()) co_return servers.failure();
    auto opened = ZkSession::Open(&context_, servers.value(), options_.url.credentials,
                                  options_.session_timeout, [this] { waiter_.Wake(); });
    if (!opened.ok()) co_return opened.failure();
    session_ = std::move(opened.value());
    co_return co_await Follow();
  }

  // The addresses of all servers, one at least, as ZkSession takes them.
  asio::awaitable<Outcome<std::string>> FindServers() {
    std::string servers;
    Failure last = Stopped();
    for (const HostPort& server : options_.url.servers) {
      Target target{.master = server, .path = {}};  // GCC 12 breaks it inside of co_await
      auto found = co_await lookup_.Find(std::move(target), options_.resolve);
      if (waiter_.is_stopped()) co_return Stopped();
      if (!found.ok()) {
        last = found.failure();
        continue;
      }
      for (const auto& endpoint : found.value()) AppendServer(endpoint, &servers);
    }
    if (servers.empty()) co_return last;
    co_return servers;
  }

  // Reads the masters whenever they may have changed, until the session ends.
  asio::awaitable<Failure> Follow() {
    ZkMastersReader reader(session_.get(), &waiter_, &report_, options_.url.path,
                           options_.session_timeout);
    for (bool is_new = true; true; is_new = false) {
      co_await waiter_.Until([this] { return session_->connection() != ZkConnection::kConnecting; },
                             options_.session_timeout);
      if (waiter_.is_stopped()) co_return Stopped();
      if (!IsConnected()) co_return EndOfSession(is_new);
      if (is_new) report_.SessionBegun();
      report_.State(ZkState::kConnected);
      session_->ForgetChange();  // what comes from here on, this reading may not see
      auto detected = co_await reader.Read();
      if (waiter_.is_stopped()) co_return Stopped();
      if (detected.ok()) {
        Detected(detected.value());
        co_await NextChange(options_.reread);
      } else {
        if (Is(detected.failure(), "timeout")) co_return detected.failure();
        report_.Failed(detected.failure(), Clock::now());
        co_await NextTry(detected.failure());
      }
      if (waiter_.is_stopped()) co_return Stopped();
      if (!IsConnected()) report_.State(ZkState::kConnecting);
    }
  }

  Failure EndOfSession(bool is_new) const {
    const auto limit = options_.session_timeout.count();
    switch (session_->connection()) {
      case ZkConnection::kExpired:
        return {"expired", "the session has expired"};
      case ZkConnection::kRefused:
        return {"auth", "the credentials are refused"};
      default:
        break;
    }
    if (is_new) {
      return {"connect", absl::StrCat("no server has accepted a session in ", limit, " ms")};
    }
    return {"lost", absl::StrCat("the connection is lost for ", limit, " ms")};
  }

  void Detected(const DetectedMasters& masters) {
    backoff_.Reset();
    retry_.Reset();
    const bool is_change = detected_ != masters;
    report_.Detected(masters, is_change);
    if (!is_change) return;
    detected_ = masters;
    on_change_(masters);
  }

  // What is read may have changed, or the connection.
  asio::awaitable<void> NextChange(Clock::duration limit) {
    co_await waiter_.Until([this] { return session_->has_changed() || !IsConnected(); }, limit);
  }

  // Servers that give up the connection whenever they are asked are not asked again at once.
  asio::awaitable<void> NextTry(const Failure& failure) {
    const auto pause = retry_.Next();
    if (Is(failure, "lost")) {
      co_await waiter_.Pause(pause);
    } else {
      co_await NextChange(pause);
    }
  }

  bool IsConnected() const { return session_->connection() == ZkConnection::kConnected; }

  asio::io_context& context_;
  const ZkOptions options_;
  const std::function<void(const DetectedMasters&)> on_change_;
  ZkReport report_;
  HostLookup lookup_;
  Waiter waiter_;
  Backoff backoff_;  // between sessions
  Backoff retry_;    // within one
  std::unique_ptr<ZkSession> session_;
  std::optional<DetectedMasters> detected_;
};

ZkDetector::ZkDetector(asio::io_context* context, const ZkOptions& options, StatusBoard* board,
                       std::function<void(const DetectedMasters&)> on_change)
    : implementation_(
          std::make_shared<Implementation>(context, options, board, std::move(on_change))) {}

ZkDetector::~ZkDetector() { Stop(); }

void ZkDetector::Start() {
  asio::co_spawn(implementation_->context(), Implementation::Run(implementation_),
                 [](const std::exception_ptr& thrown) {
                   if (thrown) std::rethrow_exception(thrown);
                 });
}

void ZkDetector::Stop() { implementation_->Stop(); }

}  // namespace signpost::poller
