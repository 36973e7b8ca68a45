// How long it takes to read a state document.

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "master_state.h"
#include "mesos/state_parser.h"

namespace signpost::bench {
namespace {

void BM_ParseState(benchmark::State& state) {
  const StateSize size{.tasks = static_cast<size_t>(state.range(0))};
  const std::string json = MasterStateJson(size);
  for (auto _ : state) {
    auto parsed = mesos::ParseState(json);
    SIGNPOST_CHECK(parsed.ok() && parsed->frameworks[0].tasks.size() == size.tasks);
    benchmark::DoNotOptimize(parsed);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * json.size()));
  state.counters["document_mb"] = static_cast<double>(json.size()) / 1e6;
}
BENCHMARK(BM_ParseState)->Arg(1'000)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace signpost::bench

BENCHMARK_MAIN();
