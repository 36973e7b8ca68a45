#pragma once

// Finds the leading master, and the others, in ZooKeeper, and tells of every change.
//
// Whatever fails, the last leader stays: a dead server, an expired session, all of ZooKeeper gone,
// a leader's node that cannot be read. Attempts go on for ever, with growing pauses. Nothing that
// ZooKeeper's servers or nodes hold ends the process, as far as it is ours (zk_session.h).
//
// Changes are told as soon as the server we are connected to tells them. One that is killed is
// replaced at once; one that falls silent within two thirds of the session's timeout.
//
// Counted on the status board as zk_failures_REASON; an attempt that teaches nothing:
//   resolve    no server's name has an address
//   system     the session cannot be set up: no memory, no descriptors
//   connect    no server accepts a session in time
//   lost       the connection is lost and no server takes it up again in time
//   expired    the servers have ended the session
//   auth       the servers refuse the credentials
//   timeout    an answer does not come in time
//   path       the masters' path is not there
//   denied     an ACL does not let us
//   too_many   more than kMaxZkChildren nodes below the path
//   no_master  none of them is a master's
//   zookeeper  another error of ZooKeeper
// and of a master's node, the leader's or another's:
//   missing    it was there, and is gone
//   too_large, parse, address, denied  (zk_masters.h)
//   too_many   it is one beyond kMaxZkMasters
// Other figures: zk_state (zk_report.h), zk_sessions, zk_leader, zk_masters, zk_last_failure.
//
// Private to this room.

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "base/status_board.h"
#include "poller/backoff.h"
#include "poller/name_servers.h"
#include "poller/zk_masters.h"
#include "poller/zk_url.h"

namespace signpost::poller {

struct ZkOptions {
  ZkUrl url;
  NameServers name_servers;
  std::chrono::milliseconds session_timeout{10'000};  // as Mesos'; also for each wait of a session
  std::chrono::milliseconds resolve{5'000};           // one server's name
  BackoffLimits backoff;  // between sessions, and between attempts to read within one
  std::chrono::milliseconds reread{60'000};  // without a change, should a watch have been lost
};

class ZkDetector {
 public:
  // `context` and `board` must outlive the detector. `on_change` is called on the context's thread,
  // and may call Stop(): with the first masters detected, and whenever they are others.
  //
  // Names of ZooKeeper's servers are looked up with HostLookup, as those of masters are. The C
  // client itself gets addresses only.
  ZkDetector(boost::asio::io_context* context, const ZkOptions& options, StatusBoard* board,
             std::function<void(const DetectedMasters&)> on_change);
  ~ZkDetector();  // as Stop()
  ZkDetector(const ZkDetector&) = delete;
  ZkDetector& operator=(const ZkDetector&) = delete;

  // Both on the context's thread, or while it does not run. Once each.
  void Start();

  // From then on `on_change` is not called any more and nothing is posted. Takes its time as
  // ~ZkSession() does.
  void Stop();

 private:
  class Implementation;
  std::shared_ptr<Implementation> implementation_;
};

}  // namespace signpost::poller
