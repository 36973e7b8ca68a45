#include "forward/upstream_query.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ldns_message.h"

namespace signpost::forward {
namespace {

using ::testing::ElementsAreArray;
using Message = std::vector<uint8_t>;

Message QueryWithOptions(const Message& options) {
  Message message = testing::LdnsQuery("web.example.", wire::Type::kA, {.udp_size = 1232});
  StoreU16(&message[message.size() - 2], static_cast<uint16_t>(options.size()));
  message.insert(message.end(), options.begin(), options.end());
  return message;
}

Message UpstreamQueryOf(const Message& message) {
  wire::Query query;
  EXPECT_EQ(wire::ParseQuery(message, &query), wire::ParseResult::kOk);
  return UpstreamQuery(message, query);
}

TEST(UpstreamQuery, IsTheClientsMessageWithoutItsId) {
  Message message = testing::LdnsQuery("Web.Example.", wire::Type::kA,
                                       {.recursion_desired = false, .udp_size = 4000});
  const Message upstream_query = UpstreamQueryOf(message);
  StoreU16(message.data(), 0);
  EXPECT_THAT(upstream_query, ElementsAreArray(message));
}

TEST(UpstreamQuery, LeavesOutCookieAndKeepalive) {
  const Message subnet = {0, 8, 0, 7, 0, 1, 24, 0, 192, 0, 2};
  Message options = {0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8};
  options.insert(options.end(), subnet.begin(), subnet.end());
  options.insert(options.end(), {0, 11, 0, 0});
  const Message upstream_query = UpstreamQueryOf(QueryWithOptions(options));
  Message expected = QueryWithOptions(subnet);
  StoreU16(expected.data(), 0);
  EXPECT_THAT(upstream_query, ElementsAreArray(expected));
}

TEST(UpstreamQuery, KeepsRecordsBehindTheOpt) {
  Message message = QueryWithOptions({0, 11, 0, 0});
  const Message tsig = {0, 0, 250, 0, 255, 0, 0, 0, 0, 0, 0};
  message.insert(message.end(), tsig.begin(), tsig.end());
  message[11] = 2;
  Message expected = QueryWithOptions({});
  expected.insert(expected.end(), tsig.begin(), tsig.end());
  expected[11] = 2;
  StoreU16(expected.data(), 0);
  EXPECT_THAT(UpstreamQueryOf(message), ElementsAreArray(expected));
}

}  // namespace
}  // namespace signpost::forward
