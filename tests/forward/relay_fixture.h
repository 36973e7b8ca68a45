#pragma once

// A relay whose turns the test gives, and upstreams on the loopback interface.

#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "forward/relay.h"
#include "support/fake_upstream.h"
#include "support/ldns_message.h"
#include "wire/query_reader.h"

namespace signpost::forward {

// What a client got; none as long as it waits.
struct Result {
  bool is_there = false;
  Failure failure = Failure::kNone;
  testing::Message reply = {};
  bool is_truncated = false;

  uint16_t rcode() const { return reply.size() < 4 ? 0xff : reply[3] & 0xf; }
  uint16_t address_count() const { return reply.size() < 8 ? 0 : LoadU16(&reply[6]); }
};

class RelayFixture : public ::testing::Test {
 protected:
  // `upstreams` are asked for all names. Tests that wait for the end of the timeout give a short
  // one.
  void Start(const std::vector<testing::FakeUpstream*>& upstreams, RelayOptions options = {}) {
    std::vector<Endpoint> servers;
    for (testing::FakeUpstream* upstream : upstreams) {
      servers.push_back(upstream->endpoint());
      upstreams_.push_back(upstream);
    }
    StartWith(std::make_shared<Upstreams>(servers, std::vector<ZoneServers>()), options);
  }

  void StartWith(std::shared_ptr<const Upstreams> upstreams, RelayOptions options) {
    options.upstreams = std::move(upstreams);
    relay_.emplace(&context_, options, &counters_);
  }

  // Asks for the client at `client`.
  std::shared_ptr<Result> Ask(std::string_view name, Channel channel = Channel::kUdp,
                              const testing::LdnsQueryOptions& options = {},
                              std::string_view client = "10.0.0.1") {
    const testing::Message message = testing::LdnsQuery(name, wire::Type::kA, options);
    wire::Query query;
    EXPECT_EQ(wire::ParseQuery(message, &query), wire::ParseResult::kOk);
    auto result = std::make_shared<Result>();
    relay_->Ask(message, query, IpAddress::Parse(client).value(), channel,
                [result](const Answer& answer) {
                  EXPECT_FALSE(result->is_there);
                  *result = {.is_there = true,
                             .failure = answer.failure,
                             .reply = {answer.reply.begin(), answer.reply.end()},
                             .is_truncated = answer.is_truncated};
                });
    return result;
  }

  // Gives everybody turns until `condition` holds; false when it did not within a minute.
  template <typename Condition>
  bool Soon(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      for (testing::FakeUpstream* upstream : upstreams_) upstream->Serve();
      context_.restart();
      context_.poll();
    }
    return true;
  }

  Result Wait(const std::shared_ptr<Result>& result) {
    EXPECT_TRUE(Soon([&] { return result->is_there; }));
    return *result;
  }

  boost::asio::io_context context_;
  RelayCounters counters_;
  std::vector<testing::FakeUpstream*> upstreams_;
  std::optional<Relay> relay_;
};

// Answers with these messages, made of the query by `make`.
template <typename Make>
testing::FakeUpstream::Answer Sends(Make make) {
  return [make](const testing::FakeUpstream::Query& query) {
    return std::vector<testing::Message>{make(query.message)};
  };
}

inline testing::FakeUpstream::Answer SendsRcode(wire::Rcode rcode) {
  return Sends([rcode](const testing::Message& query) {
    return testing::ReplyTo(query, {.rcode = static_cast<uint16_t>(rcode), .address_count = 0});
  });
}

inline testing::FakeUpstream::Answer Silence() {
  return [](const testing::FakeUpstream::Query&) { return std::vector<testing::Message>(); };
}

inline constexpr std::chrono::milliseconds kShort{200};
inline constexpr std::chrono::milliseconds kLong{120'000};  // never over in a test

// Nothing happens because time goes by.
inline const RelayOptions kPatient{.timeout = kLong, .try_interval_max = kLong};

}  // namespace signpost::forward
