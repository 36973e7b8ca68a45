#pragma once

// Follows the leading master's event stream (v1 operator API, SUBSCRIBE; Mesos 1.0 to 1.12).
//
// It asks the masters that are known, one after the other, and goes where their redirects lead. A
// stream that ends, stalls (nothing for kHeartbeatsMissedMax heartbeats) or holds what is no record
// is opened again, after a pause that grows. One that is refused (401, 403, 404, 405, 501: an older
// master, or one that wants other credentials) is asked for again each kRefusedPause only: until
// then polling must do.
//
// Figures: stream_state (opening, open, waiting, refused), stream_opened, stream_failures and
// stream_failures_REASON (failure.h, and "stall", "record"), stream_leader.
//
// Private to this room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/endpoint.h"
#include "base/log.h"
#include "base/status_board.h"
#include "mesos/event.h"
#include "mesos/record_io.h"
#include "poller/backoff.h"
#include "poller/event_gatherer.h"
#include "poller/failure.h"
#include "poller/http_client.h"
#include "poller/http_stream.h"

namespace signpost::poller {

inline constexpr int kHeartbeatsMissedMax = 3;
inline constexpr std::chrono::minutes kRefusedPause{10};

// Bounds of the interval that a master announces.
inline constexpr std::chrono::milliseconds kHeartbeatMin{1'000};
inline constexpr std::chrono::milliseconds kHeartbeatMax{60'000};

class EventFollower {
 public:
  struct Handlers {
    // The stream is open: what happens from now on is told.
    std::function<void()> opened;
    // It has ended, or an attempt to open it has; `was_open` says which.
    std::function<void(bool was_open)> ended;
    // Some octets came: the master lives.
    std::function<void()> heard;
    // Events in their order, gathered (event_gatherer.h).
    std::function<void(std::span<const mesos::Event>)> events;
  };

  // All must outlive the follower.
  EventFollower(boost::asio::io_context* context, HttpClient* client, StatusBoard* board,
                Handlers handlers);

  // Starts, once.
  void Start();

  // The masters to ask, in this order. If they are others than before, the stream is opened anew.
  void SetMasters(std::vector<HostPort> masters);

  // Opens the stream anew: it may be another master's than the one who leads.
  void Reopen();

  bool is_open() const { return is_open_; }

 private:
  boost::asio::awaitable<void> FollowForever();
  boost::asio::awaitable<Failure> FollowOnce();
  boost::asio::awaitable<Outcome<HttpStreamStart>> Open();
  boost::asio::awaitable<Outcome<HttpStreamStart>> OpenFrom(Target target);
  boost::asio::awaitable<Failure> ReadToTheEnd();
  std::optional<Failure> Take(std::string_view octets, mesos::RecordDecoder* decoder);
  void TakeEvent(mesos::Event event);
  void Report(const Failure& failure);
  boost::asio::awaitable<void> Pause(std::chrono::milliseconds time);

  StatusBoard& board_;
  HttpClient& client_;
  const Handlers handlers_;
  boost::asio::io_context& context_;
  HttpStream stream_;
  EventGatherer gatherer_;
  boost::asio::steady_timer pause_;
  Backoff backoff_{BackoffLimits{}};
  std::vector<HostPort> masters_;
  bool reopens_ = false;
  bool is_open_ = false;
  std::string source_;  // of the stream, host:port
  bool is_first_record_ = true;
  std::chrono::milliseconds heartbeat_{mesos::kDefaultHeartbeatInterval};
  std::string last_failure_reason_;
};

}  // namespace signpost::poller
