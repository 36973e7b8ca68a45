// One query from its octets to its reply's octets, without sockets, at random names of a full zone.

#include <array>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/check.h"
#include "benchmark/benchmark.h"
#include "dns/node_prefetch.h"
#include "dns/responder.h"
#include "loaded_zone.h"
#include "mesos/task_id.h"
#include "wire/name.h"

namespace signpost::bench {
namespace {

using wire::Type;

constexpr StateSize kSize;
constexpr size_t kQueryCount = 1 << 17;

// What clients ask for, per cent.
struct Mix {
  double task_a, service_a, srv, aaaa, unknown;
};

// All queries behind each other, as a client's messages arrive: each in memory of its own.
class Queries {
 public:
  explicit Queries(const Mix& mix)
      : kind_({mix.task_a, mix.service_a, mix.srv, mix.aaaa, mix.unknown}) {
    for (size_t i = 0; i < kQueryCount; ++i) AddAny();
  }

  Bytes operator[](size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return Bytes(octets_).subspan(begin, ends_[index] - begin);
  }

 private:
  void AddAny() {
    const mesos::Task task = MasterStateTask(kSize, random_() % kSize.tasks);
    switch (kind_(random_)) {
      case 0:
        return Add(absl::StrCat(task.name, "-", mesos::TaskIdHash(task.id), "-",
                                mesos::AgentIdTail(task.agent_id)),
                   Type::kA);
      case 1:
        return Add(task.name, Type::kA);
      case 2:
        return Add(absl::StrCat("_", task.name, "._tcp"), Type::kSrv);
      case 3:
        return Add(task.name, Type::kAaaa);
      default:
        return Add(absl::StrCat("no-", random_() % 1'000'000), Type::kA);
    }
  }

  // Header (RD, one question, one additional record), question, OPT with room for 1232 octets.
  void Add(const std::string& labels, Type type) {
    constexpr std::array<uint8_t, wire::kHeaderSize> kHeader = {0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1};
    constexpr std::array<uint8_t, 11> kOpt = {0, 0, 41, 1232 >> 8, 1232 & 0xff, 0, 0, 0, 0, 0, 0};
    const std::array<uint8_t, 4> type_and_class = {0, static_cast<uint8_t>(type), 0, 1};
    wire::NameBuilder name;
    Append(kHeader);
    Append(*name.Labels(labels).Suffix(kSuffix.wire()).Build());
    Append(type_and_class);
    Append(kOpt);
    ends_.push_back(octets_.size());
  }

  void Append(Bytes octets) { octets_.insert(octets_.end(), octets.begin(), octets.end()); }

  const wire::Name kSuffix = wire::Name::FromText("marathon.mesos").value();
  std::mt19937_64 random_{1};
  std::discrete_distribution<int> kind_;
  std::vector<uint8_t> octets_;
  std::vector<size_t> ends_;
};

const records::Snapshot& FullSnapshot() {
  static const LoadedZone loaded(kSize);
  return *loaded.snapshot;
}

void BM_Respond(benchmark::State& state, const Mix& mix) {
  const records::Snapshot& snapshot = FullSnapshot();
  const Queries queries(mix);
  dns::Responder responder({});
  std::array<uint8_t, 1232> reply;
  size_t next = 0;
  size_t octets = 0;
  for (auto _ : state) {
    octets += responder.Respond(snapshot, dns::Transport::kUdp, queries[next], reply);
    benchmark::DoNotOptimize(reply);
    next = (next + 1) % kQueryCount;
  }
  SIGNPOST_CHECK(octets > 0);
  state.counters["records"] = static_cast<double>(snapshot.table->record_count());
  state.counters["reply_octets"] =
      static_cast<double>(octets) / static_cast<double>(state.iterations());
}
// The same as the UDP workers do it: nodes of a batch are asked for before the first is needed.
void BM_RespondToBatch(benchmark::State& state, const Mix& mix) {
  const records::Snapshot& snapshot = FullSnapshot();
  const Queries queries(mix);
  const auto batch_size = static_cast<size_t>(state.range(0));
  dns::Responder responder({});
  dns::NodePrefetch prefetch;
  std::array<uint8_t, 1232> reply;
  size_t next = 0;
  for (auto _ : state) {
    for (size_t i = 0; i < batch_size; ++i) prefetch.Add(*snapshot.table, queries[next + i]);
    prefetch.Finish(*snapshot.table);
    for (size_t i = 0; i < batch_size; ++i) {
      responder.Respond(snapshot, dns::Transport::kUdp, queries[next + i], reply);
      benchmark::DoNotOptimize(reply);
    }
    next = (next + batch_size) % kQueryCount;
  }
  const double count = static_cast<double>(state.iterations()) * static_cast<double>(batch_size);
  state.counters["time_per_query"] =
      benchmark::Counter(count, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

BENCHMARK_CAPTURE(BM_Respond, mixed, Mix{30, 30, 20, 10, 10});
BENCHMARK_CAPTURE(BM_Respond, a_of_a_task, Mix{100, 0, 0, 0, 0});
BENCHMARK_CAPTURE(BM_Respond, a_of_a_service, Mix{0, 100, 0, 0, 0});
BENCHMARK_CAPTURE(BM_Respond, srv, Mix{0, 0, 100, 0, 0});
BENCHMARK_CAPTURE(BM_Respond, aaaa_without_data, Mix{0, 0, 0, 100, 0});
BENCHMARK_CAPTURE(BM_Respond, unknown_name, Mix{0, 0, 0, 0, 100});
BENCHMARK_CAPTURE(BM_RespondToBatch, mixed, Mix{30, 30, 20, 10, 10})->Arg(4)->Arg(16)->Arg(64);

}  // namespace
}  // namespace signpost::bench

BENCHMARK_MAIN();
