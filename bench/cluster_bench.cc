// From a state to the snapshot that is served: whole, and one task at a time.

#include <memory>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "loaded_zone.h"
#include "mesos/cluster_zone.h"
#include "mesos/state_parser.h"

namespace signpost::bench {
namespace {

using mesos::ClusterZone;

ClusterZone::Clock::time_point Now() { return ClusterZone::Clock::now(); }

// The first poll: reading the document, and all that follows.
void BM_Load(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const std::string json = MasterStateJson(size);
  for (auto _ : state) {
    StatusBoard board;
    auto zone = std::make_unique<ClusterZone>(ZoneOptions(), &board);
    auto snapshot = zone->Apply(mesos::ParseState(json).value(), Now());
    SIGNPOST_CHECK(snapshot != nullptr);
    state.PauseTiming();  // a server keeps them
    snapshot.reset();
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
    auto zone = std::make_unique<ClusterZone>(ZoneOptions(), &board);
    mesos::State copy = parsed;
    state.ResumeTiming();
    benchmark::DoNotOptimize(zone->Apply(std::move(copy), Now()));
    state.PauseTiming();
    zone.reset();
    state.ResumeTiming();
  }
}
BENCHMARK(BM_FirstApply)->Arg(100'000)->Unit(benchmark::kMillisecond);

// A poll that brings nothing new: reading the document, and finding that out.
void BM_LoadOfTheSame(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const std::string json = MasterStateJson(size);
  LoadedZone loaded(size);
  for (auto _ : state) {
    SIGNPOST_CHECK(loaded.zone.Apply(mesos::ParseState(json).value(), Now()) == nullptr);
  }
}
BENCHMARK(BM_LoadOfTheSame)->Arg(100'000)->Unit(benchmark::kMillisecond);

// Without reading the document.
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

// A poll after which one task in a hundred has ended or is back, without reading the document.
void BM_ApplyOfOnePercent(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const mesos::State all = mesos::ParseState(MasterStateJson(size)).value();
  mesos::State fewer = all;
  auto& tasks = fewer.frameworks.at(0).tasks;
  for (size_t i = 0; i < tasks.size(); i += 100) tasks[i].state = mesos::TaskState::kOther;
  LoadedZone loaded(size);
  bool is_all = true;
  for (auto _ : state) {
    state.PauseTiming();
    is_all = !is_all;
    mesos::State copy = is_all ? all : fewer;
    state.ResumeTiming();
    auto next = loaded.zone.Apply(std::move(copy), Now());
    SIGNPOST_CHECK(next != nullptr);
    loaded.snapshot = std::move(next);
  }
}
BENCHMARK(BM_ApplyOfOnePercent)->Arg(100'000)->Unit(benchmark::kMillisecond);

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
    ->Args({10'000, 100})
    ->Args({1'000'000, 100})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace signpost::bench

BENCHMARK_MAIN();
