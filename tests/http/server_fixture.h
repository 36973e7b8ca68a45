#pragma once

// A running server on the loopback interface, with one small zone.

#include <gtest/gtest.h>

#include <chrono>
#include <string_view>
#include <thread>

#include "http/http_server.h"
#include "http/test_client.h"
#include "http/test_zone.h"

namespace signpost::http::testing {

class ServerFixture : public ::testing::Test {
 protected:
  void Start(const Limits& limits = {}) {
    server_.emplace(options_, &publisher_, &board_, limits);
    ASSERT_TRUE(server_->Start().ok());
    endpoint_ = server_->endpoints().at(0);
  }

  // Waits until the figure has reached `value`; what must happen, happens soon.
  bool Reaches(std::string_view figure, int64_t value) const {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (board_.Number(figure) < value) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return board_.Number(figure) == value;
  }

  HttpServerOptions options_{
      .listen = {{*IpAddress::Parse("127.0.0.1"), 0}}, .config_json = "{}", .zone = "mesos"};
  records::SnapshotPublisher publisher_{SnapshotOf({"web.mesos. A 10.0.0.1"})};
  StatusBoard board_;
  std::optional<HttpServer> server_;
  Endpoint endpoint_;
};

inline constexpr char kWebBody[] = R"([{"host":"web.mesos.","ip":"10.0.0.1"}])";

}  // namespace signpost::http::testing
