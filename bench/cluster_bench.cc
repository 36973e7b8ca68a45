// From a state to the snapshot that is served: whole, and one task at a time.

#include <cstdio>
#include <memory>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "base/check.h"
#include "master_state.h"
#include "mesos/cluster_zone.h"
#include "mesos/state_parser.h"

namespace signpost::bench {
namespace {

using mesos::ClusterZone;

mesos::ClusterZoneOptions Options() {
  mesos::ClusterZoneOptions options;
  options.naming.domain = wire::Name::FromText("mesos.").value();
  options.naming.name_server = wire::Name::FromText("ns1.mesos.").value();
  options.soa.mname = options.soa.rname = options.naming.name_server;
  options.hash_seed = 0x5eed;
  return options;
}

ClusterZone::Clock::time_point Now() { return ClusterZone::Clock::now(); }

// Resident memory of this process, octets.
double ResidentSize() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  SIGNPOST_CHECK(file != nullptr);
  long pages = 0;
  SIGNPOST_CHECK(std::fscanf(file, "%*d %ld", &pages) == 1);
  std::fclose(file);
  return static_cast<double>(pages) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// A zone with all tasks of a document, and the snapshot in use.
struct LoadedZone {
  explicit LoadedZone(const StateSize& size) {
    snapshot = zone.Apply(mesos::ParseState(MasterStateJson(size)).value(), Now());
  }

  StatusBoard board;
  ClusterZone zone{Options(), &board};
  ClusterZone::NextSnapshot snapshot;
};

void ShowMemory(const LoadedZone& loaded, double size_before, benchmark::State* state) {
  state->counters["resident_mb"] = ResidentSize() / 1e6;
  state->counters["grown_mb"] = (ResidentSize() - size_before) / 1e6;
  state->counters["table_mb"] = static_cast<double>(loaded.snapshot->table->byte_size()) / 1e6;
  state->counters["records"] = static_cast<double>(loaded.snapshot->table->record_count());
}

// Runs first, so that the memory shown is its own: the document has been freed by then.
void BM_MemoryOfALoad(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const double before = ResidentSize();
  for (auto _ : state) {
    const LoadedZone loaded(size);
    ShowMemory(loaded, before, &state);
  }
}
BENCHMARK(BM_MemoryOfALoad)->Arg(100'000)->Iterations(1)->Unit(benchmark::kMillisecond);

void BM_Load(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const std::string json = MasterStateJson(size);
  for (auto _ : state) {
    StatusBoard board;
    auto zone = std::make_unique<ClusterZone>(Options(), &board);
    const auto snapshot = zone->Apply(mesos::ParseState(json).value(), Now());
    SIGNPOST_CHECK(snapshot != nullptr);
    state.PauseTiming();  // a server keeps its zone
    zone.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_Load)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

// Without reading the document.
void BM_FirstApply(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const mesos::State parsed = mesos::ParseState(MasterStateJson(size)).value();
  for (auto _ : state) {
    state.PauseTiming();
    StatusBoard board;
    auto zone = std::make_unique<ClusterZone>(Options(), &board);
    mesos::State copy = parsed;
    state.ResumeTiming();
    benchmark::DoNotOptimize(zone->Apply(std::move(copy), Now()));
    state.PauseTiming();
    zone.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_FirstApply)->Arg(100'000)->Unit(benchmark::kMillisecond);

// A poll that brings nothing new.
void BM_ApplyOfTheSame(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const mesos::State parsed = mesos::ParseState(MasterStateJson(size)).value();
  LoadedZone loaded(size);
  for (auto _ : state) {
    state.PauseTiming();
    mesos::State copy = parsed;
    state.ResumeTiming();
    SIGNPOST_CHECK(loaded.zone.Apply(std::move(copy), Now()) == nullptr);
  }
}
BENCHMARK(BM_ApplyOfTheSame)->Arg(100'000)->Unit(benchmark::kMillisecond);

// One task stops or starts, up to the snapshot; half of the iterations are of each kind.
void BM_OneTask(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0)),
                       .instances = static_cast<size_t>(state.range(1))};
  LoadedZone loaded(size);
  size_t step = 0;
  for (auto _ : state) {
    state.PauseTiming();
    const size_t number = step / 2 * 104729 % size.tasks;
    mesos::Task task = MasterStateTask(size, number);
    const bool stops = step++ % 2 == 0;
    state.ResumeTiming();
    auto next = stops ? loaded.zone.RemoveTask(kFrameworkId, task.id, Now())
                      : loaded.zone.PutTask(kFrameworkId, std::move(task), Now());
    SIGNPOST_CHECK(next != nullptr);
    loaded.snapshot = std::move(next);
  }
}
BENCHMARK(BM_OneTask)
    ->Args({100'000, 10})
    ->Args({100'000, 100})
    ->Args({100'000, 1'000})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace signpost::bench

BENCHMARK_MAIN();
