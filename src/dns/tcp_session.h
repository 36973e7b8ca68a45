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
  // result is valid until the next call. Of an oversized query `query` is the beginning.
  using Respond = std::function<Bytes(Bytes query, bool oversized)>;

  struct Timeouts {
    std::chrono::milliseconds idle;
    std::chrono::milliseconds write;
  };

  TcpSession(boost::asio::ip::tcp::socket socket, const Timeouts& timeouts, const Respond* respond);

  // Serves the client until it leaves or Close(). The session must outlive it.
  boost::asio::awaitable<void> Run();

  // Run() ends soon after. The system goes on offering what it has of the replies to the client.
  void Close();

  // As Close(), but what the client did not take is thrown away.
  void Abort();

  bool closed() const { return closed_; }
  Wait wait() const { return wait_; }
  Clock::time_point waiting_since() const { return waiting_since_; }
  Clock::time_point deadline() const { return deadline_; }

 private:
  void Expect(Wait wait, std::chrono::milliseconds timeout);

  // Answers whole queries at the front of received_ until too many replies wait. True when whole
  // queries may be left.
  bool AnswerReceived();
  // Answers the query at `at` and returns where the next one starts; `at` when it is not whole yet.
  size_t AnswerAt(size_t at);
  void DropUnwanted();
  void Append(Bytes reply);
  boost::asio::awaitable<bool> Receive();
  boost::asio::awaitable<bool> SendReplies();

  boost::asio::ip::tcp::socket socket_;
  const Timeouts timeouts_;
  const Respond& respond_;
  std::vector<uint8_t> received_;  // not yet answered
  size_t unwanted_ = 0;            // octets at the front of received_ or still to come
  std::vector<uint8_t> replies_;   // not yet sent
  bool closed_ = false;
  Wait wait_ = Wait::kQuery;
  Clock::time_point waiting_since_;
  Clock::time_point deadline_;
};

}  // namespace signpost::dns
