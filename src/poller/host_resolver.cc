#include "poller/host_resolver.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/log.h"

namespace signpost::poller {
namespace {

// In one order, whichever the name server gave them in: else each lookup would be a change.
NameLookup::Addresses Settled(NameLookup::Addresses addresses) {
  std::erase_if(addresses, [](const IpAddress& address) { return address.IsUnspecified(); });
  std::ranges::sort(addresses);
  addresses.erase(std::unique(addresses.begin(), addresses.end()), addresses.end());
  if (addresses.size() > kMaxAddresses) addresses.resize(kMaxAddresses);
  return addresses;
}

}  // namespace

HostResolver::HostResolver(boost::asio::io_context* context, const NameLookupOptions& lookup,
                           const HostLimits& limits, StatusBoard* board, Found found)
    : context_(*context),
      lookup_options_(lookup),
      limits_(limits),
      board_(*board),
      found_(std::move(found)),
      wake_(*context),
      tell_(*context) {
  ShowFigures();
}

void HostResolver::Want(const std::vector<std::string>& hosts) {
  const auto now = Clock::now();
  const uint64_t last = want_count_++;
  for (const std::string& name : hosts) {
    const auto known = hosts_.find(name);
    if (known == hosts_.end() || IsWanted(known->second)) continue;
    Host& host = known->second;
    const bool was_wanted = host.wanted_by == last;
    host.wanted_by = want_count_;
    // One that is wanted again is as good as new: it may have moved.
    if (!was_wanted && !host.is_asked) ScheduleFirst(&*known);
  }
  for (Entry& entry : hosts_) {
    if (entry.second.wanted_by == last && !entry.second.is_asked) {
      Schedule(&entry, now + limits_.keep);
    }
  }
  TakeNew(hosts);
  Recount();
  WakeAt(now);
}

void HostResolver::TakeNew(const std::vector<std::string>& hosts) {
  const size_t over_before = std::exchange(over_limit_, 0);
  const auto is_new = [this](const std::string& name) { return !hosts_.contains(name); };
  const auto count = static_cast<size_t>(std::ranges::count_if(hosts, is_new));
  if (hosts_.size() + count > limits_.count_max) ForgetUnwanted();
  for (const std::string& name : hosts) {
    if (!is_new(name)) continue;
    if (hosts_.size() >= limits_.count_max) {
      ++over_limit_;
      continue;
    }
    Entry& entry = *hosts_.try_emplace(name).first;
    entry.second.wanted_by = want_count_;
    ScheduleFirst(&entry);
  }
  if (over_limit_ > 0 && over_before == 0) {
    log::Warning(absl::StrCat("the cluster has more than ", limits_.count_max,
                              " host names: the others are not looked up"));
  }
}

void HostResolver::Schedule(Entry* entry, Clock::time_point due) {
  Unschedule(entry);
  entry->second.due = due;
  schedule_.emplace(due, entry);
}

void HostResolver::ScheduleFirst(Entry* entry) {
  Schedule(entry, Clock::time_point::min() + Clock::duration(++first_count_));
}

void HostResolver::Unschedule(Entry* entry) { schedule_.erase({entry->second.due, entry}); }

void HostResolver::Forget(Entry* entry) {
  Unschedule(entry);
  if (!entry->second.addresses.empty()) Tell(entry->first, {});
  hosts_.erase(entry->first);
}

void HostResolver::ForgetUnwanted() {
  std::vector<Entry*> unwanted;
  for (Entry& entry : hosts_) {
    if (!IsWanted(entry.second) && !entry.second.is_asked) unwanted.push_back(&entry);
  }
  for (Entry* const entry : unwanted) Forget(entry);
}

void HostResolver::WakeAt(Clock::time_point time) {
  wake_.expires_at(time);
  wake_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Work();
  });
}

// Does all that is due, then sleeps until something is.
void HostResolver::Work() {
  const auto now = Clock::now();
  if (lookup_ != nullptr && now >= round_end_) EndRound(now);
  auto next = Clock::time_point::max();
  while (!schedule_.empty()) {
    const auto [due, entry] = *schedule_.begin();
    if (due > now) {
      next = due;
      break;
    }
    if (!IsWanted(entry->second)) {
      Forget(entry);
    } else if (MayAsk(now)) {
      Ask(entry);
    } else {
      if (lookup_ == nullptr) next = next_round_;
      break;
    }
  }
  if (asked_.empty()) lookup_.reset();
  if (lookup_ != nullptr) next = std::min(next, round_end_);
  if (next != Clock::time_point::max()) WakeAt(next);
}

bool HostResolver::MayAsk(Clock::time_point now) {
  if (asked_.size() >= limits_.lookups_max || now < next_round_) return false;
  if (lookup_ == nullptr) {
    lookup_ = std::make_unique<NameLookup>(&context_, lookup_options_);
    round_end_ = now + limits_.round;
  }
  return now < round_end_ - limits_.round / 2;
}

void HostResolver::Ask(Entry* entry) {
  Unschedule(entry);
  entry->second.is_asked = true;
  asked_.insert(entry);
  lookup_->Find(entry->first, [this, name = entry->first](const NameLookup::Addresses& addresses) {
    Answered(name, addresses);
  });
}

// Within the library's call, where no lookup may end: Work() does the rest.
void HostResolver::Answered(const std::string& name, NameLookup::Addresses addresses) {
  Settle(&*hosts_.find(name), std::move(addresses));
  WakeAt(Clock::now());
}

void HostResolver::Settle(Entry* entry, NameLookup::Addresses addresses) {
  Host& host = entry->second;
  Count(host, -1);
  asked_.erase(entry);
  host.is_asked = false;
  board_.Add("host_lookups");
  const auto found = Settled(std::move(addresses));
  auto wait = PartOf(limits_.refresh);
  if (found.empty()) {
    board_.Add("host_lookups_failed");
    wait = RetryAfter(host.failures++);
  } else {
    host.failures = 0;
    if (found != host.addresses) Tell(entry->first, found);
    host.addresses = found;
  }
  Count(host, 1);
  ShowFigures();
  Schedule(entry, Clock::now() + (IsWanted(host) ? wait : limits_.keep));
}

// Its time is over.
void HostResolver::EndRound(Clock::time_point now) {
  lookup_.reset();
  next_round_ = now + limits_.pause;
  board_.Add("host_rounds_cut");
  for (Entry* const entry : std::set<Entry*>(asked_)) Settle(entry, {});
}

// From half of it to all, so that what came together goes its own ways.
HostResolver::Clock::duration HostResolver::PartOf(Clock::duration whole) {
  std::uniform_int_distribution<Clock::duration::rep> part((whole - whole / 2).count(),
                                                           whole.count());
  return Clock::duration(part(random_));
}

HostResolver::Clock::duration HostResolver::RetryAfter(int failures) {
  constexpr int kDoublingsMax = 16;
  Clock::duration whole = limits_.retry;
  for (int i = 0; i < std::min(failures, kDoublingsMax); ++i) whole *= 2;
  return PartOf(std::min<Clock::duration>(whole, limits_.refresh));
}

void HostResolver::Tell(const std::string& name, const NameLookup::Addresses& addresses) {
  changes_.insert_or_assign(name, addresses);
  if (changes_.size() > 1) return;
  tell_.expires_after(kHostGatherTime);
  tell_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    std::vector<mesos::HostAddresses> changes;
    for (auto& [host, found] : changes_) changes.push_back({.host = host, .addresses = found});
    changes_.clear();
    found_(changes);
  });
}

void HostResolver::Recount() {
  wanted_ = known_ = failing_ = 0;
  for (const auto& [name, host] : hosts_) Count(host, 1);
  ShowFigures();
}

void HostResolver::Count(const Host& host, int sign) {
  if (!IsWanted(host)) return;
  wanted_ += sign;
  known_ += host.addresses.empty() ? 0 : sign;
  failing_ += host.failures > 0 ? sign : 0;
}

void HostResolver::ShowFigures() {
  board_.Set("hosts_wanted", wanted_);
  board_.Set("hosts_known", known_);
  board_.Set("hosts_failing", failing_);
  board_.Set("hosts_over_limit", static_cast<int64_t>(over_limit_));
  if (std::exchange(has_complained_, failing_ > 0) == has_complained_) return;
  if (has_complained_) {
    log::Warning("host names of agents, frameworks or masters are not found (hosts_failing)");
  } else {
    log::Info("all host names are found");
  }
}

}  // namespace signpost::poller
