#pragma once

// A try: a query to one upstream, under an id of its own, that may still be answered. Private to
// this room; owned by one relay.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "base/bytes.h"
#include "forward/relay.h"
#include "forward/tcp_exchange.h"
#include "forward/udp_sockets.h"

namespace signpost::forward {

struct Flight;

struct Try {
  size_t position;  // in Flight::order
  uint16_t id;
  UdpSockets::Slot slot = 0;         // when there is no `tcp`
  std::unique_ptr<TcpExchange> tcp;  // or null
};

// Whose try it is, for what comes back.
struct AskedAs {
  Flight* flight;
  size_t position;
  uint16_t id;
};

// What becomes of tries. The handlers are called later than the try began, and not after its end.
// They may end any tries and begin others.
struct TryHandlers {
  // Something has come that may be the reply.
  std::function<void(const AskedAs& asked, Bytes message, Channel channel)> on_message;

  // Nothing will come: the upstream's machine refuses, or there is no way to it.
  std::function<void(const AskedAs& asked)> on_unreachable;

  // Nothing will come for a reason that is not the upstream's.
  std::function<void(const AskedAs& asked)> on_given_up;
};

enum class Begun { kYes, kUnreachable, kNoSocket };

}  // namespace signpost::forward
