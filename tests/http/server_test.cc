// Requests and answers over a connection.

#include <gmock/gmock.h>

#include "http/server_fixture.h"

namespace signpost::http {
namespace {

using ::testing::HasSubstr;
using testing::kWebBody;
using testing::TestClient;
using Field = boost::beast::http::field;

class HttpServerTest : public testing::ServerFixture {};

TEST_F(HttpServerTest, AnswersAGetRequest) {
  Start();
  const auto answer = TestClient(endpoint_).Get("/v1/hosts/web.mesos");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 200u);
  EXPECT_EQ(answer->body(), kWebBody);
  EXPECT_EQ(answer->at(Field::content_type), "application/json");
  EXPECT_EQ(answer->at(Field::content_length), std::to_string(sizeof(kWebBody) - 1));
  EXPECT_EQ(answer->at("X-Content-Type-Options"), "nosniff");
  EXPECT_TRUE(answer->at(Field::date).ends_with(" GMT"));
}

TEST_F(HttpServerTest, HeadHasTheHeaderOfGetAndNoBody) {
  Start();
  TestClient client(endpoint_);
  client.Request("HEAD", "/v1/hosts/web.mesos");
  const auto answer = client.Read(/*head=*/true);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 200u);
  EXPECT_EQ(answer->at(Field::content_length), std::to_string(sizeof(kWebBody) - 1));
  const auto next = client.Get("/v1/hosts/web.mesos");  // nothing was left in between
  ASSERT_TRUE(next);
  EXPECT_EQ(next->body(), kWebBody);
}

TEST_F(HttpServerTest, AMethodThatIsNotAllowedIsToldWhichAre) {
  Start();
  TestClient client(endpoint_);
  client.Request("POST", "/v1/version", "Content-Length: 3\r\n");
  client.Send("abc");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 405u);
  EXPECT_EQ(answer->at(Field::allow), "GET, HEAD");
  EXPECT_TRUE(client.Get("/v1/version")) << "the body was read";
}

TEST_F(HttpServerTest, AnUnknownMethodIsNotAllowed) {
  Start();
  TestClient client(endpoint_);
  client.Request("BREW", "/v1/version");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 405u);
}

TEST_F(HttpServerTest, AnUnknownPathIsNotFound) {
  Start();
  const auto answer = TestClient(endpoint_).Get("/v3");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 404u);
}

TEST_F(HttpServerTest, AConnectionServesManyRequests) {
  Start();
  TestClient client(endpoint_);
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(client.Get("/v1/version"));
  EXPECT_EQ(board_.Number("http_requests"), 50);
}

TEST_F(HttpServerTest, PipelinedRequestsAreAnsweredInOrder) {
  Start();
  TestClient client(endpoint_);
  client.Send(
      "GET /v1/hosts/web.mesos HTTP/1.1\r\nHost: localhost\r\n\r\n"
      "GET /v1/config HTTP/1.1\r\nHost: localhost\r\n\r\n"
      "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(client.Read().value().body(), kWebBody);
  EXPECT_EQ(client.Read().value().body(), "{}");
  EXPECT_EQ(client.Read().value().result_int(), 404u);
}

TEST_F(HttpServerTest, ConnectionCloseIsHonoured) {
  Start();
  TestClient client(endpoint_);
  client.Request("GET", "/v1/config", "Connection: close\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->at(Field::connection), "close");
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerTest, Http10IsAnsweredAndClosed) {
  Start();
  TestClient client(endpoint_);
  client.Send("GET /v1/config HTTP/1.0\r\n\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->version(), 10u);
  EXPECT_EQ(answer->body(), "{}");
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerTest, WhoAsksBeforeSendingABodyGetsTheAnswerAtOnce) {
  Start();
  TestClient client(endpoint_);
  client.Request("POST", "/v1/config", "Content-Length: 3\r\nExpect: 100-continue\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 405u);
  EXPECT_TRUE(client.IsClosedByServer());
}

TEST_F(HttpServerTest, ServesWhatWasPublishedLast) {
  Start();
  TestClient client(endpoint_);
  ASSERT_TRUE(client.Get("/v1/hosts/new.mesos"));
  publisher_.Publish(testing::SnapshotOf({"new.mesos. A 10.0.0.2"}));
  EXPECT_THAT(client.Get("/v1/hosts/new.mesos").value().body(), HasSubstr("10.0.0.2"));
}

TEST_F(HttpServerTest, BeforeTheFirstStateItSaysWhenToTryAgain) {
  publisher_.Publish(testing::UnknownZone());
  Start();
  const auto answer = TestClient(endpoint_).Get("/v1/hosts/web.mesos");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->result_int(), 503u);
  EXPECT_EQ(answer->at(Field::retry_after), "5");
}

TEST_F(HttpServerTest, StopEndsConnectionsAndTheListener) {
  Start();
  TestClient idle(endpoint_);
  TestClient used(endpoint_);
  ASSERT_TRUE(used.Get("/v1/version"));
  server_->Stop();
  EXPECT_TRUE(used.IsClosedByServer());
  EXPECT_TRUE(idle.IsClosedByServer());
  EXPECT_FALSE(TestClient(endpoint_).is_open());
  EXPECT_TRUE(server_->endpoints().empty());
}

TEST_F(HttpServerTest, AnEndpointInUseIsNamed) {
  Start();
  const Endpoint free_port{endpoint_.address, 0};
  HttpServer second({.listen = {free_port, endpoint_}, .config_json = "", .dns_counters = {}},
                    &publisher_, &board_);
  const absl::Status status = second.Start();
  ASSERT_FALSE(status.ok());
  EXPECT_THAT(status.ToString(), HasSubstr(endpoint_.ToString()));
  EXPECT_TRUE(second.endpoints().empty());
}

TEST_F(HttpServerTest, ListensOnIpv6BesideIpv4) {
  Start();
  const Endpoint v6{*IpAddress::Parse("::1"), endpoint_.port};
  HttpServer second({.listen = {v6}, .config_json = "", .dns_counters = {}}, &publisher_, &board_);
  if (!second.Start().ok()) GTEST_SKIP() << "no IPv6 here, or the port is taken";
  EXPECT_EQ(second.endpoints().at(0), v6);
  EXPECT_TRUE(TestClient(v6).Get("/v1/version"));
}

TEST_F(HttpServerTest, AServerThatNeverStartedCanBeStopped) {
  HttpServer server({.listen = {}, .config_json = "", .dns_counters = {}}, &publisher_, &board_);
  server.Stop();
}

}  // namespace
}  // namespace signpost::http
