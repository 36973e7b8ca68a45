// A master's state as its octets arrive: read, or known again.

#include <optional>
#include <string>

#include <benchmark/benchmark.h>

#include "base/check.h"
#include "master_state.h"
#include "poller/state_body.h"

namespace signpost::bench {
namespace {

using poller::StateBody;

constexpr size_t kPieceSize = 64 << 10;

void Give(std::string_view document, StateBody* body) {
  body->Begin("", document.size());
  for (size_t at = 0; at < document.size(); at += kPieceSize) {
    SIGNPOST_CHECK(!body->Add(document.substr(at, kPieceSize)));
  }
  SIGNPOST_CHECK(!body->Finish());
}

// It is the last one once more: what the whole poll costs, but for the connection.
void BM_BodyOfTheSame(benchmark::State& state) {
  const std::string json = MasterStateJson({.tasks = static_cast<size_t>(state.range(0))});
  poller::BlockMarker marker;
  StateBody first(&marker, nullptr, nullptr);
  Give(json, &first);
  const poller::BodyMarks marks = first.TakeMarks();
  for (auto _ : state) {
    StateBody body(&marker, &marks, nullptr);
    Give(json, &body);
    SIGNPOST_CHECK(body.is_repeat());
  }
}
BENCHMARK(BM_BodyOfTheSame)->Arg(100'000)->Unit(benchmark::kMillisecond);

// Its last block alone differs: all of it is held, and then read.
void BM_BodyWithAnotherEnd(benchmark::State& state) {
  const std::string json = MasterStateJson({.tasks = static_cast<size_t>(state.range(0))});
  poller::BlockMarker marker;
  StateBody first(&marker, nullptr, nullptr);
  Give(json + " ", &first);
  const poller::BodyMarks marks = first.TakeMarks();
  for (auto _ : state) {
    StateBody body(&marker, &marks, nullptr);
    Give(json, &body);
    SIGNPOST_CHECK(body.Take("", "").ok());
  }
}
BENCHMARK(BM_BodyWithAnotherEnd)->Arg(100'000)->Unit(benchmark::kMillisecond);

// The first state: read piece by piece.
void BM_BodyOfTheFirst(benchmark::State& state) {
  const std::string json = MasterStateJson({.tasks = static_cast<size_t>(state.range(0))});
  poller::BlockMarker marker;
  for (auto _ : state) {
    StateBody body(&marker, nullptr, nullptr);
    Give(json, &body);
    SIGNPOST_CHECK(body.Take("", "").ok());
  }
}
BENCHMARK(BM_BodyOfTheFirst)->Arg(100'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace signpost::bench

BENCHMARK_MAIN();
