#pragma once

// One session with ZooKeeper, over Apache's C client. Private to this room.
//
// The client has two threads of its own. They do nothing but post what happens into the context;
// everything else here belongs to the context's thread. The client writes nothing to standard error
// (its log is off for the whole process).
//
// What the client does by itself: it goes from server to server until one accepts the session,
// without a pause but for a 60th of the timeout after the last; it notices a silent server within
// two thirds of the timeout; it sets watches again after a reconnection. It trusts the servers: one
// that breaks ZooKeeper's protocol can crash it, and us with it, or keep it busy for ever.

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "poller/failure.h"

namespace signpost::poller {

// Children of one node that are taken; the masters' path has one a master and "log_replicas".
inline constexpr size_t kMaxZkChildren = 1024;

enum class ZkConnection : uint8_t {
  kConnecting,  // at first, and when the connection is lost
  kConnected,
  kExpired,  // the servers have ended the session; there is no way on
  kRefused,  // they do not take the credentials; no way on either
};

struct ZkAnswer {
  enum class Result : uint8_t {
    kOk,
    kNoNode,
    kDenied,    // the node's ACL does not let us
    kLost,      // the connection, before the answer came
    kTooLarge,  // more than kMaxZkChildren, or data over mesos::kMaxMasterInfoSize
    kFailed,
  };
  Result result = Result::kOk;
  std::string error;                  // the client's words for it
  std::vector<std::string> children;  // of List(); names without the path
  std::string data;                   // of Read()
};

class ZkSession {
 public:
  // Begins a session with one of `servers`, "address:port,..." with no brackets around IPv6.
  //
  // Addresses only: the client looks host names up with getaddrinfo, on this thread and again and
  // again on its own, and that must not go through ourselves.
  //
  // `credentials` is "user:password" or empty. `wake` is called on the context after connection(),
  // has_changed() or answer() have changed; `context` must outlive the session.
  static Outcome<std::unique_ptr<ZkSession>> Open(boost::asio::io_context* context,
                                                  const std::string& servers,
                                                  const std::string& credentials,
                                                  std::chrono::milliseconds timeout,
                                                  std::function<void()> wake);

  // Ends the session. From then on nothing is posted and `wake` is not called any more. While
  // connected this says goodbye, which takes as long as the server needs for an answer: 1.5 s with
  // one that hangs, 3 s more when it does not even read.
  ~ZkSession();

  ZkConnection connection() const;

  // A watch has fired since the last ForgetChange().
  bool has_changed() const;
  void ForgetChange();

  // One request at a time: its answer is there once answer() is; the next request forgets it. When
  // the answer is kOk, a change of what was asked for makes has_changed() true, once.
  void List(const std::string& path);           // the names of its children
  void Read(const std::string& path);           // its data
  void AwaitCreation(const std::string& path);  // watches for it; kOk: it exists, and has changed
  const std::optional<ZkAnswer>& answer() const;

 private:
  class Implementation;
  explicit ZkSession(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::poller
