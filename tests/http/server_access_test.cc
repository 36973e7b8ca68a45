// Who is answered, and for which host.

#include <gmock/gmock.h>

#include "http/server_fixture.h"

namespace signpost::http {
namespace {

using testing::TestClient;
using Field = boost::beast::http::field;

class HttpServerAccess : public testing::ServerFixture {
 protected:
  unsigned StatusOf(const std::string& request) {
    TestClient client(endpoint_);
    client.Send(request + "\r\n\r\n");
    const auto answer = client.Read();
    return answer ? answer->result_int() : 0;
  }
};

TEST_F(HttpServerAccess, AHostThatIsNotServedIsRefused) {
  Start();
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.1\r\nHost: evil.example"), 421u);
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.0\r\nHost: evil.example"), 421u);
  EXPECT_EQ(StatusOf("GET http://evil.example/v1/config HTTP/1.1\r\nHost: localhost"), 421u);
  EXPECT_EQ(board_.Number("http_refused_hosts"), 3);
}

TEST_F(HttpServerAccess, AHostThatIsServedIsAnswered) {
  options_.hosts = {"dns.example"};
  Start();
  for (const char* host : {"localhost:1", "127.0.0.1", "leader.mesos", "DNS.example.", ""}) {
    EXPECT_EQ(StatusOf(std::string("GET /v1/config HTTP/1.1\r\nHost: ") + host), 200u) << host;
  }
  EXPECT_EQ(StatusOf("GET http://leader.mesos/v1/config HTTP/1.1\r\nHost: evil.example"), 200u);
}

TEST_F(HttpServerAccess, WhatIsNoHostIsMalformed) {
  Start();
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.1\r\nHost: a b"), 400u);
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.1"), 400u);
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.0\r\nHost: localhost\r\nHost: localhost"), 400u);
  EXPECT_EQ(board_.Number("http_refused_requests"), 3);
}

TEST_F(HttpServerAccess, Http10NeedNotNameAHost) {
  Start();
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.0"), 200u);
}

TEST_F(HttpServerAccess, ClientsOutsideTheListAreRefused) {
  options_.allow = NetworkList({"127.0.0.2"});
  Start();
  EXPECT_EQ(StatusOf("GET /v1/config HTTP/1.0"), 403u);
  EXPECT_EQ(board_.Number("http_refused_clients"), 1);
  TestClient allowed(endpoint_, *IpAddress::Parse("127.0.0.2"));
  EXPECT_EQ(allowed.Get("/v1/config").value().result_int(), 200u);
}

TEST_F(HttpServerAccess, PagesOfOtherSitesMayNotReadAnswers) {
  Start();
  TestClient client(endpoint_);
  client.Request("GET", "/v1/config", "Origin: http://evil.example\r\n");
  const auto answer = client.Read();
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->count(Field::access_control_allow_origin), 0u);
  EXPECT_EQ(StatusOf("OPTIONS /v1/config HTTP/1.1\r\nHost: localhost"), 405u);
}

TEST_F(HttpServerAccess, NoAnswerMayBeTakenForAnotherType) {
  Start();
  for (const char* target : {"/", "/v1/status", "/nothing", "/v1/axfr", "/%"}) {
    TestClient client(endpoint_);
    EXPECT_EQ(client.Get(target).value().at("X-Content-Type-Options"), "nosniff") << target;
  }
}

}  // namespace
}  // namespace signpost::http
