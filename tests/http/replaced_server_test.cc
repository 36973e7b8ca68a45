// A server that is replaced by another one on the same socket.

#include <gtest/gtest.h>

#include "http/server_fixture.h"

namespace signpost::http {
namespace {

using testing::kWebBody;
using testing::TestClient;
using Field = boost::beast::http::field;

class ReplacedHttpServer : public testing::ServerFixture {
 protected:
  void Replace() {
    options_.listen = server_->endpoints();
    options_.handed = server_->sockets();
    next_.emplace(options_, &publisher_, &board_);
    ASSERT_TRUE(next_->Start().ok());
    server_->Retire();
  }

  bool EndsSoon() const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (server_->session_count() > 0 && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
    return server_->session_count() == 0;
  }

  std::optional<HttpServer> next_;
};

TEST_F(ReplacedHttpServer, ItsSocketGoesOnWithTheNext) {
  Start();
  Replace();
  EXPECT_TRUE(EndsSoon());
  server_->Stop();
  for (int i = 0; i < 8; ++i) {
    const auto answer = TestClient(endpoint_).Get("/v1/hosts/web.mesos");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body(), kWebBody);
  }
}

TEST_F(ReplacedHttpServer, ConnectionsEndWithTheNextAnswer) {
  Start();
  TestClient client(endpoint_);
  ASSERT_TRUE(client.Get("/v1/version"));
  Replace();
  ASSERT_TRUE(TestClient(endpoint_).Get("/v1/version"));
  auto answer = client.Get("/v1/hosts/web.mesos");
  while (answer && answer->keep_alive()) answer = client.Get("/v1/hosts/web.mesos");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body(), kWebBody);
}

TEST_F(ReplacedHttpServer, WhoeverWatchesIsToldToComeAgain) {
  Start();
  TestClient client(endpoint_);
  client.Request("GET", "/v1/watch");
  ASSERT_TRUE(Reaches("http_requests", 1));
  Replace();
  EXPECT_TRUE(client.Read()) << "the answer has an end";
}

}  // namespace
}  // namespace signpost::http
