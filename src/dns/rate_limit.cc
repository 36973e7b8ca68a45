#include "dns/rate_limit.h"

#include <algorithm>
#include <array>
#include <bit>

#include "base/check.h"

namespace signpost::dns {
namespace {

// A bucket: | tag: 20 bits | until when it is paid off, in microseconds: 44 bits |
//
// What a network owes is a time: each answer adds the time in which the limit allows one, and time
// itself pays it off (the generic cell rate algorithm, ITU-T I.371). 0 is an empty bucket.
constexpr int kTimeBits = 44;
constexpr uint64_t kTimeMask = (uint64_t{1} << kTimeBits) - 1;
constexpr size_t kWays = 8;  // buckets of a set: one cache line

constexpr uint64_t kSecond = 1'000'000;
constexpr uint64_t kOverdraft = std::chrono::microseconds(kRateLimitOverdraft).count();

// No bucket owes more. One that seems to was left alone until 44 bits of time came round.
constexpr uint64_t kOwedMax = kSecond + kOverdraft;

// Times that another worker may have changed the same bucket before its change is as good as ours.
constexpr int kTries = 4;

// The short answers have a count like a kind of their own.
constexpr uint8_t kShortAnswers = 0x7f;

constexpr size_t kPrefixV4 = 3;  // octets of the network
constexpr size_t kPrefixV6 = 7;

uint64_t TagOf(uint64_t bucket) { return bucket >> kTimeBits; }

// Microseconds until it is paid off.
uint64_t OwedIn(uint64_t bucket, uint64_t now) {
  const uint64_t owed = (bucket - now) & kTimeMask;
  return bucket == 0 || owed > kOwedMax ? 0 : owed;
}

uint64_t Bucket(uint64_t tag, uint64_t owed, uint64_t now) {
  return tag << kTimeBits | ((now + owed) & kTimeMask);
}

uint64_t CountOf(size_t answer_size) {
  return std::max<uint64_t>(answer_size / kRateLimitAnswerUnit, 1);
}

struct Seen {
  std::atomic<uint64_t>* bucket;
  uint64_t value;
  uint64_t owed;
  bool is_ours;
};

// The bucket of `tag` in its set; without one that of whoever owes least.
Seen Choose(std::atomic<uint64_t>* set, uint64_t tag, uint64_t now) {
  Seen chosen{};
  for (size_t i = 0; i < kWays; ++i) {
    const uint64_t value = set[i].load(std::memory_order_relaxed);
    const Seen seen{&set[i], value, OwedIn(value, now), TagOf(value) == tag};
    if (seen.is_ours) return seen;
    if (i == 0 || seen.owed < chosen.owed) chosen = seen;
  }
  return chosen;
}

}  // namespace

RateLimiter::RateLimiter(const RateLimitOptions& options, const SipKey& key)
    : exempt_(options.exempt),
      key_(key),
      answers_{kSecond / options.answers_per_second, kOverdraft},
      short_answers_{kSecond / options.short_answers_per_second, 0},
      set_count_(options.bucket_count / kWays),
      buckets_(std::make_unique<std::atomic<uint64_t>[]>(options.bucket_count)) {
  SIGNPOST_CHECK(options.answers_per_second <= kResponseRateLimitMax);
  SIGNPOST_CHECK(set_count_ > 0 && std::has_single_bit(options.bucket_count));
}

RateLimiter::Verdict RateLimiter::Judge(Bytes address, AnswerKind kind, size_t size, uint64_t now) {
  const auto client = IpAddress::FromBytes(address);
  if (!client || exempt_.Contains(*client)) return Verdict::kAnswer;
  const Place place = PlaceOf(address, static_cast<uint8_t>(kind));
  if (Take(place, CountOf(size), answers_, now)) return Verdict::kAnswer;
  if (kind == AnswerKind::kMalformed) return Verdict::kDrop;
  const bool fits = Take(PlaceOf(address, kShortAnswers), 1, short_answers_, now);
  return fits ? Verdict::kShorten : Verdict::kDrop;
}

// Nobody who does not know the key can choose networks that meet.
RateLimiter::Place RateLimiter::PlaceOf(Bytes address, uint8_t kind) const {
  const bool is_v4 = address.size() == 4;
  std::array<uint8_t, 1 + kPrefixV6> network{};
  network[0] = static_cast<uint8_t>(kind << 1 | (is_v4 ? 1 : 0));
  std::copy_n(address.begin(), is_v4 ? kPrefixV4 : kPrefixV6, network.begin() + 1);
  const uint64_t hash = SipHash(key_, network);
  return {&buckets_[(hash & (set_count_ - 1)) * kWays], std::max<uint64_t>(TagOf(hash), 1)};
}

// False when the answers of a second have been given. What is refused counts as well, as far as the
// rate has an overdraft.
bool RateLimiter::Take(Place place, uint64_t count, const Rate& rate, uint64_t now) {
  const uint64_t added = std::min(count * rate.answer_us, kSecond);  // a lone one is never too much
  bool fits = false;
  for (int left = kTries; left > 0; --left) {
    Seen seen = Choose(place.set, place.tag, now);
    const bool evicts = !seen.is_ours && seen.owed > 0;
    const uint64_t owed = (seen.is_ours ? seen.owed : 0) + added;
    fits = owed <= kSecond;
    if (!fits && rate.overdraft_us == 0) return false;
    const uint64_t next = Bucket(place.tag, std::min(owed, kSecond + rate.overdraft_us), now);
    if (!seen.bucket->compare_exchange_strong(seen.value, next, std::memory_order_relaxed))
      continue;
    if (evicts) evicted_.Add();
    break;
  }
  return fits;
}

}  // namespace signpost::dns
