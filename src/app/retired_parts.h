#pragma once

// What a reload has replaced: it answers what it was asked, and ends.

#include <chrono>
#include <list>
#include <memory>

#include "app/dns_figures.h"
#include "dns/dns_server.h"
#include "http/http_server.h"

namespace signpost::app {

// How long a part may take to be done. Then its connections are cut.
inline constexpr std::chrono::seconds kRetireTimeMax{30};

// Owned by the thread that owns the server.
class RetiredParts {
 public:
  using Clock = std::chrono::steady_clock;

  // `figures` outlives it.
  explicit RetiredParts(DnsFigures* figures) : figures_(*figures) {}

  // Takes over a part that runs; null: nothing.
  void Add(std::unique_ptr<dns::DnsServer> dns, Clock::time_point now);
  void Add(std::unique_ptr<http::HttpServer> http, Clock::time_point now);

  // Ends those that are done by `now`, or whose time is over.
  void EndDone(Clock::time_point now);

  // Ends all.
  void EndAll();

  size_t count() const { return dns_.size() + http_.size(); }

  // Connections that were open when the time was over.
  uint64_t cut_count() const { return cut_count_; }

 private:
  template <typename Part>
  struct Retired {
    std::unique_ptr<Part> part;
    Clock::time_point deadline;
  };

  void End(dns::DnsServer* dns);

  DnsFigures& figures_;
  std::list<Retired<dns::DnsServer>> dns_;
  std::list<Retired<http::HttpServer>> http_;
  uint64_t cut_count_ = 0;
};

}  // namespace signpost::app
