// What the detector does while servers, connections and sessions come and go.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "poller/zk_detector.h"
#include "poller/zookeeper/ensemble_fixture.h"
#include "poller/zookeeper/tcp_relay.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
using testing::DetectorRun;
using ::testing::HasSubstr;
using testing::InfoOf;
using ::testing::IsEmpty;
using testing::OptionsFor;
using ::testing::SizeIs;
using testing::TcpRelay;
using testing::ZkEnsemble;

class ZkFailoverTest : public testing::EnsembleFixture {};

TEST_F(ZkFailoverTest, SeesChangesWhicheverServerIsDead) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  for (int dead = 0; dead < ZkEnsemble::kServers; ++dead) {
    ensemble_->Kill(dead);
    tree_->Set(Node(1), InfoOf(absl::StrCat("10.0.1.", dead)));
    EXPECT_TRUE(run.SoonLeads(absl::StrCat("10.0.1.", dead, ":5050")));
    ensemble_->Start(dead);
    ensemble_->AwaitServing();
  }
  EXPECT_THAT(run.changes(), SizeIs(1 + ZkEnsemble::kServers));
}

TEST_F(ZkFailoverTest, LeaderStaysWhileAllServersAreGone) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  ZkOptions options = Options();
  options.session_timeout = milliseconds(500);
  DetectorRun run(options);
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  for (int index = 0; index < ZkEnsemble::kServers; ++index) ensemble_->Kill(index);
  EXPECT_TRUE(run.SoonReaches("zk_failures_lost", 1));
  EXPECT_TRUE(run.SoonReaches("zk_failures_connect", 2));  // it goes on trying
  EXPECT_EQ(run.Text("zk_leader"), "10.0.0.1:5050");
  for (int index = 0; index < ZkEnsemble::kServers; ++index) ensemble_->Start(index);
  ensemble_->AwaitServing();
  tree_->Set(Node(1), InfoOf("10.0.0.2"));
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
  EXPECT_THAT(run.changes(), SizeIs(2));
}

TEST_F(ZkFailoverTest, LeaderStaysWhileTheOneServerThatIsLeftHasNoQuorum) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  const int64_t lost = run.Figure("zk_failures_lost");
  ensemble_->Kill(0);
  ensemble_->Kill(1);
  EXPECT_TRUE(run.SoonReaches("zk_failures_lost", lost + 1));
  EXPECT_EQ(run.Text("zk_leader"), "10.0.0.1:5050");
  ensemble_->Start(0);
  ensemble_->Start(1);
  ensemble_->AwaitServing();
  tree_->Set(Node(1), InfoOf("10.0.0.2"));
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
  EXPECT_THAT(run.changes(), SizeIs(2));
}

// The quickest of several: a busy machine may be late now and then, but no pause may be built in.
TEST_F(ZkFailoverTest, ChangesAreFollowedWithinTwoSeconds) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(Options());
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  auto quickest = std::chrono::steady_clock::duration::max();
  for (int change = 0; change < 5; ++change) {
    const std::string address = absl::StrCat("10.0.1.", change);
    tree_->Set(Node(1), InfoOf(address));
    const auto begin = std::chrono::steady_clock::now();
    ASSERT_TRUE(run.SoonLeads(address + ":5050"));
    quickest = std::min(quickest, std::chrono::steady_clock::now() - begin);
  }
  EXPECT_LT(quickest, std::chrono::seconds(2));
}

// Asks for far longer sessions than the servers give: it is they who end them.
class ZkSessionTest : public testing::EnsembleFixture {
 protected:
  ZkSessionTest() : relay_(ensemble_->Server(0)), options_(OptionsFor(relay_.HostPort(), path_)) {
    options_.session_timeout = std::chrono::minutes(2);
  }

  // Keeps the session silent for longer than servers let it be, and once more should they have been
  // late.
  void FreezeUntilExpired(DetectorRun* run) {
    using Clock = std::chrono::steady_clock;
    for (int attempt = 0; attempt < 10 && run->Figure("zk_failures_expired") == 0; ++attempt) {
      relay_.Freeze();
      const auto thaw = Clock::now() + 2 * milliseconds(ZkEnsemble::kSessionTimeoutMax);
      ASSERT_TRUE(run->Soon([&] { return Clock::now() >= thaw; }));
      ASSERT_TRUE(run->SoonSays("zk_state", "connecting"));
      relay_.Thaw();
      ASSERT_TRUE(run->SoonSays("zk_state", "connected"));
    }
  }

  TcpRelay relay_;
  ZkOptions options_;
};

TEST_F(ZkSessionTest, ServersMayBeNames) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  const std::string port = std::to_string(SplitHostPort(relay_.HostPort())->port);
  DetectorRun run(OptionsFor("no-such-host.invalid,localhost:" + port, path_));
  EXPECT_TRUE(run.SoonLeads("10.0.0.1:5050"));
}

TEST_F(ZkSessionTest, AnotherFollowsOneThatHasExpired) {
  CreatePath();
  CreateMaster(1, "10.0.0.1");
  DetectorRun run(options_);
  ASSERT_TRUE(run.SoonLeads("10.0.0.1:5050"));
  relay_.Freeze();
  tree_->Set(Node(1), InfoOf("10.0.0.2"));
  FreezeUntilExpired(&run);
  EXPECT_TRUE(run.SoonReaches("zk_failures_expired", 1));
  EXPECT_TRUE(run.SoonLeads("10.0.0.2:5050"));
  EXPECT_GE(run.Figure("zk_sessions"), 2);
  EXPECT_THAT(run.changes(), SizeIs(2));
}

// A server that takes connections, says `greeting` and nothing more.
class SilentServer {
 public:
  explicit SilentServer(std::string greeting) : greeting_(std::move(greeting)) {
    Accept();
    thread_ = std::thread([this] { context_.run(); });
  }
  ~SilentServer() {
    context_.stop();
    thread_.join();
  }
  std::string HostPort() const {
    return absl::StrCat("127.0.0.1:", acceptor_.local_endpoint().port());
  }

 private:
  using tcp = boost::asio::ip::tcp;

  void Accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
      if (error) return;
      boost::system::error_code ignored;
      boost::asio::write(socket, boost::asio::buffer(greeting_), ignored);
      sockets_.push_back(std::move(socket));
      Accept();
    });
  }

  const std::string greeting_;
  boost::asio::io_context context_{1};
  tcp::acceptor acceptor_{context_, tcp::endpoint(boost::asio::ip::address_v4::loopback(), 0)};
  std::vector<tcp::socket> sockets_;
  std::thread thread_;
};

ZkOptions ImpatientOptions(const std::string& servers) {
  ZkOptions options = OptionsFor(servers, "/mesos");
  options.session_timeout = milliseconds(100);
  return options;
}

TEST(ZkDetector, GoesOnTryingWhenServersAreSilent) {
  const SilentServer server("");
  DetectorRun run(ImpatientOptions(server.HostPort()));
  EXPECT_TRUE(run.SoonReaches("zk_failures_connect", 3));
  EXPECT_THAT(run.changes(), IsEmpty());
  EXPECT_THAT(run.Text("zk_last_failure"), HasSubstr("100 ms"));
}

// What a server says that gives a session of a minute: 37 octets of version, timeout, session,
// password and "not read-only" (ZooKeeper's ConnectResponse).
std::string SessionOfAMinute() {
  const std::string octets("\0\0\0\x25\0\0\0\0\0\0\xea\x60\0\0\0\0\0\0\0\1\0\0\0\x10", 24);
  return octets + std::string(16, 'p') + std::string(1, '\0');
}

TEST(ZkDetector, GoesOnTryingWhenServersNeverAnswer) {
  const SilentServer server(SessionOfAMinute());
  DetectorRun run(ImpatientOptions(server.HostPort()));
  EXPECT_TRUE(run.SoonReaches("zk_failures_timeout", 2));
  EXPECT_THAT(run.changes(), IsEmpty());
}

TEST(ZkDetector, GoesOnTryingWhenNobodyListens) {
  DetectorRun run(ImpatientOptions("127.0.0.1:1"));
  EXPECT_TRUE(run.SoonReaches("zk_failures_connect", 3));
}

TEST(ZkDetector, GoesOnTryingWhenServersTalkAnotherLanguage) {
  const SilentServer server(std::string(1000, '\xff'));
  DetectorRun run(ImpatientOptions(server.HostPort()));
  EXPECT_TRUE(run.Soon([&] {
    return run.Figure("zk_failures_connect") + run.Figure("zk_failures_timeout") +
               run.Figure("zk_failures_lost") >=
           3;
  }));
}

TEST(ZkDetector, GoesOnTryingWhenNoServersNameHasAnAddress) {
  ZkOptions options = ImpatientOptions("no-such-host.invalid:2181");
  options.resolve = milliseconds(500);
  DetectorRun run(options);
  EXPECT_TRUE(run.SoonReaches("zk_failures_resolve", 2));
}

}  // namespace
}  // namespace signpost::poller
