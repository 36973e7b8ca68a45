#include "poller/host_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <optional>

#include "dns/dns_server.h"
#include "support/files.h"
#include "support/zone.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::UnorderedElementsAre;

const Endpoint kAnyPort{*IpAddress::Parse("127.0.0.1"), 0};

constexpr milliseconds kNever{3'600'000};

// The name server is one of our own, of a zone "example." that tests change.
class HostResolverTest : public ::testing::Test {
 protected:
  HostResolverTest() {
    limits_.refresh = kNever;
    limits_.retry = kNever;
    limits_.keep = kNever;
    lookup_.timeout = milliseconds(60'000);
    dns::DnsServerOptions options;
    options.listen = {kAnyPort};
    server_.emplace(options, &publisher_);
  }

  void SetUp() override {
    ASSERT_TRUE(server_->Start().ok());
    lookup_.servers.asked = server_->endpoints();
    Serve({"a.example. A 10.0.0.1", "b.example. A 10.0.0.2", "b.example. AAAA fd00::2"});
  }

  void Serve(const testing::ZoneLines& lines) {
    publisher_.Publish(testing::SnapshotOf(lines, "example."));
  }

  void Start() {
    resolver_.emplace(&context_, lookup_, limits_, &board_, [this](const auto& found) {
      ++batches_;
      for (const auto& host : found) {
        std::vector<std::string>& texts = found_[host.host];
        texts.clear();
        for (const IpAddress& address : host.addresses) texts.push_back(address.ToString());
      }
    });
  }

  void Want(const std::vector<std::string>& hosts) {
    if (!resolver_) Start();
    resolver_->Want(hosts);
  }

  // Runs until it does; false after a minute.
  bool Soon(const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (!condition()) {
      if (std::chrono::steady_clock::now() > end) return false;
      context_.run_one_for(milliseconds(100));
      context_.restart();
    }
    return true;
  }
  bool SoonReaches(std::string_view figure, int64_t value) {
    return Soon([&] { return board_.Number(figure) >= value; });
  }
  bool SoonAt(const std::string& host, const std::string& address) {
    return Soon([&] { return found_[host] == std::vector{address}; });
  }

  boost::asio::io_context context_;
  records::SnapshotPublisher publisher_{testing::SnapshotOf({}, "example.")};
  std::optional<dns::DnsServer> server_;
  StatusBoard board_;
  NameLookupOptions lookup_;
  HostLimits limits_;
  std::map<std::string, std::vector<std::string>> found_;
  int batches_ = 0;
  std::optional<HostResolver> resolver_;
};

TEST_F(HostResolverTest, FindsWhatIsWanted) {
  Want({"a.example", "b.example"});
  ASSERT_TRUE(Soon([&] { return found_.size() == 2; }));
  EXPECT_THAT(found_, UnorderedElementsAre(Pair("a.example", ElementsAre("10.0.0.1")),
                                           Pair("b.example", ElementsAre("10.0.0.2", "fd00::2"))));
  EXPECT_EQ(board_.Number("hosts_wanted"), 2);
  EXPECT_EQ(board_.Number("hosts_known"), 2);
  EXPECT_EQ(board_.Number("hosts_failing"), 0);
  EXPECT_EQ(board_.Number("host_lookups"), 2);
}

TEST_F(HostResolverTest, TellsManyAtOnce) {
  testing::ZoneLines lines;
  std::vector<std::string> hosts;
  for (int i = 0; i < 200; ++i) {
    hosts.push_back("h" + std::to_string(i) + ".example");
    lines.push_back(hosts.back() + ". A 10.0.0.1");
  }
  Serve(lines);
  Want(hosts);
  ASSERT_TRUE(Soon([&] { return found_.size() == hosts.size(); }));
  EXPECT_LT(batches_, 50);  // one, where the machine has nothing else to do
}

TEST_F(HostResolverTest, LooksUpWhatIsWantedLater) {
  Want({"a.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  Want({"a.example", "b.example"});
  ASSERT_TRUE(Soon([&] { return found_.size() == 2; }));
  EXPECT_EQ(board_.Number("host_lookups"), 2);
}

TEST_F(HostResolverTest, CountsAndTellsNothingOfANameThatIsNotFound) {
  Want({"no.example"});
  ASSERT_TRUE(SoonReaches("host_lookups_failed", 1));
  EXPECT_EQ(board_.Number("hosts_failing"), 1);
  EXPECT_EQ(board_.Number("hosts_known"), 0);
  EXPECT_THAT(found_, IsEmpty());
}

TEST_F(HostResolverTest, TriesANameAgainThatIsNotFound) {
  limits_.retry = milliseconds(1);
  Want({"new.example"});
  ASSERT_TRUE(SoonReaches("host_lookups_failed", 3));
  Serve({"new.example. A 10.0.0.9"});
  EXPECT_TRUE(SoonAt("new.example", "10.0.0.9"));
  EXPECT_TRUE(SoonReaches("hosts_known", 1));
  EXPECT_EQ(board_.Number("hosts_failing"), 0);
}

TEST_F(HostResolverTest, FollowsAChangeOfAddress) {
  limits_.refresh = milliseconds(1);
  Want({"a.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  Serve({"a.example. A 10.0.0.7"});
  EXPECT_TRUE(SoonAt("a.example", "10.0.0.7"));
}

TEST_F(HostResolverTest, TellsNothingWhereNothingHasChanged) {
  limits_.refresh = milliseconds(1);
  Want({"b.example"});
  ASSERT_TRUE(Soon([&] { return batches_ > 0; }));
  ASSERT_TRUE(SoonReaches("host_lookups", board_.Number("host_lookups") + 20));
  EXPECT_TRUE(Soon([&, end = std::chrono::steady_clock::now() + 2 * kHostGatherTime] {
    return std::chrono::steady_clock::now() > end;
  }));
  EXPECT_EQ(batches_, 1);
}

TEST_F(HostResolverTest, KeepsWhatIsKnownWhenLookupsFail) {
  limits_.refresh = milliseconds(1);
  limits_.retry = milliseconds(1);
  Want({"a.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  Serve({});
  ASSERT_TRUE(SoonReaches("host_lookups_failed", 5));
  EXPECT_THAT(found_["a.example"], ElementsAre("10.0.0.1"));
  EXPECT_EQ(board_.Number("hosts_known"), 1);
  EXPECT_EQ(board_.Number("hosts_failing"), 1);
}

TEST_F(HostResolverTest, ForgetsWhatIsWantedNoMore) {
  limits_.keep = milliseconds(1);
  Want({"a.example", "b.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  Want({"b.example"});
  EXPECT_TRUE(Soon([&] { return found_["a.example"].empty(); }));
  EXPECT_EQ(board_.Number("hosts_wanted"), 1);
}

TEST_F(HostResolverTest, KeepsForAWhileWhatIsWantedNoMore) {
  Want({"a.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  Want({"b.example"});
  ASSERT_TRUE(Soon([&] { return found_.size() == 2; }));
  EXPECT_THAT(found_["a.example"], ElementsAre("10.0.0.1"));
  Want({"a.example"});
  EXPECT_EQ(board_.Number("hosts_known"), 1);
}

TEST_F(HostResolverTest, TakesNoMoreNamesThanItsLimitAndCountsTheOthers) {
  limits_.count_max = 1;
  Want({"b.example", "a.example", "c.example"});
  ASSERT_TRUE(SoonReaches("hosts_known", 1));
  ASSERT_TRUE(Soon([&] { return found_.size() == 1; }));
  EXPECT_THAT(found_, ElementsAre(Pair("b.example", ElementsAre("10.0.0.2", "fd00::2"))));
  EXPECT_EQ(board_.Number("hosts_wanted"), 1);
  EXPECT_EQ(board_.Number("hosts_over_limit"), 2);
}

TEST_F(HostResolverTest, ForgetsWhatIsWantedNoMoreWhereThereIsNoRoom) {
  limits_.count_max = 1;
  Want({"b.example"});
  ASSERT_TRUE(Soon([&] { return !found_["b.example"].empty(); }));
  Want({"a.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  EXPECT_THAT(found_["b.example"], IsEmpty());
  EXPECT_EQ(board_.Number("hosts_over_limit"), 0);
}

// A name server that never answers.
class SilentServer {
 public:
  explicit SilentServer(boost::asio::io_context* context)
      : socket_(*context, {boost::asio::ip::address_v4::loopback(), 0}) {
    socket_.non_blocking(true);
  }
  Endpoint endpoint() const {
    return {*IpAddress::Parse("127.0.0.1"), socket_.local_endpoint().port()};
  }
  size_t QuestionCount() {
    boost::system::error_code error;
    for (std::array<char, 512> question{}; !error; ++count_) {
      socket_.receive(boost::asio::buffer(question), 0, error);
    }
    return --count_;
  }

 private:
  boost::asio::ip::udp::socket socket_;
  size_t count_ = 0;
};

TEST_F(HostResolverTest, ARoundEndsInTimeThoughNobodyAnswers) {
  SilentServer silent(&context_);
  lookup_.servers.asked = {silent.endpoint()};
  limits_.round = milliseconds(50);
  limits_.pause = milliseconds(1);
  limits_.lookups_max = 1;
  Want({"a.example", "b.example"});
  ASSERT_TRUE(SoonReaches("host_rounds_cut", 2));
  EXPECT_EQ(board_.Number("hosts_failing"), 2);
  EXPECT_EQ(board_.Number("host_lookups_failed"), 2);
}

TEST_F(HostResolverTest, AsksForSoManyAtOnceAlone) {
  SilentServer silent(&context_);
  lookup_.servers.asked = {silent.endpoint()};
  limits_.round = milliseconds(200);
  limits_.lookups_max = 2;
  Want({"a.example", "b.example", "c.example", "d.example"});
  ASSERT_TRUE(SoonReaches("host_rounds_cut", 1));
  EXPECT_EQ(board_.Number("host_lookups_failed"), 2);
  EXPECT_LE(silent.QuestionCount(), 4U);  // A and AAAA of each
}

TEST_F(HostResolverTest, WhatHangsHoldsUpOthersNoLongerThanARound) {
  SilentServer silent(&context_);
  lookup_.servers.asked = {silent.endpoint(), server_->endpoints()[0]};
  lookup_.timeout = milliseconds(20);
  limits_.lookups_max = 1;
  Want({"a.example", "b.example"});
  EXPECT_TRUE(SoonReaches("hosts_known", 2));
}

TEST_F(HostResolverTest, NamesThatAreNewGoFirst) {
  limits_.refresh = milliseconds(1);
  limits_.lookups_max = 1;
  Want({"a.example"});
  ASSERT_TRUE(SoonAt("a.example", "10.0.0.1"));
  Want({"a.example", "b.example"});
  const int64_t lookups = board_.Number("host_lookups");
  ASSERT_TRUE(SoonReaches("hosts_known", 2));
  EXPECT_LE(board_.Number("host_lookups"), lookups + 2);
}

TEST_F(HostResolverTest, ShowsFiguresThatTheDocumentNames) {
  SilentServer silent(&context_);
  lookup_.servers.asked = {silent.endpoint()};
  limits_.round = milliseconds(1);
  Want({"a.example"});
  ASSERT_TRUE(SoonReaches("host_rounds_cut", 1));
  const std::string document = testing::ReadFile("docs/http.md");
  for (const auto& [name, value] : board_.All()) {
    EXPECT_NE(document.find("`" + name + "`"), std::string::npos) << name;
  }
}

TEST_F(HostResolverTest, IsSilentOnceItIsGone) {
  Want({"a.example"});
  context_.poll();
  resolver_.reset();
  context_.restart();
  context_.run_for(milliseconds(10));
  EXPECT_THAT(found_, IsEmpty());
}

}  // namespace
}  // namespace signpost::poller
