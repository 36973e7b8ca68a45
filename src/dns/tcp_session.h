#pragma once

// One TCP connection: queries with two octets of length before each, any number of them in flight
// (RFC 7766). Private to this room; owned by one worker's thread.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "dns/reply_stream.h"

namespace signpost::dns {

class TcpSession {
 public:
  using Clock = std::chrono::steady_clock;

  // What the session is waiting for, and until when.
  enum class Wait {
    kQuery,   // for the client's next one
    kClient,  // for the client to take its replies
    kReply,   // for others to reply; until then nobody expects the client to say anything
  };

  // Writes the reply to a query into the worker's buffer and returns it; empty for no reply, or one
  // that comes later (see ReplyLater()). The result is valid until the next call. Of an oversized
  // query `query` is the beginning.
  using Respond = std::function<Bytes(Bytes query, bool oversized, TcpSession* session)>;

  // Takes the reply, once. Does nothing when the session has ended.
  using Reply = std::function<void(Bytes reply)>;

  struct Timeouts {
    std::chrono::milliseconds idle;
    std::chrono::milliseconds write;
  };

  // `client`: the address at the other end of `socket`.
  TcpSession(boost::asio::ip::tcp::socket socket, const IpAddress& client, const Timeouts& timeouts,
             const Respond* respond);

  // Serves the client until it leaves or Close(). The session must outlive it.
  boost::asio::awaitable<void> Run();

  // The way for the reply to the query that Respond is looking at to come later, in any order
  // (RFC 7766 §6.2.1.1).
  Reply ReplyLater();

  // The reply to the query that Respond is looking at goes on with what `stream` gives. Queries
  // that come meanwhile wait.
  void ReplyWith(ReplyStream stream) { stream_ = std::move(stream); }

  const IpAddress& client() const { return client_; }

  // Run() ends soon after. The system goes on offering what it has of the replies to the client.
  void Close();

  // As Close(), but what the client did not take is thrown away.
  void Abort();

  bool closed() const { return closed_; }
  Wait wait() const;

  // Between two queries, with nothing to send: nobody misses it, if it ends.
  bool IsIdle() const { return wait() == Wait::kQuery && received_.empty() && replies_.empty(); }

  Clock::time_point waiting_since() const { return waiting_since_; }
  Clock::time_point deadline() const { return deadline_; }

 private:
  void Expect(std::chrono::milliseconds timeout);

  // Answers whole queries at the front of received_ until too many replies wait. True when whole
  // queries may be left.
  bool AnswerReceived();
  // Answers the query at `at` and returns where the next one starts; `at` when it is not whole yet.
  size_t AnswerAt(size_t at);
  void DropUnwanted();
  void Append(Bytes reply);
  void TakeFromStream();
  void TakeLateReply(Bytes reply);
  boost::asio::awaitable<bool> Receive();

  // Sends what has been answered, and what is answered meanwhile.
  void Send();
  void OnSent(const boost::system::error_code& error);

  // Waits while the client has to take replies; false when the session is closed.
  boost::asio::awaitable<bool> WaitForClient();
  // Waits until nothing is to be sent any more.
  boost::asio::awaitable<void> WaitForReplies();
  boost::asio::awaitable<void> WaitForChange();

  boost::asio::ip::tcp::socket socket_;
  const IpAddress client_;
  const Timeouts timeouts_;
  const Respond& respond_;
  std::vector<uint8_t> received_;  // not yet answered
  size_t unwanted_ = 0;            // octets at the front of received_ or still to come
  std::vector<uint8_t> replies_;   // not yet sent
  std::vector<uint8_t> sending_;   // given to the system, which still reads it; empty: nothing is
  ReplyStream stream_;             // of the reply that is being sent; none: there is none
  std::vector<uint8_t> message_;   // of the stream, in hand
  size_t awaited_count_ = 0;       // replies that come later
  std::shared_ptr<TcpSession*> self_;  // for late replies, while the session lives
  boost::asio::steady_timer change_;   // whoever waits for a change waits for its end
  bool closed_ = false;
  Clock::time_point waiting_since_;
  Clock::time_point deadline_;
};

}  // namespace signpost::dns
