#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <thread>

#include "support/fake_upstream.h"
#include "support/ldns_message.h"
#include "support/zone.h"
#include "transfer/notifier.h"
#include "transfer/notify_message.h"
#include "transfer/notify_schedule.h"

namespace signpost::transfer {
namespace {

using namespace std::chrono_literals;
using ::testing::ElementsAre;
using Due = NotifySchedule::Due;

class NotifyScheduleTest : public ::testing::Test {
 protected:
  Due Look(uint32_t serial, std::chrono::milliseconds at) {
    return schedule_.Look(serial, start_ + at);
  }
  void Send(uint32_t serial, std::chrono::milliseconds at) {
    ASSERT_EQ(Look(serial, at), Due::kNotify);
    schedule_.Sent(serial, 1, start_ + at);
  }

  const NotifySchedule::Clock::time_point start_ = NotifySchedule::Clock::now();
  NotifySchedule schedule_;
};

TEST_F(NotifyScheduleTest, TellsOfNothingBeforeThereIsAZone) {
  EXPECT_EQ(Look(0, 0ms), Due::kNothing);
  EXPECT_EQ(Look(1, 0ms), Due::kNotify);
}

TEST_F(NotifyScheduleTest, TellsOfASerialOnceWhenItIsAnswered) {
  Send(1, 0ms);
  schedule_.Answered();
  EXPECT_EQ(Look(1, 1h), Due::kNothing);
}

TEST_F(NotifyScheduleTest, GathersTablesThatFollowEachOther) {
  Send(1, 0ms);
  schedule_.Answered();
  EXPECT_EQ(Look(2, kNotifyIntervalMin - 1ms), Due::kNothing);
  EXPECT_EQ(Look(3, kNotifyIntervalMin), Due::kNotify);
}

TEST_F(NotifyScheduleTest, SendsAgainLaterEachTimeAndGivesUp) {
  Send(1, 0ms);
  auto at = 0ms;
  auto wait = std::chrono::milliseconds(kNotifyRetryFirst);
  for (size_t tries = 1; tries < kNotifyTriesMax; ++tries, wait *= 2) {
    EXPECT_EQ(Look(1, at + wait - 1ms), Due::kNothing);
    at += wait;
    Send(1, at);
  }
  EXPECT_EQ(Look(1, at + wait), Due::kGivenUp);
  EXPECT_EQ(Look(1, at + 1h), Due::kNothing);
  EXPECT_EQ(Look(2, at + 1h), Due::kNotify);
}

TEST_F(NotifyScheduleTest, ANewerSerialTakesThePlaceOfOneThatIsNotAnswered) {
  Send(1, 0ms);
  Send(2, kNotifyIntervalMin);
  EXPECT_EQ(Look(2, kNotifyIntervalMin + kNotifyRetryFirst), Due::kNotify);
}

TEST(NotifyMessage, AsksForTheSoaAndBringsIt) {
  const auto parsed = testing::ParseWithLdns(NotifyMessage(*testing::SnapshotOf({}), 99));
  ASSERT_TRUE(parsed.has_value());
  EXPECT_EQ(parsed->id, 99);
  EXPECT_EQ(parsed->opcode, 4);
  EXPECT_TRUE(parsed->aa);
  EXPECT_FALSE(parsed->qr);
  EXPECT_THAT(parsed->question, ElementsAre("mesos. IN SOA"));
  EXPECT_EQ(parsed->answer.size(), 1U);
}

TEST(NotifyMessage, OnlyAReplyToItCounts) {
  std::vector<uint8_t> message = NotifyMessage(*testing::SnapshotOf({}), 99);
  EXPECT_FALSE(IsNotifyReply(message, 99));
  message[2] |= 0x80;
  EXPECT_TRUE(IsNotifyReply(message, 99));
  EXPECT_FALSE(IsNotifyReply(message, 98));
  EXPECT_FALSE(IsNotifyReply(Bytes(message).first(11), 99));
  message[2] = 0x80;
  EXPECT_FALSE(IsNotifyReply(message, 99));
}

// A secondary that answers, in a thread of its own.
std::vector<testing::Message> Heard(const testing::FakeUpstream::Query& query) {
  testing::Message reply = query.message;
  reply[2] |= 0x80;
  return {reply};
}

bool Soon(const std::function<bool()>& condition) {
  const auto deadline = std::chrono::steady_clock::now() + 60s;
  while (std::chrono::steady_clock::now() < deadline) {
    if (condition()) return true;
    std::this_thread::sleep_for(5ms);
  }
  return false;
}

TEST(ServingNotifier, TellsEachSecondaryOfEachTable) {
  const testing::ServingUpstream first(Heard);
  const testing::ServingUpstream second(Heard);
  records::SnapshotPublisher publisher(testing::EmptySnapshot());
  Notifier notifier({.secondaries = {{first.endpoint(), {}}, {second.endpoint(), {}}},
                     .keys = nullptr,
                     .sources = {*IpAddress::Parse("127.0.0.1")}},
                    &publisher);
  notifier.Start();
  publisher.Publish(testing::SnapshotOf({"web.mesos. A 10.0.0.1"}));
  EXPECT_TRUE(Soon([&] { return notifier.Counters()["notify_answered"] == 2; }));
  notifier.Stop();
  EXPECT_EQ(first.query_count(), 1U);
  EXPECT_EQ(second.query_count(), 1U);
}

}  // namespace
}  // namespace signpost::transfer
