#pragma once

// One query to one upstream over a TCP connection of its own (RFC 7766). Private to this room;
// owned by one thread.

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "base/endpoint.h"

namespace signpost::forward {

// Octets that may still be taken for replies; shared by all exchanges of a relay.
struct OctetBudget {
  size_t left;
};

class TcpExchange {
 public:
  enum class End {
    kClosed,    // refused, unreachable, or closed by the upstream
    kNoSocket,  // no descriptor left
    kNoRoom,    // the reply would go beyond the budget
  };

  struct Handlers {
    // A whole message has come; the next one is read unless the exchange is destroyed meanwhile.
    std::function<void(Bytes message)> on_message;
    // No more will come.
    std::function<void(End end)> on_end;
  };

  // Connects to `server` and sends `query`, at most 65,535 octets. The handlers are called later,
  // never from here, and not after ~TcpExchange(), which they may bring about. `budget` and
  // `context` outlive the exchange.
  TcpExchange(boost::asio::io_context* context, const Endpoint& server, Bytes query,
              OctetBudget* budget, Handlers handlers);
  ~TcpExchange();
  TcpExchange(const TcpExchange&) = delete;
  TcpExchange& operator=(const TcpExchange&) = delete;

 private:
  class Connection;
  std::shared_ptr<Connection> connection_;
};

}  // namespace signpost::forward
