#pragma once

// The tries of flights that go over UDP: which leave from which port, and whose is what comes back.
// Private to this room; owned by one thread.
//
// A try has a port of its own when few begin in the same turn of the thread; of many, some leave
// from one port together (kPortsPerTurn, kQueriesPerPort), which costs a fraction of the system
// calls. Such a port is as fresh, as random and as short-lived as others, the tries on it have ids
// of their own, and a forger must still hit port, id and question of one of them (RFC 5452 §9.2).

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "base/endpoint.h"
#include "forward/limits.h"
#include "forward/random_ids.h"
#include "forward/relay.h"
#include "forward/try.h"
#include "forward/udp_sockets.h"

namespace signpost::forward {

class UdpTries {
 public:
  // `upstream_count`: of the indexes that Begin() is given.
  UdpTries(boost::asio::io_context* context, size_t upstream_count, RandomIds* ids,
           RelayCounters* counters, TryHandlers handlers);
  ~UdpTries();
  UdpTries(const UdpTries&) = delete;
  UdpTries& operator=(const UdpTries&) = delete;

  // Asks `upstream`, which is at `server`, what the flight asks, once this turn is over: the flight
  // has it among its open tries until End(). `may_open`: a socket may be taken.
  Begun Begin(Flight* flight, size_t position, Upstreams::Index upstream, const Endpoint& server,
              bool may_open);

  // Nothing of the try is handed over any more.
  void End(const Try& attempt);

  // Sockets in use.
  size_t socket_count() const { return sockets_.count(); }

 private:
  using Slot = UdpSockets::Slot;

  // What leaves from one port.
  struct Use {
    std::vector<AskedAs> asked;  // of those that have ended, the flight is null
    size_t open_count = 0;       // the others
    bool is_gathering = false;   // nothing has been sent yet
    uint64_t number = 0;         // of the use among the socket's
  };

  // The ports that tries towards one upstream leave from in this turn.
  struct Gathering {
    std::array<Slot, kPortsPerTurn> slots;
    size_t count = 0;
    size_t next = 0;  // the one to share
  };

  Begun ChooseSlot(Gathering* gathering, const Endpoint& server, bool may_open, Slot* slot);
  Begun OpenSlot(Gathering* gathering, const Endpoint& server, Slot* slot);
  uint16_t FreshId(const Use& use);
  void ReleaseIfUnused(Slot slot);

  void SendWhenTurnIsOver();
  void SendGathered();
  void SendFrom(Slot slot);
  void OnUnsent(Slot slot, std::span<const AskedAs> unsent, UdpSockets::Refusal refusal);

  void WaitForReplies();
  void OnReady();
  void Read(Slot slot);
  void OnDatagram(Slot slot, Bytes datagram);
  void OnForeign(const Use& use);
  void OnUnreachable(Slot slot);

  bool IsStill(Slot slot, uint64_t number) const;
  bool IsOpen(Slot slot, const AskedAs& asked) const;

  RandomIds& ids_;
  RelayCounters& counters_;
  const TryHandlers handlers_;
  UdpSockets sockets_;
  std::vector<Use> uses_;              // by slot
  std::vector<Gathering> gatherings_;  // by upstream
  std::vector<Slot> gathered_;         // whose tries are to be sent
  std::vector<Upstreams::Index> gathered_upstreams_;
  boost::asio::posix::stream_descriptor ready_;
  const std::shared_ptr<void> alive_ = std::make_shared<char>();  // for what is posted
};

}  // namespace signpost::forward
