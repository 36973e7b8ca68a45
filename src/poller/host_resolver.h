#pragma once

// Looks up the host names that the zone waits for (ClusterZone::HostsWanted), in the background and
// again and again, and tells what has changed.
//
// It works in rounds, each with its time: at most so many lookups at once, those that never were
// before the others. None begins in the second half of a round, and what hangs at its end has
// failed; what the round has not come to is left to the next. A lookup that fails takes nothing
// away and is tried again, later each time; one that succeeds is repeated after a fixed time. (That
// of the records is not used: it says how long an answer may be kept, and may be 0 or weeks; how
// soon an agent that has moved must be found, and what the name servers can be asked for, are ours
// to say.)
//
// Names that are wanted no more are kept for a while, since agents come back, then forgotten.
//
// Private to this room; runs on the poller's context.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "base/status_board.h"
#include "mesos/host_table.h"
#include "poller/limits.h"
#include "poller/name_lookup.h"

namespace signpost::poller {

class HostResolver {
 public:
  // Gets what has changed since the last call: addresses sorted, at most kMaxAddresses, or none of
  // a name that is forgotten. Changes are gathered for kHostGatherTime. Never called by Want().
  using Found = std::function<void(std::span<const mesos::HostAddresses>)>;

  // `context` and `board` must outlive it. On the board: "hosts_wanted", of these "hosts_known" and
  // "hosts_failing" (whose last lookup failed), "hosts_over_limit" (of which no more are taken);
  // counted are "host_lookups", those "_failed", and "host_rounds_cut" (time was over).
  HostResolver(boost::asio::io_context* context, const NameLookupOptions& lookup,
               const HostLimits& limits, StatusBoard* board, Found found);

  // These names are wanted from now on, and no others. Beyond limits.count_max the last are left
  // out.
  void Want(const std::vector<std::string>& hosts);

 private:
  using Clock = std::chrono::steady_clock;
  struct Host {
    NameLookup::Addresses addresses;
    // When it is looked up next or, not wanted, forgotten.
    Clock::time_point due = Clock::time_point::min();
    int failures = 0;        // since the last success
    uint64_t wanted_by = 0;  // the last call of Want() with it
    bool is_asked = false;   // now; else it is in schedule_
  };
  using Hosts = absl::node_hash_map<std::string, Host>;
  using Entry = Hosts::value_type;

  bool IsWanted(const Host& host) const { return host.wanted_by == want_count_; }
  void Schedule(Entry* entry, Clock::time_point due);
  // Before all that is known, in the order of the calls.
  void ScheduleFirst(Entry* entry);
  void Unschedule(Entry* entry);
  void TakeNew(const std::vector<std::string>& hosts);
  void Forget(Entry* entry);
  void ForgetUnwanted();

  void WakeAt(Clock::time_point time);
  void Work();
  bool MayAsk(Clock::time_point now);  // begins a round where one may begin
  void Ask(Entry* entry);
  void Answered(const std::string& name, NameLookup::Addresses addresses);
  void Settle(Entry* entry, NameLookup::Addresses addresses);
  void EndRound(Clock::time_point now);
  Clock::duration PartOf(Clock::duration whole);
  Clock::duration RetryAfter(int failures);
  void Tell(const std::string& name, const NameLookup::Addresses& addresses);
  void Recount();
  void Count(const Host& host, int sign);
  void ShowFigures();

  boost::asio::io_context& context_;
  const NameLookupOptions lookup_options_;
  const HostLimits limits_;
  StatusBoard& board_;
  const Found found_;

  Hosts hosts_;
  std::set<std::pair<Clock::time_point, Entry*>> schedule_;
  uint64_t first_count_ = 0;  // of ScheduleFirst()
  uint64_t want_count_ = 0;
  int64_t wanted_ = 0, known_ = 0, failing_ = 0;  // known and failing of those wanted
  size_t over_limit_ = 0;
  bool has_complained_ = false;

  std::unique_ptr<NameLookup> lookup_;  // of the round; whatever hangs in it ends with it
  Clock::time_point round_end_;
  Clock::time_point next_round_ = Clock::time_point::min();
  std::set<Entry*> asked_;

  std::map<std::string, NameLookup::Addresses> changes_;
  boost::asio::steady_timer wake_;
  boost::asio::steady_timer tell_;
  std::minstd_rand random_{std::random_device()()};
};

}  // namespace signpost::poller
