#pragma once

// An upstream of the relay on a loopback address, over UDP and TCP on one port, that says what the
// test wants.

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <thread>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"

namespace signpost::testing {

using Message = std::vector<uint8_t>;

// What ReplyTo() makes of a query.
struct ReplyForm {
  uint16_t rcode = 0;
  bool is_truncated = false;
  size_t address_count = 1;  // A records 192.0.2.x of the name that was asked for
};

// The reply to `query`, a message with one question.
Message ReplyTo(Bytes query, const ReplyForm& form = {});

class FakeUpstream {
 public:
  struct Query {
    Message message;
    uint16_t port;  // it came from
    bool over_tcp;
  };

  // The messages to send back, each in a datagram or behind its length.
  using Answer = std::function<std::vector<Message>(const Query& query)>;

  // Answers with ReplyTo() until told otherwise. `address`: on which to listen.
  explicit FakeUpstream(std::string_view address = "127.0.0.1");
  ~FakeUpstream();
  FakeUpstream(const FakeUpstream&) = delete;
  FakeUpstream& operator=(const FakeUpstream&) = delete;

  const Endpoint& endpoint() const { return endpoint_; }
  void SetAnswer(Answer answer) { answer_ = std::move(answer); }
  const std::vector<Query>& queries() const { return queries_; }

  // Answers what has come, without waiting.
  void Serve();

  // Closes its UDP socket: from now on its machine refuses.
  void Leave();

 private:
  struct Connection {
    int socket;
    Message received;
  };

  void ServeUdp();
  void Accept();
  bool ServeTcp(Connection* connection);
  std::vector<Message> Take(Query query);

  int udp_;
  int tcp_;
  Endpoint endpoint_;
  Answer answer_;
  std::vector<Query> queries_;
  std::vector<Connection> connections_;
};

// One that answers in a thread of its own. Its queries and its answer must not be touched while it
// lives, but for what is said here.
class ServingUpstream {
 public:
  explicit ServingUpstream(FakeUpstream::Answer answer = nullptr,
                           std::string_view address = "127.0.0.1");
  ~ServingUpstream();

  const Endpoint& endpoint() const { return upstream_.endpoint(); }
  size_t query_count() const { return query_count_; }

 private:
  FakeUpstream upstream_;
  std::atomic<size_t> query_count_{0};
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

}  // namespace signpost::testing
