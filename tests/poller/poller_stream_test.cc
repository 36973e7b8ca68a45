// The poller follows a master's event stream.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "poller/fake_master.h"
#include "poller/poller_fixture.h"

namespace signpost::poller {
namespace {

using std::chrono::seconds;
using testing::Answer;
using testing::FakeMaster;
using testing::Ok;
using testing::RedirectTo;
using testing::StateText;
using testing::Status;

constexpr char kWeb[] = "web.marathon.mesos.";
constexpr char kSubscribed[] =
    R"({"type":"SUBSCRIBED","subscribed":{"heartbeat_interval_seconds":15.0}})";

// One record in one chunk of its own.
std::string Chunk(std::string_view event) {
  const std::string record =
      absl::StrCat(event.size(), "\n", absl::string_view(event.data(), event.size()));
  return absl::StrCat(absl::Hex(record.size()), "\r\n", record, "\r\n");
}

Answer Stream(std::string_view first = kSubscribed) {
  return {.octets =
              "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
              "Transfer-Encoding: chunked\r\n\r\n" +
              Chunk(first),
          .stays_open = true};
}

std::string TaskAdded(std::string_view name) {
  return absl::StrFormat(
      R"({"type":"TASK_ADDED","task_added":{"task":{"name":"%s","task_id":{"value":"%s"},)"
      R"("framework_id":{"value":"F1"},"agent_id":{"value":"S1"},"state":"TASK_RUNNING"}}})",
      std::string(name), std::string(name));
}

class PollerOfAStream : public PollerTest {
 protected:
  PollerOfAStream() {
    options_.masters = {master_.host_port()};
    options_.refresh = seconds(3600);
    Answers(Stream(), "web");
  }

  // POSTs get `stream`, GETs the state with `task`.
  void Answers(Answer stream, std::string_view task) {
    state_ = Ok(StateText(master_.pid(), task));
    master_.GiveBy([stream = std::move(stream), state = state_](const std::string& request) {
      return request.starts_with("POST") ? stream : state;
    });
  }

  bool Follows() const {
    return Soon([&] {
      const auto figures = board_.All();
      const auto following = figures.find("following");
      return following != figures.end() && std::get<std::string>(following->second) == "stream";
    });
  }

  size_t GetCount() const {
    size_t count = 0;
    for (const std::string& request : master_.requests()) count += request.starts_with("GET");
    return count;
  }

  FakeMaster master_;
  Answer state_;
};

TEST_F(PollerOfAStream, ServesWhatAnEventTells) {
  Start();
  ASSERT_TRUE(Follows());
  EXPECT_TRUE(Serves(kWeb));
  master_.Tell(Chunk(TaskAdded("new")));
  EXPECT_TRUE(SoonServes("new.marathon.mesos."));
  EXPECT_EQ(board_.Number("polls"), 1);
}

TEST_F(PollerOfAStream, AsksForOneStateAtTheStart) {
  Start();
  ASSERT_TRUE(Follows());
  EXPECT_EQ(GetCount(), 1U);
}

TEST_F(PollerOfAStream, PollsAndFollowsAgainWhenTheStreamEnds) {
  Start();
  ASSERT_TRUE(Follows());
  Answers(Stream(), "other");
  master_.DropStreams();
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
  EXPECT_TRUE(SoonReaches("stream_opened", 2));
  EXPECT_TRUE(SoonReaches("stream_failures_body", 1));
  EXPECT_TRUE(Follows());
}

TEST_F(PollerOfAStream, ARefusedStreamIsNotAskedForAgainSoonAndTheStateIsPolled) {
  options_.refresh = seconds(0);
  Answers(Status(404, ""), "web");
  Start();
  ASSERT_TRUE(PollsOn());
  EXPECT_TRUE(Serves(kWeb));
  EXPECT_EQ(std::get<std::string>(board_.All().at("stream_state")), "refused");
  EXPECT_EQ(board_.Number("stream_failures_status"), 1);
}

TEST_F(PollerOfAStream, GoesWhereAFollowerSendsIt) {
  FakeMaster follower("127.0.0.2");
  follower.GiveBy([&](const std::string& request) {
    const bool is_stream = request.starts_with("POST");
    return RedirectTo(
        absl::StrCat("//", master_.host_port(), is_stream ? "/master/api/v1" : "/master/state"));
  });
  options_.masters = {follower.host_port()};
  Start();
  ASSERT_TRUE(Follows());
  EXPECT_TRUE(Serves(kWeb));
  EXPECT_EQ(std::get<std::string>(board_.All().at("stream_leader")), master_.host_port());
}

TEST_F(PollerOfAStream, WhatIsNoRecordEndsTheStreamAndNoName) {
  Start();
  ASSERT_TRUE(Follows());
  master_.Tell("3\r\nx\n{\r\n");
  ASSERT_TRUE(SoonReaches("stream_failures_record", 1));
  EXPECT_TRUE(Serves(kWeb));
  EXPECT_TRUE(SoonReaches("stream_opened", 2));
}

TEST_F(PollerOfAStream, AStreamWithoutHeartbeatsIsNoticed) {
  // The shortest interval that is believed: a second.
  Answers(Stream(R"({"type":"SUBSCRIBED","subscribed":{"heartbeat_interval_seconds":0.001}})"),
          "web");
  Start();
  ASSERT_TRUE(Follows());
  EXPECT_TRUE(SoonReaches("stream_failures_stall", 1));
  EXPECT_TRUE(Serves(kWeb));
}

TEST_F(PollerOfAStream, AFrameworkEventAsksForAState) {
  Start();
  ASSERT_TRUE(Follows());
  Answers(Stream(), "other");
  master_.Tell(
      Chunk(R"({"type":"FRAMEWORK_ADDED","framework_added":{"framework":{"framework_info":)"
            R"({"id":{"value":"G"},"name":"chronos"}}}})"));
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
  EXPECT_TRUE(SoonReaches("polls", 2));
}

TEST_F(PollerOfAStream, APollMendsAndCountsWhatTheStreamMissed) {
  options_.refresh = seconds(1);
  Start();
  ASSERT_TRUE(Follows());
  Answers(Stream(), "other");
  EXPECT_TRUE(SoonServes("other.marathon.mesos."));
  EXPECT_TRUE(SoonReaches("repaired_differences", 1));
}

TEST_F(PollerOfAStream, ServesTheKeptStateUntilAMasterAnswers) {
  options_.state_directory = folder_.Path("");
  Start();
  ASSERT_TRUE(Follows());
  poller_.reset();
  publisher_.Publish(signpost::testing::EmptySnapshot("mesos."));

  master_.Give(Status(503, ""));
  Start();
  EXPECT_TRUE(SoonServes(kWeb));
  EXPECT_EQ(std::get<std::string>(board_.All().at("following")), "last good");
}

}  // namespace
}  // namespace signpost::poller
