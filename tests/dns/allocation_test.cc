// Answering never allocates: every operator new of this program is counted.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <new>

#include "absl/strings/str_cat.h"
#include "dns/node_prefetch.h"
#include "dns/responder.h"
#include "support/ldns_message.h"
#include "support/zone.h"

namespace {
thread_local size_t allocation_count = 0;
}  // namespace

void* operator new(size_t size, const std::nothrow_t&) noexcept {
  ++allocation_count;
  return std::malloc(size);
}
void* operator new(size_t size) {
  void* memory = operator new(size, std::nothrow);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace signpost::dns {
namespace {

using testing::LdnsQuery;
using wire::Type;

testing::ZoneLines BigZone() {
  testing::ZoneLines lines = {"web.*.mesos. A 10.0.0.1", "dual.mesos. AAAA fd00::1"};
  for (int i = 0; i < 700; ++i) {
    lines.push_back(absl::StrCat("_web._tcp.mesos. SRV 0 1 80 web-", i, ".mesos."));
    lines.push_back(absl::StrCat("web-", i, ".mesos. A 10.0.", i / 250, ".", i % 250));
    lines.push_back(absl::StrCat("all.mesos. A 10.0.", i / 250, ".", i % 250));
  }
  return lines;
}

// One query of every kind of answer.
std::vector<std::vector<uint8_t>> EveryKind() {
  std::vector<std::vector<uint8_t>> queries;
  for (const char* name :
       {"web-1.mesos.", "all.mesos.", "_web._tcp.mesos.", "dual.mesos.", "mesos.", "no.mesos.",
        "_tcp.mesos.", "web.*.mesos.", "no.*.mesos.", "mesos.org.", "."}) {
    for (const Type type : {Type::kA, Type::kAaaa, Type::kSrv, Type::kSoa, Type::kNs, Type::kAny,
                            Type::kAxfr, Type::kTsig}) {
      queries.push_back(LdnsQuery(name, type));
      queries.push_back(LdnsQuery(name, type, {.udp_size = 4096, .dnssec_ok = true}));
      queries.push_back(LdnsQuery(name, type, {.qclass = 3}));
      for (const size_t cookie_size : {8, 9, 24}) {
        queries.push_back(LdnsQuery(
            name, type, {.udp_size = 512, .cookie = std::vector<uint8_t>(cookie_size, 'c')}));
      }
    }
  }
  queries.push_back({1, 2, 3});
  queries.push_back(std::vector<uint8_t>(12));
  queries.push_back(std::vector<uint8_t>(600, 0xff));
  return queries;
}

TEST(ResponderAllocation, NoAnswerAllocates) {
  const auto snapshot = testing::SnapshotOf(BigZone());
  const auto empty = testing::EmptySnapshot();
  const auto queries = EveryKind();
  Responder responder{ResponderOptions{}};
  std::vector<uint8_t> reply(wire::kMessageSizeMax);
  const size_t before = allocation_count;
  for (const auto& query : queries) {
    for (const Transport transport : {Transport::kUdp, Transport::kTcp}) {
      responder.Respond(*snapshot, transport, query, reply);
      responder.Respond(*empty, transport, query, reply);
    }
  }
  EXPECT_EQ(allocation_count, before);
}

TEST(ResponderAllocation, NoLimitedAnswerAllocates) {
  const auto snapshot = testing::SnapshotOf(BigZone());
  const auto queries = EveryKind();
  RateLimitOptions options;
  options.answers_per_second = 1;
  options.exempt = NetworkList();
  options.short_answers_per_second = 2;
  RateLimiter limiter(options);
  Responder responder{ResponderOptions{}, &limiter};
  std::vector<uint8_t> reply(wire::kMessageSizeMax);
  const IpAddress address = *IpAddress::Parse("192.0.2.1");
  const size_t before = allocation_count;
  for (const auto& query : queries) {
    for (uint64_t i = 0; i < 4; ++i) {
      const Asker asker{address.bytes(), {.unix_s = 1, .steady_us = i * 1'000'000}};
      responder.Respond(*snapshot, Transport::kUdp, query, reply, asker);
    }
  }
  EXPECT_EQ(allocation_count, before);
  EXPECT_GT(responder.counters().rate_limited_slipped.value(), 0U);
  EXPECT_GT(responder.counters().rate_limited_dropped.value(), 0U);
}

TEST(NodePrefetchAllocation, TakesAnyMessageAndNoMemory) {
  const auto snapshot = testing::SnapshotOf(BigZone());
  const auto queries = EveryKind();
  NodePrefetch prefetch;
  const size_t before = allocation_count;
  for (size_t begin = 0; begin < queries.size(); begin += kUdpBatchSize) {
    const size_t end = std::min(begin + kUdpBatchSize, queries.size());
    for (size_t i = begin; i < end; ++i) prefetch.Add(*snapshot->table, queries[i]);
    prefetch.Finish(*snapshot->table);
  }
  EXPECT_EQ(allocation_count, before);
}

TEST(ResponderAllocation, TheCounterCounts) {
  const size_t before = allocation_count;
  const std::vector<uint8_t> memory(before + 1);
  ASSERT_FALSE(memory.empty());
  EXPECT_GT(allocation_count, before);
}

}  // namespace
}  // namespace signpost::dns
