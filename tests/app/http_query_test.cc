// Questions to servers that are none; those to a running one are in tests/system.

#include "app/http_query.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/check.h"

namespace signpost::app {
namespace {

using std::chrono::steady_clock;
using ::testing::HasSubstr;
using namespace std::chrono_literals;

// Takes one connection, sends `text` and closes it; without a text it says nothing and waits.
class OneAnswer {
 public:
  explicit OneAnswer(std::string text) : text_(std::move(text)) {
    listening_ = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof(address);
    SIGNPOST_CHECK(bind(listening_, reinterpret_cast<sockaddr*>(&address), size) == 0);
    SIGNPOST_CHECK(listen(listening_, 1) == 0);
    getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size);
    server_ = {"127.0.0.1", ntohs(address.sin_port)};
    thread_ = std::thread([this] { Serve(); });
  }
  ~OneAnswer() {
    shutdown(listening_, SHUT_RDWR);
    thread_.join();
    close(listening_);
  }

  const HostPort& server() const { return server_; }

 private:
  void Serve() const {
    const int connection = accept(listening_, nullptr, nullptr);
    if (connection < 0) return;
    char request[4096];
    recv(connection, request, sizeof(request), 0);
    if (!text_.empty()) {
      send(connection, text_.data(), text_.size(), MSG_NOSIGNAL);
    } else {
      recv(connection, request, sizeof(request), 0);  // until the client leaves
    }
    close(connection);
  }

  const std::string text_;
  int listening_ = -1;
  HostPort server_;
  std::thread thread_;
};

absl::StatusOr<HttpReply> Ask(const HostPort& server, std::chrono::milliseconds limit = 60s) {
  return AskHttp(server, "/v1/status", steady_clock::now() + limit);
}

TEST(HttpQuery, TakesTheAnswerOfAnyStatus) {
  const OneAnswer server("HTTP/1.1 503 Down\r\nContent-Length: 4\r\n\r\nwhy\n");
  const auto reply = Ask(server.server());
  ASSERT_TRUE(reply.ok()) << reply.status();
  EXPECT_EQ(reply->status, 503U);
  EXPECT_EQ(reply->body, "why\n");
}

TEST(HttpQuery, FindsAServerByItsName) {
  const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  EXPECT_TRUE(Ask({"localhost", server.server().port}).ok());
}

TEST(HttpQuery, GivesUpAtItsDeadlineOnWhoSaysNothing) {
  const OneAnswer server("");
  EXPECT_EQ(Ask(server.server(), 50ms).status().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST(HttpQuery, RefusesWhatIsNoHttp) {
  const OneAnswer server("SSH-2.0-OpenSSH\r\n");
  EXPECT_FALSE(Ask(server.server()).ok());
}

TEST(HttpQuery, RefusesABodyThatIsTooLarge) {
  const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
  EXPECT_THAT(std::string(Ask(server.server()).status().message()), HasSubstr("too large"));
}

TEST(HttpQuery, SaysThatNobodyIsThere) {
  HostPort gone;
  {
    const OneAnswer server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    gone = server.server();
    EXPECT_TRUE(Ask(gone).ok());
  }
  EXPECT_THAT(std::string(Ask(gone).status().message()), HasSubstr("refused"));
}

}  // namespace
}  // namespace signpost::app
