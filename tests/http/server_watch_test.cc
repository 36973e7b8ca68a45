// Watchers over a connection.

#include <gmock/gmock.h>

#include "http/server_fixture.h"

namespace signpost::http {
namespace {

using testing::TestClient;

class HttpServerWatch : public testing::ServerFixture {
 protected:
  void PublishChange(size_t record_count = 0) {
    auto snapshot = std::make_shared<records::Snapshot>(*publisher_.Current());
    auto change = std::make_shared<records::ZoneChange>();
    change->serial = ++snapshot->soa.serial;
    for (size_t i = 0; i < record_count; ++i) {
      change->records.listed_added.Add(long_name_, wire::Type::kA, kAddress);
    }
    snapshot->changes.Add(std::move(change));
    publisher_.Publish(std::move(snapshot));
  }

  static constexpr uint8_t kAddress[] = {10, 0, 0, 1};
  const std::vector<uint8_t> long_name_ = [] {
    std::vector<uint8_t> name(4 * 62 + 1, 'x');
    for (size_t at = 0; at + 1 < name.size(); at += 62) name[at] = 61;
    name.back() = 0;
    return name;
  }();

  // Watches; false when it was not let in.
  bool Watch(TestClient* client, std::string_view headers = "") const {
    client->Request("GET", "/v1/watch", headers);
    return client->ReceiveUntil("200 OK") && client->ReceiveUntil("event: serial");
  }
};

TEST_F(HttpServerWatch, TellsOfAChangeAsItHappens) {
  Start();
  TestClient client(endpoint_);
  ASSERT_TRUE(Watch(&client));
  PublishChange();
  EXPECT_TRUE(client.ReceiveUntil("event: change\nid: 8\n"));
  PublishChange();
  EXPECT_TRUE(client.ReceiveUntil("event: change\nid: 9\n"));
}

TEST_F(HttpServerWatch, GoesOnBehindTheLastEventOfTheClient) {
  Start();
  for (int i = 0; i < 3; ++i) PublishChange();
  TestClient client(endpoint_);
  ASSERT_TRUE(Watch(&client, "Last-Event-ID: 9\r\n"));
  EXPECT_TRUE(client.ReceiveUntil("event: change\nid: 10\n"));
}

TEST_F(HttpServerWatch, HearsThatTheServerIsAlive) {
  Limits limits;
  limits.heartbeat = std::chrono::milliseconds(1);
  Start(limits);
  TestClient client(endpoint_);
  ASSERT_TRUE(Watch(&client));
  EXPECT_TRUE(client.ReceiveUntil(": alive\n"));
  EXPECT_TRUE(client.ReceiveUntil(": alive\n"));
}

TEST_F(HttpServerWatch, TooManyAreRefused) {
  Limits limits;
  limits.watchers_max = 1;
  Start(limits);
  TestClient client(endpoint_);
  ASSERT_TRUE(Watch(&client));
  TestClient other(endpoint_);
  const auto answer = other.Get("/v1/watch");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 503u);
  EXPECT_EQ(board_.Number("http_refused_watchers"), 1);
}

TEST_F(HttpServerWatch, AWatcherThatHasGoneMakesRoom) {
  Limits limits;
  limits.watchers_max = 1;
  limits.heartbeat = std::chrono::milliseconds(1);
  Start(limits);
  {
    TestClient client(endpoint_);
    ASSERT_TRUE(Watch(&client));
  }
  bool is_in = false;
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (!is_in && std::chrono::steady_clock::now() < end) {
    TestClient next(endpoint_);
    is_in = Watch(&next, "Connection: close\r\n");
  }
  EXPECT_TRUE(is_in);
}

TEST_F(HttpServerWatch, WatchersTakeNoPlaceOfLongAnswers) {
  Limits limits;
  limits.long_answers_max = 0;
  Start(limits);
  TestClient client(endpoint_);
  EXPECT_TRUE(Watch(&client));
}

TEST_F(HttpServerWatch, AWatcherThatReadsNothingIsCutAndCounted) {
  Limits limits;
  limits.write = std::chrono::milliseconds(200);
  Start(limits);
  TestClient client(endpoint_);
  ASSERT_TRUE(Watch(&client));
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (board_.Number("http_write_deadlines") == 0 && std::chrono::steady_clock::now() < end) {
    PublishChange(records::kMaxListedRecords);
  }
  EXPECT_EQ(board_.Number("http_write_deadlines"), 1);
}

TEST_F(HttpServerWatch, StopsWithTheServer) {
  Start();
  TestClient client(endpoint_);
  ASSERT_TRUE(Watch(&client));
  server_->Stop();
  EXPECT_FALSE(client.ReceiveUntil("event: change"));
}

}  // namespace
}  // namespace signpost::http
