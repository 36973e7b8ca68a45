#include "poller/event_follower.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <utility>

#include "absl/strings/str_cat.h"
#include "mesos/event_parser.h"

namespace signpost::poller {
namespace {

namespace asio = boost::asio;

constexpr char kPath[] = "/api/v1";
constexpr char kSubscribe[] = R"({"type":"SUBSCRIBE"})";

// An answer that the next attempt would get again.
bool IsRefusal(const Failure& failure) {
  constexpr std::array<unsigned, 5> kStatuses = {401, 403, 404, 405, 501};
  return std::ranges::find(kStatuses, failure.http_status) != kStatuses.end();
}

}  // namespace

EventFollower::EventFollower(asio::io_context* context, HttpClient* client, StatusBoard* board,
                             Handlers handlers)
    : board_(*board),
      client_(*client),
      handlers_(std::move(handlers)),
      context_(*context),
      stream_(client),
      gatherer_(context, handlers_.events),
      pause_(*context) {}

void EventFollower::Start() {
  // What is thrown here (there is no memory) ends the program, as in the poller.
  asio::co_spawn(context_, FollowForever(), [](const std::exception_ptr& thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
}

void EventFollower::SetMasters(std::vector<HostPort> masters) {
  if (std::ranges::equal(masters, masters_, IsSameHostPort)) return;
  masters_ = std::move(masters);
  Reopen();
}

void EventFollower::Reopen() {
  reopens_ = true;
  backoff_.Reset();
  stream_.Close();
  pause_.cancel();
}

asio::awaitable<void> EventFollower::FollowForever() {
  while (true) {
    reopens_ = false;
    board_.Set("stream_state", "opening");
    const Failure failure = co_await FollowOnce();
    gatherer_.Drop();
    handlers_.ended(std::exchange(is_open_, false));
    if (reopens_) continue;
    Report(failure);
    const bool is_refused = IsRefusal(failure);
    board_.Set("stream_state", is_refused ? "refused" : "waiting");
    co_await Pause(is_refused ? std::chrono::milliseconds(kRefusedPause) : backoff_.Next());
  }
}

asio::awaitable<Failure> EventFollower::FollowOnce() {
  auto opened = co_await Open();
  if (!opened.ok()) co_return opened.failure();
  source_ = opened.value().server.ToString();
  co_return co_await ReadToTheEnd();
}

asio::awaitable<Outcome<HttpStreamStart>> EventFollower::Open() {
  Failure last{"no_master", "no master is known"};
  const std::vector<HostPort> masters = masters_;
  for (const HostPort& master : masters) {
    // GCC 12 breaks it inside of co_await.
    Target target{.master = master, .path = kPath, .is_https = client_.is_https()};
    auto opened = co_await OpenFrom(std::move(target));
    if (opened.ok() || reopens_) co_return opened;
    last = opened.failure();
  }
  co_return last;
}

asio::awaitable<Outcome<HttpStreamStart>> EventFollower::OpenFrom(Target target) {
  for (int hop = 0; hop <= kMaxHops; ++hop) {
    auto opened = co_await stream_.Open(target, kSubscribe);
    if (!opened.ok() || opened.value().location.empty()) co_return opened;
    auto next = FollowLocation(opened.value().location, target);
    if (!next.ok()) co_return next.failure();
    target = std::move(next.value());
    target.path = kPath;  // a follower may name "/master/api/v1", or any other page
  }
  co_return Failure{"hops", absl::StrCat("no leader after ", kMaxHops, " hops; the next would be ",
                                         target.ToString())};
}

asio::awaitable<Failure> EventFollower::ReadToTheEnd() {
  mesos::RecordDecoder decoder;
  is_first_record_ = true;
  heartbeat_ = mesos::kDefaultHeartbeatInterval;
  while (true) {
    auto piece =
        co_await stream_.ReadSome(HttpStream::Clock::now() + kHeartbeatsMissedMax * heartbeat_);
    if (!piece.ok()) {
      const bool is_stall = is_open_ && piece.failure().reason == std::string_view("timeout");
      co_return Failure{is_stall ? "stall" : piece.failure().reason, piece.failure().message};
    }
    handlers_.heard();
    if (auto failure = Take(piece.value(), &decoder)) {
      failure->message = absl::StrCat(source_, kPath, ": ", failure->message);
      co_return *std::move(failure);
    }
  }
}

std::optional<Failure> EventFollower::Take(std::string_view octets, mesos::RecordDecoder* decoder) {
  std::vector<mesos::Record> records;
  const mesos::RecordFault fault = decoder->Decode(octets, &records);
  for (const mesos::Record& record : records) {
    TakeEvent(mesos::EventOf(record, std::exchange(is_first_record_, false)));
  }
  if (fault == mesos::RecordFault::kNone) return std::nullopt;
  return Failure{"record", fault == mesos::RecordFault::kTooLong
                               ? "a record of the stream is longer than allowed"
                               : "the stream has something else where a record's length should be"};
}

void EventFollower::TakeEvent(mesos::Event event) {
  if (const auto* const subscribed = std::get_if<mesos::Subscribed>(&event)) {
    heartbeat_ = std::clamp(subscribed->heartbeat_interval, kHeartbeatMin, kHeartbeatMax);
    is_open_ = true;
    if (!last_failure_reason_.empty()) log::Info("the master's event stream is followed again");
    last_failure_reason_.clear();
    backoff_.Reset();
    board_.Add("stream_opened");
    board_.Set("stream_state", "open");
    board_.Set("stream_leader", source_);
    handlers_.opened();
    return;
  }
  if (!std::holds_alternative<mesos::Heartbeat>(event)) gatherer_.Add(std::move(event));
}

// A reason that is the same as the last one's is said once.
void EventFollower::Report(const Failure& failure) {
  board_.Add("stream_failures");
  board_.Add(absl::StrCat("stream_failures_", failure.reason));
  if (last_failure_reason_ == failure.reason) return;
  last_failure_reason_ = failure.reason;
  log::Warning(
      absl::StrCat("the master's event stream is ",
                   IsRefusal(failure) ? "refused, so that its state is polled: " : "not there: ",
                   failure.message));
}

asio::awaitable<void> EventFollower::Pause(std::chrono::milliseconds time) {
  if (reopens_) co_return;
  pause_.expires_after(time);
  co_await pause_.async_wait(asio::as_tuple(asio::use_awaitable));
}

}  // namespace signpost::poller
