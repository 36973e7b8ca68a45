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

#include "base/check.h"
#include "base/log.h"
#include "base/thread_name.h"
#include "poller/event_follower.h"
#include "poller/file_source.h"
#include "poller/poll_report.h"
#include "poller/poll_schedule.h"
#include "poller/state_fetcher.h"
#include "poller/state_keeper.h"
#include "poller/zk_detector.h"
#include "poller/zone_feed.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

// A document of this size leaves enough behind to be given back to the system.
constexpr size_t kTrimSize = 1 << 20;

FetchLimits LimitsOf(const PollerOptions& options) {
  FetchLimits limits = options.limits;
  limits.whole = options.state_timeout;
  return limits;
}

ZoneFeed::Options FeedOptionsOf(const PollerOptions& options) {
  ZoneFeed::Options feed;
  feed.zone = options.zone;
  feed.state_directory = options.state_directory;
  feed.lookup.servers = options.name_servers;
  feed.hosts = options.hosts;
  return feed;
}

int64_t UnixSeconds(std::chrono::system_clock::time_point time) {
  return std::chrono::system_clock::to_time_t(time);
}

}  // namespace

// Two loops share the thread: this one polls, EventFollower's follows the stream. The stream's
// opening, its end and events that leave something out ask this one to poll soon.
class Poller::Implementation {
 public:
  Implementation(const PollerOptions& options, records::SnapshotPublisher* publisher,
                 StatusBoard* board)
      : options_(options),
        board_(*board),
        feed_(&context_, FeedOptionsOf(options), publisher, board),
        report_(board),
        keeper_(options.state_directory),
        schedule_(options.refresh, is_file() ? 0 : kRestFactor),
        wake_(context_),
        detection_(context_) {}

  void Start() {
    thread_ = std::thread([this] {
      NameThread("poller");
      Run();
    });
  }

  void Stop() {
    context_.stop();
    if (thread_.joinable()) thread_.join();
  }

 private:
  bool is_file() const { return !options_.state_file.empty(); }

  void Run() {
    if (is_file()) {
      watch_.emplace(&context_, options_.state_file, [this] { WakeBy(Clock::now()); });
    } else {
      if (options_.restores) Restore();
      FollowMasters();
    }
    // What is thrown here (there is no memory) ends the program: a poller that is silently gone
    // would be worse.
    asio::co_spawn(context_, PollForever(), [](const std::exception_ptr& thrown) {
      if (thrown) std::rethrow_exception(thrown);
    });
    feed_.Start();
    context_.run();
  }

  void FollowMasters() {
    fetcher_.emplace(&context_, options_.masters, LimitsOf(options_), &board_, options_.security,
                     options_.name_servers);
    fetcher_->WatchForRepeats([this] { return MayRepeat(); }, &keeper_);
    follower_.emplace(
        &context_, fetcher_->client(), &board_,
        EventFollower::Handlers{.opened = [this] { StreamOpened(); },
                                .ended = [this](bool was_open) { StreamEnded(was_open); },
                                .heard = [this] { Heard(); },
                                .events = [this](auto events) { TakeEvents(events); }});
    SetMasters(options_.masters);
    follower_->Start();
    DetectMasters();
    schedule_.StartBy(Clock::now() + kSubscribeWait);
  }

  // The leader goes first, then who may lead next, then those of the configuration.
  void SetMasters(const std::vector<std::string>& masters) {
    fetcher_->SetMasters(HostPortsOf(masters));
    follower_->SetMasters(HostPortsOf(masters));
  }

  void DetectMasters() {
    if (options_.zk.empty()) return;
    auto url = ParseZkUrl(options_.zk);
    SIGNPOST_CHECK(url.ok());  // the configuration's check has said so
    ZkOptions zk;
    zk.url = *std::move(url);
    zk.name_servers = options_.name_servers;
    detector_.emplace(&context_, zk, &board_,
                      [this](const DetectedMasters& masters) { MastersDetected(masters); });
    detector_->Start();
    board_.Set("zk_detection_timeout_s", options_.zk_detection_timeout.count());
    board_.Set("zk_detection_late", 0);
    detection_.expires_after(options_.zk_detection_timeout);
    detection_.async_wait([this](const boost::system::error_code& error) {
      if (error) return;
      board_.Set("zk_detection_late", 1);
      log::Warning(
          "ZooKeeper names no leading master yet: the masters of the configuration are asked");
    });
  }

  void MastersDetected(const DetectedMasters& detected) {
    detection_.cancel();
    board_.Set("zk_detection_late", 0);
    std::vector<std::string> masters = {detected.leader.HostPort()};
    for (const auto& other : detected.others) masters.push_back(other.HostPort());
    feed_.SetMasters(masters);
    masters.insert(masters.end(), options_.masters.begin(), options_.masters.end());
    SetMasters(masters);
    schedule_.ForgetRest();
    WakeBy(Clock::now());
  }

  // What was kept is served until a master answers.
  void Restore() {
    auto kept = keeper_.Read(options_.limits.body_size_max);
    if (!kept) return;
    if (!kept->ok()) {
      log::Warning("the kept state is not used: " + kept->failure().message);
      return;
    }
    const auto written_at = kept->value().written_at;
    board_.Set("following", "last good");
    board_.Set("data_unix_s", UnixSeconds(written_at));
    feed_.Apply(std::move(kept->value().state.state), mesos::StateKind::kMaster);
    log::Info("serving the kept state of " + std::to_string(UnixSeconds(written_at)) +
              " (Unix time) until a master answers");
  }

  void StreamOpened() {
    has_tried_stream_ = true;
    is_synchronous_ = false;
    WakeBy(Clock::now());
  }

  void StreamEnded(bool was_open) {
    is_synchronous_ = false;
    if (was_open) board_.Set("following", "poll");
    // The first poll has waited for the stream.
    if (was_open || !std::exchange(has_tried_stream_, true)) WakeBy(Clock::now());
  }

  void Heard() {
    if (is_synchronous_) board_.Set("data_unix_s", UnixSeconds(std::chrono::system_clock::now()));
  }

  void TakeEvents(std::span<const mesos::Event> events) {
    if (feed_.ApplyEvents(events)) WakeBy(schedule_.last_start() + kWantedInterval);
  }

  void WakeBy(Clock::time_point time) {
    schedule_.Want(time);
    wake_.cancel();
  }

  asio::awaitable<void> PollForever() {
    while (true) {
      // Once at least, so that others of the context have their turn.
      do {
        wake_.expires_at(schedule_.Due());
        co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
      } while (schedule_.Due() > Clock::now());
      const bool was_wanted = schedule_.Begin(Clock::now());
      const bool is_good = co_await PollOnce(was_wanted);
      schedule_.End(Clock::now(), is_good);
    }
  }

  asio::awaitable<bool> PollOnce(bool was_wanted) {
    const auto start = Clock::now();
    const bool is_followed = follower_ && follower_->is_open();
    const bool repairs = is_synchronous_ && !was_wanted;
    if (is_followed) feed_.BeginFetch();
    auto source = is_file() ? ReadFile() : fetcher_->Fetch();
    auto fetched = co_await std::move(source);
    if (!fetched.ok() && fetched.failure().reason == std::string_view(StateFetcher::kAbandoned)) {
      co_return false;  // the next one is wanted already
    }
    if (!fetched.ok()) {
      report_.Failed(fetched.failure(), Clock::now());
      co_return false;
    }
    NewState& next = fetched.value();
    const auto apply_start = Clock::now();
    NoteLeader(next.state.leader);
    if (next.is_repeat) {
      Repeat();
    } else {
      Apply(std::move(next.state), repairs);
      keeper_.Settle(feed_.is_holding());
    }
    board_.Set("data_unix_s", UnixSeconds(std::chrono::system_clock::now()));
    const PollTimes times{.fetch = apply_start - start - next.parse_time,
                          .parse = next.parse_time,
                          .apply = Clock::now() - apply_start};
    is_synchronous_ = is_followed && follower_->is_open();
    board_.Set("following", is_file() ? "file" : is_synchronous_ ? "stream" : "poll");
    report_.Succeeded(next.source, next.size, times, std::chrono::system_clock::now());
    if (next.size >= kTrimSize) malloc_trim(0);
    co_return true;
  }

  asio::awaitable<Outcome<NewState>> ReadFile() {
    watch_->Renew();
    auto read = ReadStateFile(options_.state_file, options_.limits.body_size_max);
    if (!read.ok()) board_.Add(std::string("poll_failures_") + read.failure().reason);
    co_return read;
  }

  void Apply(mesos::State state, bool repairs) {
    const auto kind = is_file() ? mesos::StateKind::kFile
                      : repairs ? mesos::StateKind::kRepair
                                : mesos::StateKind::kMaster;
    feed_.Apply(std::move(state), kind);
  }

  // The fetcher has asked MayRepeat(), and nothing has happened since.
  void Repeat() {
    feed_.Repeat();
    keeper_.Repeat(Clock::now());
    board_.Add("polls_repeated");
  }

  bool MayRepeat() const { return feed_.IsSettled() && keeper_.MayRepeat(Clock::now()); }

  // A stream that was opened before another master led may still be the old one's.
  void NoteLeader(const std::string& leader) {
    const std::string last = std::exchange(leader_, leader);
    if (follower_ && follower_->is_open() && !last.empty() && last != leader) follower_->Reopen();
  }

  const PollerOptions options_;
  StatusBoard& board_;

  // Owned by the thread, once it runs.
  asio::io_context context_{1};
  ZoneFeed feed_;
  PollReport report_;
  StateKeeper keeper_;
  PollSchedule schedule_;
  asio::steady_timer wake_;
  asio::steady_timer detection_;           // of the first leader in ZooKeeper
  std::optional<FileWatch> watch_;         // of a file
  std::optional<StateFetcher> fetcher_;    // of masters
  std::optional<EventFollower> follower_;  // of masters
  std::optional<ZkDetector> detector_;     // of masters, with zk
  // Since the stream was opened a state was applied: what is served is what the master knows.
  bool is_synchronous_ = false;
  bool has_tried_stream_ = false;
  std::string leader_;

  std::thread thread_;
};

Poller::Poller(const PollerOptions& options, records::SnapshotPublisher* publisher,
               StatusBoard* board)
    : implementation_(std::make_unique<Implementation>(options, publisher, board)) {}

Poller::~Poller() { Stop(); }

void Poller::Start() { implementation_->Start(); }

void Poller::Stop() { implementation_->Stop(); }

}  // namespace signpost::poller
