#define THREADED  // the client's header shows its waiting calls only then
#include "poller/zookeeper/zk_tree.h"

#include <zookeeper/zookeeper.h>

#include <chrono>
#include <thread>
#include <utility>

#include "base/check.h"

namespace signpost::poller::testing {
namespace {

constexpr int kTimeoutMs = 10'000;

bool MayComeRight(int code) {
  return code == ZCONNECTIONLOSS || code == ZOPERATIONTIMEOUT || code == ZSESSIONMOVED;
}

bool IsOver(int code) { return code == ZSESSIONEXPIRED || code == ZINVALIDSTATE; }

}  // namespace

ZkTree::ZkTree(std::string servers, std::string credentials)
    : servers_(std::move(servers)), credentials_(std::move(credentials)) {
  zoo_set_debug_level(static_cast<ZooLogLevel>(0));
  Open();
}

ZkTree::~ZkTree() { zookeeper_close(handle_); }

void ZkTree::Open() {
  if (handle_ != nullptr) zookeeper_close(handle_);
  handle_ = zookeeper_init(servers_.c_str(), nullptr, kTimeoutMs, nullptr, nullptr, 0);
  SIGNPOST_CHECK(handle_ != nullptr);
  if (credentials_.empty()) return;
  SIGNPOST_CHECK(zoo_add_auth(handle_, "digest", credentials_.data(),
                              static_cast<int>(credentials_.size()), nullptr, nullptr) == ZOK);
}

// A request whose answer was lost may have been done: `also_good` is what it says the next time.
void ZkTree::Do(const std::function<int()>& request, int also_good) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  for (bool is_first = true; true; is_first = false) {
    const int code = request();
    if (code == ZOK || (!is_first && code == also_good)) return;
    SIGNPOST_CHECK(MayComeRight(code) || IsOver(code));
    SIGNPOST_CHECK(std::chrono::steady_clock::now() < end);
    if (IsOver(code)) Open();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // leaves servers the processor
  }
}

void ZkTree::Create(const std::string& path, std::string_view data) {
  const ACL_vector& acl = credentials_.empty() ? ZOO_OPEN_ACL_UNSAFE : ZOO_CREATOR_ALL_ACL;
  Do(
      [&] {
        return zoo_create(handle_, path.c_str(), data.data(), static_cast<int>(data.size()), &acl,
                          ZOO_PERSISTENT, nullptr, 0);
      },
      ZNODEEXISTS);
}

void ZkTree::CreateAll(const std::vector<std::string>& paths) {
  std::vector<zoo_op_t> operations(paths.size());
  std::vector<zoo_op_result_t> results(paths.size());
  for (size_t i = 0; i < paths.size(); ++i) {
    zoo_create_op_init(&operations[i], paths[i].c_str(), "", 0, &ZOO_OPEN_ACL_UNSAFE,
                       ZOO_PERSISTENT, nullptr, 0);
  }
  Do(
      [&] {
        return zoo_multi(handle_, static_cast<int>(operations.size()), operations.data(),
                         results.data());
      },
      ZNODEEXISTS);
}

void ZkTree::Set(const std::string& path, std::string_view data) {
  Do([&] { return zoo_set(handle_, path.c_str(), data.data(), static_cast<int>(data.size()), -1); },
     ZOK);
}

void ZkTree::Delete(const std::string& path) {
  Do([&] { return zoo_delete(handle_, path.c_str(), -1); }, ZNONODE);
}

}  // namespace signpost::poller::testing
