#pragma once

// A poller with everything around it, for tests of what it serves.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "poller/poller.h"
#include "support/test_folder.h"
#include "support/zone.h"

namespace signpost::poller {

class PollerTest : public ::testing::Test {
 protected:
  PollerTest() {
    options_.refresh = std::chrono::seconds(0);  // the next poll begins when one ends
    options_.zone.naming.domain = *wire::Name::FromText("mesos.");
    options_.zone.naming.name_server = *wire::Name::FromText("ns1.mesos.");
    options_.zone.soa = signpost::testing::SoaFor("mesos.");
  }

  void Start() {
    poller_.emplace(options_, &publisher_, &board_);
    poller_->Start();
  }

  // What must come true, comes true soon.
  static bool Soon(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      std::this_thread::yield();
    }
    return true;
  }

  bool Serves(const std::string& owner) const {
    const auto snapshot = publisher_.Current();
    const wire::Name name = *wire::Name::FromText(owner);
    return snapshot->table && snapshot->table->Find(name.wire());
  }
  bool SoonServes(const std::string& owner) const {
    return Soon([&] { return Serves(owner); });
  }
  bool SoonReaches(std::string_view figure, int64_t value) const {
    return Soon([&] { return board_.Number(figure) >= value; });
  }

  // Two more polls have ended: the second one began after this call.
  bool PollsOn() const { return SoonReaches("polls", board_.Number("polls") + 2); }

  signpost::testing::TestFolder folder_;
  records::SnapshotPublisher publisher_{signpost::testing::EmptySnapshot("mesos.")};
  StatusBoard board_;
  PollerOptions options_;
  std::optional<Poller> poller_;
};

}  // namespace signpost::poller
