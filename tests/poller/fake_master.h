#pragma once

// A master on the loopback interface that answers, or does not, as a test wants.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace signpost::poller::testing {

// What goes over the wire after a request.
struct Answer {
  std::string octets;
  size_t piece_size = 0;               // octets sent at once; 0: all
  std::chrono::milliseconds pause{0};  // between pieces
  bool stays_open = false;             // the connection stays open when all is sent
};

Answer Ok(std::string_view body);
Answer OkWithHeaders(std::string_view headers, std::string_view body);  // "Name: value\r\n..."
Answer Chunked(std::string_view body, std::string_view headers = "");
Answer Gzipped(std::string_view body);
Answer Status(int status, std::string_view body);
Answer RedirectTo(std::string_view location);
Answer Silence();

// `text` as one gzip member.
std::string Gzip(std::string_view text);

class FakeMaster {
 public:
  explicit FakeMaster(std::string_view address = "127.0.0.1");
  ~FakeMaster();

  // From now on every request is answered like this. May be called while it runs.
  void Give(Answer answer);
  void GiveState();  // a small state whose leader is this master

  uint16_t port() const { return port_; }
  std::string host_port() const;
  std::string pid() const { return "master@" + host_port(); }

  // The requests so far, whole heads.
  std::vector<std::string> requests() const;

 private:
  boost::asio::awaitable<void> Accept();
  boost::asio::awaitable<void> Serve(boost::asio::ip::tcp::socket socket);
  Answer AnswerTo(std::string request);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  uint16_t port_ = 0;
  std::string address_;
  mutable std::mutex mutex_;
  Answer answer_;                      // guarded by mutex_
  std::vector<std::string> requests_;  // guarded by mutex_
  std::thread thread_;
};

// A port on 127.0.0.1 where nobody listens.
uint16_t DeadPort();

// A state with the leader `pid` and the running task `task` of the framework "marathon" on an agent
// at 10.0.0.1.
std::string StateText(std::string_view pid, std::string_view task = "web");

}  // namespace signpost::poller::testing
