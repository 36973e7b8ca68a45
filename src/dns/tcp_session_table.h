#pragma once

// The open TCP sessions of one worker: how many there are, whose they are, and which has been
// silent longest. Private to this room; owned by one worker's thread.

#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "base/network.h"
#include "dns/tcp_session.h"

namespace signpost::dns {

// Sessions are somebody else's; each is in the table from Add() to Remove().
class TcpSessionTable {
 public:
  void Add(TcpSession* session, const IpNetwork& client);

  // Nothing when it is not there.
  void Remove(TcpSession* session);

  size_t count() const { return sessions_.size(); }
  size_t CountOf(const IpNetwork& client) const;

  // Null when there is none. Not a walk over all: each session is looked at once for each time that
  // it was heard of.
  TcpSession* LongestSilent() { return LongestSilentIn(order_); }
  TcpSession* LongestSilentOf(const IpNetwork& client);

  // Calls `visit` with each session; it must not change the table.
  template <typename Visitor>
  void ForEach(Visitor visit) const {
    for (const auto& [session, entry] : sessions_) visit(session);
  }

 private:
  using Time = TcpSession::Clock::time_point;

  // Sessions do not say when they hear of their clients: the order is by what was known when it was
  // last looked at. Invariant: that is never later than the truth, so that a first one of which
  // nothing has been heard since is the longest silent.
  using Order = std::set<std::pair<Time, TcpSession*>>;
  using Clients = std::map<IpNetwork, Order>;

  struct Entry {
    Time since;  // its place in both orders
    Clients::iterator client;
  };

  TcpSession* LongestSilentIn(const Order& order);
  void Move(TcpSession* session, Entry* entry);

  std::map<TcpSession*, Entry> sessions_;
  Order order_;
  Clients clients_;  // those that have sessions
};

}  // namespace signpost::dns
