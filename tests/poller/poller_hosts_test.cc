// The poller finds agents that are known by a host name.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_replace.h"
#include "dns/dns_server.h"
#include "poller/fake_master.h"
#include "poller/poller_fixture.h"

namespace signpost::poller {
namespace {

using testing::FakeMaster;
using testing::Ok;
using testing::StateText;

constexpr char kWeb[] = "web.marathon.slave.mesos.";

// The name server is one of our own, of a zone "example." that tests change.
class PollerOfHostNames : public PollerTest {
 protected:
  PollerOfHostNames() {
    dns::DnsServerOptions options;
    options.listen = {{*IpAddress::Parse("127.0.0.1"), 0}};
    name_server_.emplace(options, &example_);
    options_.hosts.refresh = options_.hosts.retry = std::chrono::milliseconds(1);
    options_.masters = {master_.host_port()};
    master_.Give(
        Ok(absl::StrReplaceAll(StateText(master_.pid()), {{"@10.0.0.1:", "@Agent.example:"}})));
  }

  void SetUp() override {
    ASSERT_TRUE(name_server_->Start().ok());
    options_.name_servers.asked = name_server_->endpoints();
  }

  void Serve(const signpost::testing::ZoneLines& lines) {
    example_.Publish(signpost::testing::SnapshotOf(lines, "example."));
  }

  bool SoonAt(const std::string& address) const {
    const std::string line = std::string(kWeb) + " 60 IN A " + address;
    return Soon([&] {
      const auto table = publisher_.Current()->table;
      const auto lines =
          table ? signpost::testing::LinesOf(*table) : signpost::testing::ZoneLines();
      return std::ranges::count(lines, line) > 0;
    });
  }

  records::SnapshotPublisher example_{signpost::testing::SnapshotOf({}, "example.")};
  std::optional<dns::DnsServer> name_server_;
  FakeMaster master_;
};

TEST_F(PollerOfHostNames, ServesThemOnceTheyAreFound) {
  Start();
  ASSERT_TRUE(SoonReaches("host_lookups_failed", 2));
  EXPECT_TRUE(Serves("leader.mesos."));
  EXPECT_FALSE(Serves(kWeb));
  Serve({"agent.example. A 10.0.7.1"});
  EXPECT_TRUE(SoonAt("10.0.7.1"));
}

TEST_F(PollerOfHostNames, ServesThemOnWhenTheirLookupsFail) {
  Serve({"agent.example. A 10.0.7.1"});
  Start();
  ASSERT_TRUE(SoonAt("10.0.7.1"));
  Serve({});
  ASSERT_TRUE(SoonReaches("host_lookups_failed", 3));
  ASSERT_TRUE(PollsOn());
  EXPECT_TRUE(SoonAt("10.0.7.1"));
}

TEST_F(PollerOfHostNames, FollowsThemToAnotherAddress) {
  Serve({"agent.example. A 10.0.7.1"});
  Start();
  ASSERT_TRUE(SoonAt("10.0.7.1"));
  Serve({"agent.example. A 10.0.7.2"});
  EXPECT_TRUE(SoonAt("10.0.7.2"));
}

TEST_F(PollerOfHostNames, ServesThemOfAFileToo) {
  Serve({"agent.example. AAAA fd00::7"});
  options_.masters.clear();
  options_.state_file =
      folder_.Write("state.json", absl::StrReplaceAll(StateText("master@10.0.0.1:5050"),
                                                      {{"(1)@10.0.0.1:", "(1)@agent.example:"}}));
  Start();
  EXPECT_TRUE(SoonServes(kWeb));
}

}  // namespace
}  // namespace signpost::poller
