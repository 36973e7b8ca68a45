#pragma once

// Reads what masters hold in ZooKeeper: the list of their nodes, then each one. Private to this
// room; runs on the poller's context.

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "poller/failure.h"
#include "poller/waiter.h"
#include "poller/zk_masters.h"
#include "poller/zk_report.h"
#include "poller/zk_session.h"

namespace signpost::poller {

class ZkMastersReader {
 public:
  // `limit`: for each answer. Session, waiter and report must outlive the reader, but for a waiter
  // that is stopped: then the session may go.
  ZkMastersReader(ZkSession* session, Waiter* waiter, ZkReport* report, std::string path,
                  std::chrono::milliseconds limit)
      : session_(*session),
        waiter_(*waiter),
        report_(*report),
        path_(std::move(path)),
        limit_(limit) {}

  // Who leads, by all that is there now. The session is told to watch for changes of it, and for
  // the path where there is none. Other masters than the leader that fail are counted by `report`.
  //
  // Reasons of failure as in zk_detector.h; "lost": ask again when connected; "timeout": there is
  // no use in this session any more; "stopped": the waiter is.
  boost::asio::awaitable<Outcome<DetectedMasters>> Read();

 private:
  boost::asio::awaitable<Outcome<std::vector<ZkMasterNode>>> List();
  boost::asio::awaitable<Outcome<mesos::MasterAddress>> ReadNode(const ZkMasterNode& node);
  boost::asio::awaitable<Outcome<ZkAnswer>> Answer(std::string_view what);

  ZkSession& session_;
  Waiter& waiter_;
  ZkReport& report_;
  const std::string path_;
  const std::chrono::milliseconds limit_;
};

}  // namespace signpost::poller
