#pragma once

// Writes ZooKeeper's tree in tests, as masters do. Every call waits until it is done, over lost
// connections and expired sessions, a minute at most.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

struct _zhandle;  // NOLINT: the C client's own name

namespace signpost::poller::testing {

class ZkTree {
 public:
  // With `credentials`, what is created belongs to them alone.
  explicit ZkTree(std::string servers, std::string credentials = "");
  ~ZkTree();
  ZkTree(const ZkTree&) = delete;
  ZkTree& operator=(const ZkTree&) = delete;

  void Create(const std::string& path, std::string_view data);
  void CreateAll(const std::vector<std::string>& paths);  // without data
  void Set(const std::string& path, std::string_view data);
  void Delete(const std::string& path);

 private:
  void Open();
  void Do(const std::function<int()>& request, int also_good);

  const std::string servers_;
  const std::string credentials_;
  _zhandle* handle_ = nullptr;
};

}  // namespace signpost::poller::testing
