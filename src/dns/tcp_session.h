#pragma once

// One TCP connection: queries with two octets of length before each, any number of them in flight
// (RFC 7766). Private to this room; owned by one worker's thread.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/bytes.h"

namespace signpost::dns {

class TcpSession {
 public:
  using Clock = std::chrono::steady_clock;

  // What the session is waiting for, and until when.
  enum class Wait { kQuery, kClient };

  // Writes the reply to a query into the worker's buffer and returns it; empty for no reply. The
  // result is valid until the next call.
  using Respond = std::function<Bytes(Bytes query)>;

  struct Timeouts {
    std::chrono::milliseconds idle;
    std::chrono::milliseconds write;
  };

  TcpSession(boost::asio::ip::tcp::socket socket, const Timeouts& timeouts, const Respond* respond);

  // Serves the client until it leaves or Close(). The session must outlive it.
  boost::asio::awaitable<void> Run();

  // Run() ends soon after.
  void Close();

  Wait wait() const { return wait_; }
  Clock::time_point deadline() const { return deadline_; }

 private:
  void Expect(Wait wait, std::chrono::milliseconds timeout);

  // Answers whole queries at the front of received_ until too many replies wait. True when whole
  // queries may be left.
  bool AnswerReceived();
  void Append(Bytes reply);
  boost::asio::awaitable<bool> Receive();
  boost::asio::awaitable<bool> SendReplies();

  boost::asio::ip::tcp::socket socket_;
  const Timeouts timeouts_;
  const Respond& respond_;
  std::vector<uint8_t> received_;  // not yet answered
  std::vector<uint8_t> replies_;   // not yet sent
  Wait wait_ = Wait::kQuery;
  Clock::time_point deadline_;
};

}  // namespace signpost::dns
