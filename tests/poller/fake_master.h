#pragma once

// A master on the loopback interface that answers, or does not, as a test wants.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "poller/fake_answer.h"
#include "poller/test_certificates.h"

namespace signpost::poller::testing {

// What a master that speaks TLS shows and asks for.
struct ServerTls {
  Identity identity;
  std::string client_authority{};  // PEM: clients must show a certificate of it; empty: no
  int version_max = 0;             // of TLS, as the library counts; 0: the newest
  bool cuts = false;               // ends connections without TLS's own good-bye
};

class FakeMaster {
 public:
  explicit FakeMaster(std::string_view address = "127.0.0.1",
                      std::optional<ServerTls> tls = std::nullopt);
  ~FakeMaster();

  // From now on every request is answered like this. May be called while it runs.
  void Give(Answer answer);
  void GiveBy(std::function<Answer(const std::string& request)> answer_of);
  void GiveState();  // a small state whose leader is this master

  uint16_t port() const { return port_; }
  std::string host_port() const;
  std::string pid() const { return "master@" + host_port(); }

  // Sends more on all connections whose answer stays open, and ends these. Plain HTTP only.
  void Tell(std::string octets);
  void DropStreams();

  // From now on connections get `octets` at once, whatever they say.
  void GreetWith(std::string octets);

  // The requests so far, heads and bodies.
  std::vector<std::string> requests() const;

  // The names that TLS clients asked for (SNI), "" for none.
  std::vector<std::string> names_asked() const;

 private:
  boost::asio::awaitable<void> Accept();
  boost::asio::awaitable<void> Greet(boost::asio::ip::tcp::socket socket);
  boost::asio::awaitable<void> StayOpen(boost::asio::ip::tcp::socket* stream);
  boost::asio::awaitable<void> StayOpen(
      boost::asio::ssl::stream<boost::asio::ip::tcp::socket&>* stream);
  boost::asio::awaitable<void> ServeTls(boost::asio::ip::tcp::socket socket);
  template <typename Stream>
  boost::asio::awaitable<void> Serve(Stream* stream);
  template <typename Stream>
  boost::asio::awaitable<std::optional<std::string>> ReadRequest(Stream* stream);
  template <typename Stream>
  boost::asio::awaitable<void> Send(Stream* stream, Answer answer);
  Answer AnswerTo(const std::string& request);

  boost::asio::io_context context_{1};
  boost::asio::ip::tcp::acceptor acceptor_{context_};
  uint16_t port_ = 0;
  const std::string address_;
  const std::optional<ServerTls> tls_;
  std::set<boost::asio::ip::tcp::socket*> streams_;  // owned by the thread
  boost::asio::ssl::context tls_context_{boost::asio::ssl::context::tls_server};
  mutable std::mutex mutex_;
  // Guarded by mutex_.
  std::function<Answer(const std::string&)> answer_of_;
  std::optional<std::string> greeting_;
  std::vector<std::string> requests_;
  std::vector<std::string> names_asked_;
  std::thread thread_;
};

// A port on 127.0.0.1 where nobody listens.
uint16_t DeadPort();

}  // namespace signpost::poller::testing
