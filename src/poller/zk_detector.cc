#include "poller/zk_detector.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/check.h"
#include "poller/host_lookup.h"
#include "poller/zk_report.h"
#include "poller/zk_session.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Masters = std::vector<Outcome<mesos::MasterAddress>>;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

// What a coroutine gives back when there is nobody left to tell.
Failure Stopped() { return {"stopped", "stopped"}; }

bool Is(const Failure& failure, std::string_view reason) { return failure.reason == reason; }

// As the C client takes it, which looks for the last colon.
void AppendServer(const asio::ip::tcp::endpoint& endpoint, std::string* servers) {
  absl::StrAppend(servers, servers->empty() ? "" : ",", endpoint.address().to_string(), ":",
                  endpoint.port());
}

// `what` was asked for; kNoNode gives the reason `no_node`.
Failure FailureOf(const ZkAnswer& answer, std::string_view what, const char* no_node) {
  const auto fail = [&](const char* reason) {
    return Failure{reason, absl::StrCat(ToAbsl(what), ": ", answer.error)};
  };
  switch (answer.result) {
    case ZkAnswer::Result::kNoNode:
      return fail(no_node);
    case ZkAnswer::Result::kDenied:
      return fail("denied");
    case ZkAnswer::Result::kLost:
      return fail("lost");
    case ZkAnswer::Result::kTooLarge:
      return fail("too_large");
    default:
      return fail("zookeeper");
  }
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
        lookup_(context),
        wake_(*context),
        backoff_(options.backoff),
        retry_(options.backoff) {}

  asio::io_context& context() { return context_; }

  // The coroutine may outlive the detector by a moment: it is woken, but ends in its own time.
  static asio::awaitable<void> Run(std::shared_ptr<Implementation> self) {
    while (!self->is_stopped_) {
      self->report_.State(ZkState::kConnecting);
      const Failure end = co_await self->OneSession();
      self->session_.reset();
      if (self->is_stopped_) break;
      self->report_.State(ZkState::kWaiting);
      self->report_.Failed(end, Clock::now());
      co_await self->Pause(self->backoff_.Next());
    }
  }

  void Stop() {
    if (std::exchange(is_stopped_, true)) return;
    session_.reset();
    report_.State(ZkState::kStopped);
    wake_.cancel();
  }

 private:
  // From the lookup of the servers to the session's end; says why it ended.
  asio::awaitable<Failure> OneSession() {
    auto servers = co_await FindServers();
    if (is_stopped_) co_return Stopped();
    if (!servers.ok()) co_return servers.failure();
    auto opened = ZkSession::Open(&context_, servers.value(), options_.url.credentials,
                                  options_.session_timeout, [this] { wake_.cancel(); });
    if (!opened.ok()) co_return opened.failure();
    session_ = std::move(opened.value());
    co_return co_await Follow();
  }

  asio::awaitable<Outcome<std::string>> FindServers() {
    std::string servers;
    Failure last = Stopped();
    for (const HostPort& server : options_.url.servers) {
      Target target{.master = server, .path = {}};  // GCC 12 breaks it inside of co_await
      auto found = co_await lookup_.Find(std::move(target), options_.resolve);
      if (is_stopped_) co_return Stopped();
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
    for (bool is_new = true; true; is_new = false) {
      co_await Until([this] { return session_->connection() != ZkConnection::kConnecting; },
                     options_.session_timeout);
      if (is_stopped_) co_return Stopped();
      if (session_->connection() != ZkConnection::kConnected) co_return EndOf(is_new);
      if (is_new) report_.SessionBegun();
      report_.State(ZkState::kConnected);
      session_->ForgetChange();  // what comes from here on, this reading may not see
      auto detected = co_await ReadMasters();
      if (is_stopped_) co_return Stopped();
      if (detected.ok()) {
        Detected(detected.value());
        co_await NextChange(kZkRereadInterval);
      } else {
        if (Is(detected.failure(), "timeout")) co_return detected.failure();
        report_.Failed(detected.failure(), Clock::now());
        co_await NextTry(detected.failure());
      }
      if (is_stopped_) co_return Stopped();
      if (!IsConnected()) report_.State(ZkState::kConnecting);
    }
  }

  Failure EndOf(bool is_new) const {
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

  // The leader's node first.
  asio::awaitable<Outcome<DetectedMasters>> ReadMasters() {
    session_->List(options_.url.path);
    auto listed = co_await Answer(options_.url.path, "path");
    if (!listed.ok()) {
      if (Is(listed.failure(), "path")) co_await AwaitPath();
      if (Is(listed.failure(), "too_large")) co_return TooManyNodes();
      co_return listed.failure();
    }
    auto nodes = MastersAmong(listed.value().children);
    if (nodes.empty()) co_return Failure{"no_master", "no master has a node there"};
    LimitNodes(&nodes);
    Masters masters;
    for (const ZkMasterNode& node : nodes) {
      auto master = co_await ReadNode(node);
      if (!master.ok() && IsOfSession(master.failure())) co_return master.failure();
      masters.push_back(std::move(master));
    }
    for (size_t i = 1; i < masters.size(); ++i) {
      if (!masters[i].ok()) report_.LeftOut(masters[i].failure());
    }
    co_return ChooseLeader(std::move(masters));
  }

  asio::awaitable<Outcome<mesos::MasterAddress>> ReadNode(const ZkMasterNode& node) {
    const bool is_root = options_.url.path == "/";
    session_->Read(absl::StrCat(is_root ? "" : options_.url.path, "/", node.name));
    auto read = co_await Answer(node.name, "missing");
    if (!read.ok()) co_return read.failure();
    co_return ReadMaster(node.name, node.node.format, read.value().data);
  }

  // Has the creation of the path told as a change.
  asio::awaitable<void> AwaitPath() {
    session_->AwaitCreation(options_.url.path);
    co_await Answer(options_.url.path, "path");
  }

  void LimitNodes(std::vector<ZkMasterNode>* nodes) {
    for (; nodes->size() > kMaxZkMasters; nodes->pop_back()) {
      report_.LeftOut({"too_many", nodes->back().name});
    }
  }

  static Failure TooManyNodes() {
    return {"too_many", absl::StrCat("over ", kMaxZkChildren, " nodes stand there")};
  }

  // Not of one node: there is no point in asking for the next.
  static bool IsOfSession(const Failure& failure) {
    return Is(failure, "lost") || Is(failure, "timeout") || Is(failure, "stopped");
  }

  // The answer to what was just asked for. The session gives one whatever happens to the
  // connection; the deadline is for a server that lives and never answers.
  asio::awaitable<Outcome<ZkAnswer>> Answer(std::string_view what, const char* no_node) {
    const bool is_there =
        co_await Until([this] { return session_->answer().has_value(); }, options_.session_timeout);
    if (is_stopped_) co_return Stopped();
    if (!is_there) {
      co_return Failure{"timeout", absl::StrCat(ToAbsl(what), ": no answer in ",
                                                options_.session_timeout.count(), " ms")};
    }
    ZkAnswer answer = *session_->answer();
    if (answer.result != ZkAnswer::Result::kOk) co_return FailureOf(answer, what, no_node);
    co_return answer;
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
    co_await Until([this] { return session_->has_changed() || !IsConnected(); }, limit);
  }

  // Servers that give up the connection whenever they are asked are not asked again at once.
  asio::awaitable<void> NextTry(const Failure& failure) {
    const auto pause = retry_.Next();
    if (Is(failure, "lost")) {
      co_await Pause(pause);
    } else {
      co_await NextChange(pause);
    }
  }

  bool IsConnected() const { return session_->connection() == ZkConnection::kConnected; }

  asio::awaitable<void> Pause(Clock::duration pause) {
    co_await Until([] { return false; }, pause);
  }

  // Waits until `condition` holds; false when `limit` is over before, or Stop() was called. After
  // Stop() there is no session.
  template <typename Condition>
  asio::awaitable<bool> Until(Condition condition, Clock::duration limit) {
    const auto deadline = Clock::now() + limit;
    while (!is_stopped_ && !condition()) {
      if (Clock::now() >= deadline) co_return false;
      wake_.expires_at(deadline);
      co_await wake_.async_wait(kAwait);
    }
    co_return !is_stopped_;
  }

  asio::io_context& context_;
  const ZkOptions options_;
  const std::function<void(const DetectedMasters&)> on_change_;
  ZkReport report_;
  HostLookup lookup_;
  asio::steady_timer wake_;
  Backoff backoff_;  // between sessions
  Backoff retry_;    // within one
  std::unique_ptr<ZkSession> session_;
  std::optional<DetectedMasters> detected_;
  bool is_stopped_ = false;
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
