#pragma once

// A detector that runs on a thread of its own, and what it tells.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/status_board.h"
#include "poller/zk_detector.h"

namespace signpost::poller::testing {

// Options for zk://`servers``path`, with pauses that suit a test.
ZkOptions OptionsFor(const std::string& servers, const std::string& path);

class DetectorRun {
 public:
  explicit DetectorRun(const ZkOptions& options);
  ~DetectorRun();  // as Stop(). NOLINT(bugprone-exception-escape)
  DetectorRun(const DetectorRun&) = delete;
  DetectorRun& operator=(const DetectorRun&) = delete;

  // Stops the detector, then lets its context do what was posted to it, and ends the thread.
  void Stop();

  // What must come true, comes true soon: within two minutes.
  bool Soon(const std::function<bool()>& condition);
  bool SoonLeads(std::string_view host_port);  // ... by the last change told
  bool SoonReaches(std::string_view figure, int64_t value);
  bool SoonSays(std::string_view figure, std::string_view value);

  std::vector<DetectedMasters> changes() const;  // told so far
  std::string leader() const;                    // of the last one; empty before
  std::vector<std::string> others() const;       // of the last one
  int64_t Figure(std::string_view name) const { return board_.Number(name); }
  std::string Text(std::string_view name) const;

 private:
  StatusBoard board_;
  mutable std::mutex mutex_;
  std::condition_variable told_;
  std::vector<DetectedMasters> changes_;  // guarded by mutex_

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  ZkDetector detector_;
  std::thread thread_;
};

}  // namespace signpost::poller::testing
