#pragma once

// Who holds the connections, and which of them has been waiting longest for its client: for a
// request, or for the end after a refusal. Used by the server's thread alone.
//
// A new client is let in where a connection that only waits can be closed for it: one of its own
// when it has its share, else whichever waits longest. One that is being answered is never closed.

#include <cstddef>
#include <list>
#include <map>

#include "base/network.h"

namespace signpost::http {

class Session;

class SessionTable {
 public:
  // Sessions are somebody else's; each is in the table from Add() to Remove().
  void Add(Session* session, const IpNetwork& client);
  void Remove(Session* session);  // nothing when it is not there

  // Whether `session` waits for its client. A session that is not in the table stays out.
  void SetWaiting(Session* session, bool is_waiting);

  size_t count() const { return sessions_.size(); }
  size_t CountOf(const IpNetwork& client) const;

  // Null when none waits.
  Session* LongestWaiting() const;
  Session* LongestWaitingOf(const IpNetwork& client) const;

 private:
  using Queue = std::list<Session*>;  // the longest waiting one first

  struct Client {
    size_t session_count = 0;
    Queue waiting;
  };
  using Clients = std::map<IpNetwork, Client>;

  struct Entry {
    Clients::iterator client;
    bool is_waiting = false;
    Queue::iterator in_all = {};  // while it waits
    Queue::iterator in_client = {};
  };

  std::map<Session*, Entry> sessions_;
  Clients clients_;  // those that have sessions
  Queue waiting_;
};

}  // namespace signpost::http
