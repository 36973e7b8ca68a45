#pragma once

// Limits the answers over UDP to each network, so that nobody can have this server flood another
// with answers to queries that the other never sent.
//
// Answers to one network (an IPv4 /24, an IPv6 /56) are counted by their kind; names do not matter,
// so that asking for many gains nothing. A network that has had its answers of a second gets short
// ones, which make an honest client come again over TCP, and too many of these are dropped. Short
// answers are not longer than their queries: whoever floods through us sends as much as arrives.
//
// One limiter serves all workers: a network's queries fall on all of them, and its limit must not
// depend on how many there are. Its counts are single words, changed without a lock; a worker
// touches them for networks that are not exempt only. Takes all its memory at once.

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/counters.h"
#include "base/network.h"
#include "base/sip_hash.h"
#include "dns/limits.h"

namespace signpost::dns {

// Each kind has a count of its own: a flood of one leaves the others alone.
enum class AnswerKind : uint8_t {
  kData,
  kNoData,
  kNxDomain,
  kRefusal,    // REFUSED, SERVFAIL
  kForwarded,  // of other servers; counted when they are asked, whatever they will say
  kMalformed,  // FORMERR, NOTIMP, BADVERS: asking again would not help
};

struct RateLimitOptions {
  uint32_t answers_per_second = kResponseRateLimit;  // 1 to kResponseRateLimitMax
  NetworkList exempt = NetworkList({"loopback", "private"});
  uint32_t short_answers_per_second = kRateLimitSlips;  // to one network, of all kinds
  size_t bucket_count = kRateLimitBuckets;              // a power of two, at least 8
};

class RateLimiter {
 public:
  enum class Verdict { kAnswer, kShorten, kDrop };

  explicit RateLimiter(const RateLimitOptions& options, const SipKey& key = RandomSipKey());

  // May an answer of `size` octets go to `address` (4 or 16 octets) now? Counts it as given. `now`:
  // microseconds of a clock that never goes back. Any thread.
  Verdict Judge(Bytes address, AnswerKind kind, size_t size, uint64_t now);

  // Counts of networks that made room for others before they were paid off.
  const SharedCounter& evicted() const { return evicted_; }

 private:
  // Where a network and kind have their bucket. Tags are not 0.
  struct Place {
    std::atomic<uint64_t>* set;
    uint64_t tag;
  };

  // The rate of a kind of answers: how long one of them counts, and what may be owed at most.
  struct Rate {
    uint64_t answer_us;
    uint64_t overdraft_us;
  };

  Place PlaceOf(Bytes address, uint8_t kind) const;
  bool Take(Place place, uint64_t count, const Rate& rate, uint64_t now);

  const NetworkList exempt_;
  const SipKey key_;
  const Rate answers_;
  const Rate short_answers_;
  const size_t set_count_;
  const std::unique_ptr<std::atomic<uint64_t>[]> buckets_;
  SharedCounter evicted_;
};

}  // namespace signpost::dns
