#pragma once

// Three real ZooKeeper servers (Debian's package zookeeper) on loopback addresses of this process'
// own, to be killed and started again. They end with this process, however it ends.

#include <sys/types.h>

#include <array>
#include <string>

#include "support/test_folder.h"

namespace signpost::poller::testing {

class ZkEnsemble {
 public:
  static constexpr int kServers = 3;

  // Sessions time out after this long at most, in milliseconds, whatever clients ask for.
  static constexpr int kSessionTimeoutMax = 2000;

  // Starts all of them and waits until they serve. To be called on the main thread: a server ends
  // with the thread that started it.
  ZkEnsemble();
  ~ZkEnsemble();
  ZkEnsemble(const ZkEnsemble&) = delete;
  ZkEnsemble& operator=(const ZkEnsemble&) = delete;

  std::string Server(int index) const;  // "127.70.1.1:21810"
  std::string Servers() const;          // all of them, with commas between

  void Kill(int index);   // at once, with SIGKILL
  void Start(int index);  // does not wait
  void AwaitServing();    // until every server that runs serves

 private:
  std::string AddressOf(int index) const;
  void WriteConfiguration(int index) const;
  bool Serves(int index) const;

  signpost::testing::TestFolder folder_;
  std::string network_;  // "127.70.1."
  std::array<pid_t, kServers> processes_{};
};

}  // namespace signpost::poller::testing
