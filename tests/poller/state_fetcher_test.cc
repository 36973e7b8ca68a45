#include "poller/state_fetcher.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "poller/fake_master.h"
#include "poller/fetch_run.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
using testing::DeadPort;
using testing::FakeMaster;
using testing::Gzipped;
using ::testing::HasSubstr;
using testing::Ok;
using testing::RedirectTo;
using testing::RunToEnd;
using testing::Silence;
using ::testing::SizeIs;
using testing::StateText;
using testing::Status;

class PollerStateFetcher : public ::testing::Test {
 protected:
  Outcome<NewState> Fetch(const std::vector<std::string>& masters) {
    boost::asio::io_context context;
    StateFetcher fetcher(&context, masters, limits_, &board_);
    return RunToEnd(&context, fetcher.Fetch());
  }

  std::string Reason(const std::vector<std::string>& masters) {
    auto fetched = Fetch(masters);
    return fetched.ok() ? "none" : fetched.failure().reason;
  }

  static std::string TaskOf(Outcome<NewState>& fetched) {
    if (!fetched.ok()) return fetched.failure().message;
    return fetched.value().state.frameworks.at(0).tasks.at(0).name;
  }

  FetchLimits limits_;
  StatusBoard board_;
  FakeMaster first_;
  FakeMaster second_;
};

TEST_F(PollerStateFetcher, GivesTheLeadersState) {
  first_.Give(Gzipped(StateText(first_.pid())));
  auto fetched = Fetch({first_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "web");
  EXPECT_EQ(fetched.value().source, first_.host_port());
  EXPECT_EQ(fetched.value().size, StateText(first_.pid()).size());
  EXPECT_THAT(first_.requests(), SizeIs(1));
}

TEST_F(PollerStateFetcher, FindsAMasterByItsName) {
  first_.GiveState();
  auto fetched = Fetch({absl::StrCat("localhost:", first_.port())});
  EXPECT_EQ(TaskOf(fetched), "web");
  EXPECT_EQ(fetched.value().source, first_.host_port());
  EXPECT_THAT(first_.requests(), SizeIs(1));
}

TEST_F(PollerStateFetcher, AsksTheMastersInTheirOrderUntilOneLeadsToAState) {
  first_.Give(Status(500, StateText(first_.pid(), "of-an-error")));
  second_.GiveState();
  auto fetched =
      Fetch({absl::StrCat("127.0.0.1:", DeadPort()), first_.host_port(), second_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "web");
  EXPECT_EQ(fetched.value().source, second_.host_port());
  EXPECT_EQ(board_.Number("poll_failures_connect"), 1);
  EXPECT_EQ(board_.Number("poll_failures_status"), 1);
}

TEST_F(PollerStateFetcher, FollowsARedirectToTheLeader) {
  second_.GiveState();
  for (const char* scheme : {"//", "http://"}) {
    first_.Give(RedirectTo(absl::StrCat(scheme, second_.host_port(), "/master/state")));
    auto fetched = Fetch({first_.host_port()});
    EXPECT_EQ(TaskOf(fetched), "web");
    EXPECT_EQ(fetched.value().source, second_.host_port());
  }
}

TEST_F(PollerStateFetcher, FollowsTheLeaderOfADocumentWithItsPort) {
  first_.Give(Ok(StateText(second_.pid(), "of-no-leader")));
  second_.Give(Ok(StateText(second_.pid(), "of-the-leader")));
  auto fetched = Fetch({first_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "of-the-leader");
  EXPECT_EQ(fetched.value().source, second_.host_port());
}

TEST_F(PollerStateFetcher, FollowsTheLeaderToAnotherAddress) {
  FakeMaster leader("127.0.0.2");
  leader.GiveState();
  first_.Give(Ok(StateText(leader.pid(), "of-no-leader")));
  auto fetched = Fetch({first_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "web");
  EXPECT_EQ(fetched.value().source, leader.host_port());
}

TEST_F(PollerStateFetcher, FollowsARedirectAndThenALeader) {
  FakeMaster leader("127.0.0.2");
  leader.GiveState();
  first_.Give(RedirectTo("//" + second_.host_port() + "/master/state"));
  second_.Give(Ok(StateText(leader.pid())));
  auto fetched = Fetch({first_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "web");
  EXPECT_EQ(fetched.value().source, leader.host_port());
}

TEST_F(PollerStateFetcher, GivesUpAfterTwoHops) {
  first_.Give(RedirectTo("//" + second_.host_port() + "/master/state"));
  second_.Give(RedirectTo("//" + first_.host_port() + "/master/state"));
  EXPECT_EQ(Reason({first_.host_port()}), "hops");
  EXPECT_THAT(first_.requests(), SizeIs(2));
  EXPECT_THAT(second_.requests(), SizeIs(1));
}

TEST_F(PollerStateFetcher, GivesUpOnAMasterThatRedirectsToItself) {
  first_.Give(RedirectTo("/master/state"));
  EXPECT_EQ(Reason({first_.host_port()}), "hops");
  EXPECT_THAT(first_.requests(), SizeIs(1 + kMaxHops));
}

TEST_F(PollerStateFetcher, FollowsNobodyToALinkLocalAddress) {
  first_.Give(RedirectTo("//169.254.169.254/latest/meta-data"));
  EXPECT_EQ(Reason({first_.host_port()}), "redirect");
  first_.Give(RedirectTo("http://2852039166/latest/meta-data"));
  EXPECT_EQ(Reason({first_.host_port()}), "resolve");
  first_.Give(Ok(StateText("master@169.254.169.254:80")));
  EXPECT_EQ(Reason({first_.host_port()}), "leader");
}

TEST_F(PollerStateFetcher, FollowsNobodyToAnotherScheme) {
  first_.Give(RedirectTo("ftp://" + second_.host_port() + "/master/state"));
  auto fetched = Fetch({first_.host_port()});
  EXPECT_STREQ(fetched.failure().reason, "redirect");
  EXPECT_THAT(fetched.failure().message, HasSubstr("neither http nor https"));
  EXPECT_THAT(second_.requests(), SizeIs(0));
}

TEST_F(PollerStateFetcher, UsesNoDocumentOfAMasterWhoseLeaderElsewhereIsNotReached) {
  first_.Give(Ok(StateText(absl::StrCat("master@127.0.0.2:", DeadPort()))));
  EXPECT_EQ(Reason({first_.host_port()}), "connect");
}

TEST_F(PollerStateFetcher, UsesTheDocumentOfAMasterBehindAForwardedPort) {
  first_.Give(Ok(StateText(absl::StrCat("master@127.0.0.1:", DeadPort()))));
  auto fetched = Fetch({first_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "web");
  EXPECT_EQ(fetched.value().source, first_.host_port());
}

TEST_F(PollerStateFetcher, PrefersALeaderToAMasterBehindAForwardedPort) {
  first_.Give(Ok(StateText(absl::StrCat("master@127.0.0.1:", DeadPort()))));
  second_.Give(Ok(StateText(second_.pid(), "of-the-leader")));
  auto fetched = Fetch({first_.host_port(), second_.host_port()});
  EXPECT_EQ(TaskOf(fetched), "of-the-leader");
}

TEST_F(PollerStateFetcher, UsesNoDocumentWhoseLeaderAtAnotherPortIsIll) {
  first_.Give(Ok(StateText(second_.pid())));
  second_.Give(Status(503, ""));
  EXPECT_EQ(Reason({first_.host_port()}), "status");
}

TEST_F(PollerStateFetcher, TakesALeaderAtAnyAddressForTheOneThatWasAsked) {
  first_.Give(Ok(StateText(absl::StrCat("master@0.0.0.0:", first_.port()))));
  EXPECT_EQ(Reason({first_.host_port()}), "none");
  EXPECT_THAT(first_.requests(), SizeIs(1));
}

TEST_F(PollerStateFetcher, GoesOnToTheNextMasterWhenOneDoesNotAnswer) {
  limits_.first_byte = milliseconds(50);
  first_.Give(Silence());
  second_.GiveState();
  EXPECT_EQ(Reason({first_.host_port(), second_.host_port()}), "none");
  EXPECT_EQ(board_.Number("poll_failures_timeout"), 1);
}

TEST_F(PollerStateFetcher, FailsOnWhatIsNoState) {
  for (const char* body : {"", "<html>", "{\"leader\": \"master@", "[]"}) {
    first_.Give(Ok(body));
    EXPECT_EQ(Reason({first_.host_port()}), "parse") << body;
  }
}

TEST_F(PollerStateFetcher, FailsWithoutMasters) { EXPECT_EQ(Reason({}), "no_master"); }

TEST_F(PollerStateFetcher, WaitsForNobodyWhoIsNoMasterAnyMore) {
  first_.Give(Silence());
  second_.GiveState();
  limits_.first_byte = std::chrono::hours(1);
  boost::asio::io_context context;
  StateFetcher fetcher(&context, {first_.host_port()}, limits_, &board_);
  std::optional<Outcome<NewState>> fetched;
  testing::Begin(&context, fetcher.Fetch(), &fetched);
  while (first_.requests().empty()) context.run_one_for(milliseconds(10));
  fetcher.SetMasters(HostPortsOf({first_.host_port()}));  // the same: it goes on
  context.poll();
  EXPECT_FALSE(fetched.has_value());
  fetcher.SetMasters(HostPortsOf({second_.host_port(), first_.host_port()}));
  while (!fetched) context.run_one();
  EXPECT_STREQ(fetched->failure().reason, StateFetcher::kAbandoned);
  EXPECT_EQ(board_.Number("poll_failures_body"), 0);
  auto next = RunToEnd(&context, fetcher.Fetch());
  EXPECT_EQ(next.value().source, second_.host_port());
}

}  // namespace
}  // namespace signpost::poller
