#include "poller/event_gatherer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace signpost::poller {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class PollerEventGatherer : public ::testing::Test {
 protected:
  void Add(size_t count) {
    for (size_t i = 0; i < count; ++i) gatherer_.Add(mesos::OtherEvent{std::to_string(i)});
  }

  boost::asio::io_context context_;
  std::vector<size_t> batches_;
  EventGatherer gatherer_{&context_, [this](std::span<const mesos::Event> events) {
                            batches_.push_back(events.size());
                          }};
};

TEST_F(PollerEventGatherer, EventsThatComeTogetherAreOneBatch) {
  Add(3);
  EXPECT_THAT(batches_, IsEmpty());
  context_.run();
  EXPECT_THAT(batches_, ElementsAre(3));
}

TEST_F(PollerEventGatherer, TheNextBatchWaitsAnew) {
  Add(1);
  context_.run();
  Add(2);
  context_.restart();
  context_.run();
  EXPECT_THAT(batches_, ElementsAre(1, 2));
}

TEST_F(PollerEventGatherer, NoMoreThanTheLimitAreWaitedWith) {
  Add(kMaxGatheredEvents + 1);
  EXPECT_THAT(batches_, ElementsAre(kMaxGatheredEvents));
  context_.run();
  EXPECT_THAT(batches_, ElementsAre(kMaxGatheredEvents, 1));
}

TEST_F(PollerEventGatherer, WhatIsDroppedIsNotTold) {
  Add(2);
  gatherer_.Drop();
  context_.run();
  EXPECT_THAT(batches_, IsEmpty());
}

}  // namespace
}  // namespace signpost::poller
