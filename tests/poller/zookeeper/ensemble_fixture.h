#pragma once

// Tests of a suite share three servers; each has a path of its own.

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "poller/zookeeper/detector_run.h"
#include "poller/zookeeper/zk_ensemble.h"
#include "poller/zookeeper/zk_tree.h"

namespace signpost::poller::testing {

// A node's data as a master at `address`, port 5050, writes it.
inline std::string InfoOf(std::string_view address) {
  return absl::StrCat(R"({"address":{"ip":")", ToAbsl(address),
                      R"(","port":5050},"hostname":"h","ip":33554559,"port":5050})");
}

class EnsembleFixture : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    ensemble_.emplace();
    tree_.emplace(ensemble_->Servers());
  }
  static void TearDownTestSuite() {
    tree_.reset();
    ensemble_.reset();
  }

  EnsembleFixture()
      : path_(absl::StrCat("/", ::testing::UnitTest::GetInstance()->current_test_info()->name())) {}

  // The node of number `number` below the test's path.
  std::string Node(int number) const { return absl::StrCat(path_, "/json.info_000000000", number); }

  void CreatePath() const { tree_->Create(path_, ""); }
  void CreateMaster(int number, std::string_view address) const {
    tree_->Create(Node(number), InfoOf(address));
  }

  ZkOptions Options() const { return OptionsFor(ensemble_->Servers(), path_); }

  static inline std::optional<ZkEnsemble> ensemble_;
  static inline std::optional<ZkTree> tree_;
  const std::string path_;
};

}  // namespace signpost::poller::testing
