#include "poller/poller.h"

#include <malloc.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <optional>
#include <thread>
#include <utility>

#include "poller/file_source.h"
#include "poller/poll_report.h"
#include "poller/state_fetcher.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

// A document of this size leaves enough behind to be given back to the system.
constexpr size_t kTrimSize = 1 << 20;

FetchLimits LimitsOf(const PollerOptions& options) {
  FetchLimits limits = options.limits;
  limits.whole = options.state_timeout;
  return limits;
}

}  // namespace

class Poller::Implementation {
 public:
  Implementation(const PollerOptions& options, records::SnapshotPublisher* publisher,
                 StatusBoard* board)
      : options_(options),
        publisher_(*publisher),
        board_(*board),
        zone_(options.zone, board),
        report_(board),
        fetcher_(&context_, options.masters, LimitsOf(options), board, options.security),
        wake_(context_),
        reap_(context_) {}

  void Start() {
    thread_ = std::thread([this] { Run(); });
  }

  void Stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  void Run() {
    if (!options_.state_file.empty()) {
      watch_.emplace(&context_, options_.state_file, [this] { FileChanged(); });
    }
    // What is thrown here (there is no memory) ends the program: a poller that is silently gone
    // would be worse.
    asio::co_spawn(context_, PollForever(), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    ReapRegularly();
    context_.run();
  }

  asio::awaitable<void> PollForever() {
    while (true) {
      co_await PollOnce();
      wake_.expires_after(options_.refresh);
      co_await wake_.async_wait(kAwait);
    }
  }

  // The file is read without a pause, so that no change is told of meanwhile.
  void FileChanged() { wake_.cancel(); }

  asio::awaitable<void> PollOnce() {
    const auto start = Clock::now();
    auto source = watch_ ? ReadFile() : fetcher_.Fetch();
    auto fetched = co_await std::move(source);
    if (!fetched.ok()) {
      report_.Failed(fetched.failure(), Clock::now());
      co_return;
    }
    NewState& next = fetched.value();
    const auto apply_start = Clock::now();
    Apply(std::move(next.state));
    const PollTimes times{.fetch = apply_start - start - next.parse_time,
                          .parse = next.parse_time,
                          .apply = Clock::now() - apply_start};
    report_.Succeeded(next.source, next.size, times, std::chrono::system_clock::now());
    if (next.size >= kTrimSize) malloc_trim(0);
  }

  asio::awaitable<Outcome<NewState>> ReadFile() {
    watch_->Renew();
    auto read = ReadStateFile(options_.state_file, options_.limits.body_size_max);
    if (!read.ok()) board_.Add(std::string("poll_failures_") + read.failure().reason);
    co_return read;
  }

  void Apply(mesos::State state) {
    auto next = zone_.Apply(std::move(state), std::chrono::system_clock::now());
    if (next != nullptr) publisher_.Publish(std::move(next));
  }

  void ReapRegularly() {
    board_.Set("retired_snapshots", static_cast<int64_t>(publisher_.Reap()));
    reap_.expires_after(kReapInterval);
    reap_.async_wait([this](const boost::system::error_code& error) {
      if (!error) ReapRegularly();
    });
  }

  const PollerOptions options_;
  records::SnapshotPublisher& publisher_;
  StatusBoard& board_;

  // Owned by the thread, once it runs.
  mesos::ClusterZone zone_;
  PollReport report_;
  asio::io_context context_{1};
  StateFetcher fetcher_;
  std::optional<FileWatch> watch_;
  asio::steady_timer wake_;
  asio::steady_timer reap_;

  std::thread thread_;
};

Poller::Poller(const PollerOptions& options, records::SnapshotPublisher* publisher,
               StatusBoard* board)
    : implementation_(std::make_unique<Implementation>(options, publisher, board)) {}

Poller::~Poller() { Stop(); }

void Poller::Start() { implementation_->Start(); }

void Poller::Stop() { implementation_->Stop(); }

}  // namespace signpost::poller
