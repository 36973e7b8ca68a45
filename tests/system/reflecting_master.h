#pragma once

// A master as bad as can be for secrets: it refuses whoever asks, and sends back all that it was
// sent, as reason and body. Only at /login it is content, and gives a token.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <thread>

namespace signpost::testing {

class ReflectingMaster {
 public:
  explicit ReflectingMaster(std::string token);
  ~ReflectingMaster();
  ReflectingMaster(const ReflectingMaster&) = delete;
  ReflectingMaster& operator=(const ReflectingMaster&) = delete;

  uint16_t port() const { return port_; }

  // Values of the header Authorization that were sent to it.
  std::set<std::string> credentials() const;

  // Waits until there is one; false when a minute goes by first.
  bool WaitForCredentials() const;

 private:
  void Serve();
  void Answer(int connection);

  const std::string token_;
  int listening_ = -1;
  uint16_t port_ = 0;
  std::atomic<bool> is_stopped_{false};
  mutable std::mutex mutex_;
  std::set<std::string> credentials_;  // guarded by mutex_
  std::thread thread_;
};

}  // namespace signpost::testing
