// A recorded event stream: after each step the zone is the one that the state of that moment gives.

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/event_parser.h"
#include "mesos/state_parser.h"
#include "mesos/zone_fixture.h"
#include "support/files.h"

namespace signpost::mesos {
namespace {

using testing::ReadFile;
using testing::ZoneFixture;

struct Step {
  size_t events = 0;  // of the stream so far
  int64_t repaired = 0;
  std::string wanted;
  State state;
};

std::vector<Step> ReadSteps() {
  std::vector<Step> steps;
  std::istringstream lines(ReadFile("tests/mesos/data/stream/steps.txt"));
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    Step step;
    std::string file;
    std::istringstream(line) >> step.events >> step.repaired >> step.wanted >> file;
    if (step.wanted == "-") step.wanted.clear();
    step.state = ParseState(ReadFile(file)).value();
    steps.push_back(std::move(step));
  }
  return steps;
}

std::string Stream() { return ReadFile("tests/mesos/data/stream/stream.recordio.gz"); }

// Where each record of `stream` ends.
std::vector<size_t> EndsOf(std::string_view stream) {
  RecordDecoder decoder;
  std::vector<Record> records;
  EXPECT_EQ(decoder.Decode(stream, &records), RecordFault::kNone);
  std::vector<size_t> ends = {0};
  for (const Record& record : records) {
    ends.push_back(ends.back() + std::to_string(record.size).size() + 1 + record.size);
  }
  EXPECT_EQ(ends.back(), stream.size());
  return ends;
}

// A zone behind a stream.
class Follower {
 public:
  // As a poller does: what comes in one piece is one batch.
  void Take(std::string_view piece) {
    std::vector<Record> records;
    ASSERT_EQ(decoder_.Decode(piece, &records), RecordFault::kNone);
    std::vector<Event> events;
    for (const Record& record : records) {
      events.push_back(EventOf(record, event_count_++ == 0));
      ASSERT_FALSE(std::holds_alternative<UnreadableEvent>(events.back()));
    }
    zone_.ApplyEvents(events);
    if (wanted_.empty()) wanted_ = zone_.wanted();
  }

  std::string TakeWanted() { return std::exchange(wanted_, {}); }
  ZoneFixture& zone() { return zone_; }

 private:
  RecordDecoder decoder_;
  size_t event_count_ = 0;
  ZoneFixture zone_;
  std::string wanted_;
};

void ExpectZoneOf(const State& state, const ZoneFixture& zone) {
  ZoneFixture twin;
  twin.Apply(state);
  EXPECT_EQ(zone.Lines(), twin.Lines());
  EXPECT_EQ(zone.InventoryLines(), twin.InventoryLines());
  for (const char* figure : {"tasks", "agents", "frameworks", "names", "records"}) {
    EXPECT_EQ(zone.Figure(figure), twin.Figure(figure)) << figure;
  }
}

// The greatest number of octets that come at once.
class StreamReplay : public ::testing::TestWithParam<size_t> {};
INSTANTIATE_TEST_SUITE_P(Pieces, StreamReplay, ::testing::Values(1, 7, 1500, 1U << 20));

TEST_P(StreamReplay, GivesTheZoneOfEachRecordedState) {
  const std::string stream = Stream();
  const std::vector<size_t> ends = EndsOf(stream);
  const std::vector<Step> steps = ReadSteps();
  Follower follower;
  ZoneFixture& zone = follower.zone();
  size_t at = 0;
  for (const Step& step : steps) {
    SCOPED_TRACE(step.events);
    while (at < ends[step.events]) {
      const size_t size = std::min(GetParam(), ends[step.events] - at);
      follower.Take(std::string_view(stream).substr(at, size));
      at += size;
    }
    const bool is_first = &step == steps.data();
    const std::string wanted = follower.TakeWanted();
    if (is_first) {
      EXPECT_EQ(wanted, "no_state");
      zone.Apply(step.state, StateKind::kMaster);
      continue;
    }
    if (GetParam() > 10000) {  // a step is one batch
      EXPECT_EQ(wanted, step.wanted);
    }
    if (step.repaired == 0) {
      ExpectZoneOf(step.state, zone);
    }
    const int64_t repaired = zone.Figure("repaired_differences");
    zone.Apply(step.state, StateKind::kRepair);
    EXPECT_EQ(zone.Figure("repaired_differences"), repaired + step.repaired);
    ExpectZoneOf(step.state, zone);
  }
  EXPECT_EQ(at, stream.size());
}

TEST(StreamReplayAtOnce, EndsWhereTheLastStateDoes) {
  const std::vector<Step> steps = ReadSteps();
  Follower follower;
  follower.zone().Apply(steps.front().state, StateKind::kMaster);
  follower.Take(Stream());
  follower.zone().Apply(steps.back().state, StateKind::kRepair);
  EXPECT_EQ(follower.zone().Figure("repaired_differences"), steps.back().repaired);
  ExpectZoneOf(steps.back().state, follower.zone());
}

// A subscription is made first, the state asked for then: what lies between comes twice.
TEST(StreamReplayAtOnce, IsHarmlessOnTopOfALaterState) {
  const std::vector<Step> steps = ReadSteps();
  for (const Step& step : steps) {
    SCOPED_TRACE(step.events);
    Follower follower;
    follower.zone().Apply(step.state, StateKind::kMaster);
    follower.Take(Stream());
    follower.zone().Apply(steps.back().state, StateKind::kRepair);
    EXPECT_LE(follower.zone().Figure("repaired_differences"), 1);
    ExpectZoneOf(steps.back().state, follower.zone());
  }
}

}  // namespace
}  // namespace signpost::mesos
