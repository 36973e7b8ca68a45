#pragma once

// Stands between a client and a server and, when told so, keeps back what they say.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <thread>

namespace signpost::poller::testing {

class TcpRelay {
 public:
  explicit TcpRelay(const std::string& server);  // "127.0.0.1:80"
  ~TcpRelay();
  TcpRelay(const TcpRelay&) = delete;
  TcpRelay& operator=(const TcpRelay&) = delete;

  std::string HostPort() const;  // where clients connect to

  // While frozen nothing is passed on, neither octets nor ends; connections are taken.
  void Freeze();
  void Thaw();

 private:
  using Socket = boost::asio::ip::tcp::socket;
  struct Pair;

  boost::asio::awaitable<void> Accept();
  boost::asio::awaitable<void> Serve(std::shared_ptr<Pair> pair);
  boost::asio::awaitable<void> Pass(std::shared_ptr<Pair> pair, Socket* from, Socket* to);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_;
  boost::asio::ip::tcp::endpoint server_;
  boost::asio::steady_timer thaw_;  // never expires; cancelled when it thaws
  bool is_frozen_ = false;          // owned by the thread
  std::thread thread_;
};

}  // namespace signpost::poller::testing
