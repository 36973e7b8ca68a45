// What a client may not do, and what the others notice of it.

#include <gmock/gmock.h>
#include <rapidjson/document.h>

#include <list>

#include "http/server_fixture.h"

namespace signpost::http {
namespace {

using std::chrono::milliseconds;
using testing::TestClient;

class HttpServerLimits : public testing::ServerFixture {
 protected:
  // About ten megabytes of /v1/enumerate.
  void PublishManyTasks() {
    records::InventoryEditor editor;
    const size_t group = editor.AddGroup("marathon");
    const std::string filler(200, 'x');
    for (int i = 0; i < kTaskCount; ++i) {
      editor.AddEntry(group, {filler, std::to_string(i), testing::ListOf({})});
    }
    auto snapshot = std::make_shared<records::Snapshot>(*publisher_.Current());
    snapshot->inventory = editor.inventory();
    publisher_.Publish(std::move(snapshot));
  }

  // Is `body` the whole answer to /v1/enumerate?
  static bool HasAllTasks(const std::string& body) {
    rapidjson::Document json;
    json.Parse<rapidjson::kParseIterativeFlag>(body.c_str());
    return !json.HasParseError() && json["frameworks"][0]["tasks"].Size() == kTaskCount;
  }

  static constexpr int kTaskCount = 45000;
};

TEST_F(HttpServerLimits, AHeaderThatIsTooLargeIsRefused) {
  Start();
  TestClient client(endpoint_);
  client.Request("GET", "/v1/version", "X: " + std::string(kMaxRequestHeaderSize, 'x') + "\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 431u);
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_EQ(board_.Number("http_refused_headers"), 1);
}

TEST_F(HttpServerLimits, AHeaderWithinTheLimitIsTaken) {
  Start();
  TestClient client(endpoint_);
  client.Request("GET", "/v1/version",
                 "X: " + std::string(kMaxRequestHeaderSize - 200, 'x') + "\r\n");
  EXPECT_EQ(client.Read().value().result_int(), 200u);
}

TEST_F(HttpServerLimits, ABodyThatIsTooLargeIsRefused) {
  Start();
  TestClient client(endpoint_);
  client.Request("POST", "/v1/version", "Content-Length: 5000\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 413u);
  EXPECT_EQ(board_.Number("http_refused_bodies"), 1);
}

TEST_F(HttpServerLimits, ABodyInChunksThatIsTooLargeIsRefused) {
  Start();
  TestClient client(endpoint_);
  client.Request("POST", "/v1/version", "Transfer-Encoding: chunked\r\n");
  client.Send("1400\r\n" + std::string(0x1400, 'x') + "\r\n0\r\n\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 413u);
}

TEST_F(HttpServerLimits, WhatIsNoRequestIsRefused) {
  Start();
  for (const char* text :
       {"hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "\x16\x03\x01\x02\r\n"}) {
    TestClient client(endpoint_);
    client.Send(text);
    const auto answer = client.Read();
    ASSERT_TRUE(answer) << text;
    EXPECT_EQ(answer->result_int(), 400u) << text;
    EXPECT_TRUE(client.IsClosedByServer()) << text;
  }
  EXPECT_EQ(board_.Number("http_refused_requests"), 7);
}

TEST_F(HttpServerLimits, ARequestThatDoesNotComeInTimeEndsTheConnection) {
  Start({.request = milliseconds(30)});
  TestClient silent(endpoint_);
  TestClient slow(endpoint_);
  slow.Send("GET /v1/version HTTP/1.1\r\nHos");
  EXPECT_TRUE(silent.IsClosedByServer());
  EXPECT_TRUE(slow.IsClosedByServer());
  EXPECT_TRUE(Reaches("http_request_deadlines", 2));
}

TEST_F(HttpServerLimits, ABodyThatDoesNotComeInTimeEndsTheConnection) {
  Start({.request = milliseconds(30)});
  TestClient client(endpoint_);
  client.Request("POST", "/v1/version", "Content-Length: 10\r\n");
  client.Send("x");
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_TRUE(Reaches("http_request_deadlines", 1));
}

TEST_F(HttpServerLimits, AnIdleConnectionIsClosed) {
  Start({.idle = milliseconds(30)});
  TestClient client(endpoint_);
  ASSERT_TRUE(client.Get("/v1/version"));
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_TRUE(Reaches("http_idle_closed", 1));
  EXPECT_EQ(board_.Number("http_request_deadlines"), 0);
}

// An octet in a millisecond, with which a header reaches its greatest size after eight seconds.
TEST_F(HttpServerLimits, DrippingOctetsDoNotProlongARequest) {
  Start({.request = milliseconds(100)});
  TestClient client(endpoint_);
  ASSERT_TRUE(client.Get("/v1/version"));
  client.Send("GET /v1/version HTTP/1.1\r\nHost: localhost\r\nX: ");
  auto next = std::chrono::steady_clock::now();
  const auto end = next + std::chrono::minutes(1);
  while (board_.Number("http_request_deadlines") == 0 && next < end) {
    if (std::chrono::steady_clock::now() < next) continue;
    client.Send("x");
    next += milliseconds(1);
  }
  EXPECT_EQ(board_.Number("http_request_deadlines"), 1);
}

TEST_F(HttpServerLimits, ASessionTooManyTakesThePlaceOfTheOneThatWaitsLongest) {
  Start({.sessions_max = 2});
  TestClient first(endpoint_);
  ASSERT_TRUE(first.Get("/v1/version"));
  TestClient second(endpoint_);
  ASSERT_TRUE(second.Get("/v1/version"));
  ASSERT_TRUE(first.Get("/v1/version"));
  TestClient third(endpoint_);
  EXPECT_TRUE(third.Get("/v1/version"));
  EXPECT_TRUE(second.IsClosedByServer());
  EXPECT_TRUE(first.Get("/v1/version"));
  EXPECT_EQ(board_.Number("http_evicted_sessions"), 1);
}

TEST_F(HttpServerLimits, AClientWithItsShareLosesItsOwnSession) {
  Start({.client_sessions_max = 1});
  TestClient other(endpoint_, *IpAddress::Parse("127.0.0.2"));
  ASSERT_TRUE(other.Get("/v1/version"));
  TestClient first(endpoint_);
  ASSERT_TRUE(first.Get("/v1/version"));
  TestClient second(endpoint_);
  EXPECT_TRUE(second.Get("/v1/version"));
  EXPECT_TRUE(first.IsClosedByServer());
  EXPECT_TRUE(other.Get("/v1/version"));
}

TEST_F(HttpServerLimits, ASessionThatIsBeingAnsweredGivesWayToNobody) {
  PublishManyTasks();
  Start({.sessions_max = 1});
  TestClient reader(endpoint_);
  reader.Request("GET", "/v1/enumerate");
  ASSERT_TRUE(reader.ReadHeader());
  EXPECT_TRUE(TestClient(endpoint_).IsClosedByServer());
  EXPECT_EQ(board_.Number("http_refused_sessions"), 1);
  const auto answer = reader.Read();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(HasAllTasks(answer->body()));
}

TEST_F(HttpServerLimits, ManySlowHeadersDoNotKeepAnotherClientOut) {
  Start({.client_sessions_max = 50});
  std::list<TestClient> slow;
  for (int i = 0; i < 200; ++i) slow.emplace_back(endpoint_).Send("GET /v1/version HTTP/1.1\r\nH");
  EXPECT_TRUE(TestClient(endpoint_).Get("/v1/version"));
}

TEST_F(HttpServerLimits, ASessionThatEndedMakesRoom) {
  Start({.sessions_max = 1});
  for (int served = 0; served < 3;) {  // until the server has seen the last one's end, it refuses
    TestClient client(endpoint_);
    client.Request("GET", "/v1/version", "Connection: close\r\n");
    if (client.Read()) ++served;
  }
}

TEST_F(HttpServerLimits, AConnectionEndsAfterItsShareOfRequests) {
  Start({.requests_per_session_max = 2});
  TestClient client(endpoint_);
  EXPECT_TRUE(client.Get("/v1/version")->keep_alive());
  EXPECT_FALSE(client.Get("/v1/version")->keep_alive());
  EXPECT_TRUE(client.IsClosedByServer());
  EXPECT_EQ(board_.Number("http_ended_sessions"), 1);
}

TEST_F(HttpServerLimits, OthersAreAnsweredWhileALongAnswerIsWritten) {
  PublishManyTasks();
  Start();
  TestClient reader(endpoint_);
  reader.Request("GET", "/v1/enumerate");
  ASSERT_TRUE(reader.ReadHeader());
  TestClient other(endpoint_);
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(other.Get("/v1/version"));
  const auto answer = reader.Read();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer->chunked());
  EXPECT_GT(answer->body().size(), 10'000'000u);
  EXPECT_TRUE(HasAllTasks(answer->body()));
  EXPECT_TRUE(reader.Get("/v1/version")) << "the connection goes on";
}

TEST_F(HttpServerLimits, ALongAnswerSpeaksOfOneSnapshotThroughout) {
  PublishManyTasks();
  Start();
  TestClient reader(endpoint_);
  reader.Request("GET", "/v1/enumerate");
  ASSERT_TRUE(reader.ReadHeader());
  publisher_.Publish(testing::SnapshotOf({}));
  publisher_.Reap();
  const auto answer = reader.Read();
  ASSERT_TRUE(answer);
  EXPECT_TRUE(HasAllTasks(answer->body()));
}

TEST_F(HttpServerLimits, ALongAnswerInHttp10EndsWithTheConnection) {
  PublishManyTasks();
  Start();
  TestClient client(endpoint_);
  client.Send("GET /v1/enumerate HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_FALSE(answer->chunked());
  EXPECT_TRUE(HasAllTasks(answer->body()));
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerLimits, HeadOfALongAnswerHasNoBody) {
  PublishManyTasks();
  Start({.long_answers_max = 0});
  TestClient client(endpoint_);
  client.Request("HEAD", "/v1/enumerate");
  EXPECT_EQ(client.Read(/*head=*/true).value().result_int(), 200u);
  EXPECT_TRUE(client.Get("/v1/version"));
}

TEST_F(HttpServerLimits, LongAnswersOverTheLimitAreRefused) {
  PublishManyTasks();
  Start({.long_answers_max = 1});
  TestClient reader(endpoint_);
  reader.Request("GET", "/v1/enumerate");
  ASSERT_TRUE(reader.ReadHeader());
  TestClient other(endpoint_);
  const auto refused = other.Get("/v1/enumerate");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->result_int(), 503u);
  EXPECT_EQ(board_.Number("http_refused_long_answers"), 1);
  ASSERT_TRUE(reader.Read());
  ASSERT_TRUE(reader.Get("/v1/version"));
  EXPECT_EQ(other.Get("/v1/enumerate").value().result_int(), 200u);
}

TEST_F(HttpServerLimits, AClientThatDoesNotReadIsLeft) {
  PublishManyTasks();
  Start({.write = milliseconds(30)});
  TestClient client(endpoint_);
  client.Request("GET", "/v1/enumerate");
  EXPECT_TRUE(Reaches("http_write_deadlines", 1));
  EXPECT_FALSE(client.Read());
}

TEST_F(HttpServerLimits, ALongAnswerEndsWithItsTimeHoweverItIsRead) {
  PublishManyTasks();
  Start({.answer = milliseconds(30)});
  TestClient client(endpoint_);
  client.Request("GET", "/v1/enumerate");
  EXPECT_TRUE(Reaches("http_answer_deadlines", 1));
  EXPECT_FALSE(client.Read());
}

TEST_F(HttpServerLimits, AClientThatLeavesDuringALongAnswerMakesRoomForAnother) {
  PublishManyTasks();
  Start({.long_answers_max = 1});
  {
    TestClient reader(endpoint_);
    reader.Request("GET", "/v1/enumerate");
    ASSERT_TRUE(reader.ReadHeader());
  }
  TestClient other(endpoint_);
  while (other.Get("/v1/enumerate").value().result_int() != 200) {
  }
}

TEST_F(HttpServerLimits, StopCutsALongAnswer) {
  PublishManyTasks();
  Start();
  TestClient reader(endpoint_);
  reader.Request("GET", "/v1/enumerate");
  ASSERT_TRUE(reader.ReadHeader());
  server_->Stop();
  EXPECT_FALSE(reader.Read());
}

}  // namespace
}  // namespace signpost::http
