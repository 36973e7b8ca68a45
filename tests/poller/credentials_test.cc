// Which master gets which credentials, and what is told when they are refused.

#include "poller/credentials.h"

#include <gmock/gmock.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "poller/http_stream.h"
#include "poller/poller.h"
#include "poller/secure_run.h"
#include "support/zone.h"

namespace signpost::poller {
namespace {

using ::testing::Each;
using testing::FakeMaster;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ok;
using testing::RedirectTo;
using testing::RunToEnd;
using testing::SelfSigned;
using testing::ServerTls;
using ::testing::SizeIs;
using testing::StateText;
using testing::Status;

constexpr char kHeader[] = "\r\nAuthorization: Basic ZG5zOnM6ZSBjcmV0\r\n";

class PollerCredentials : public testing::SecureRun {
 protected:
  PollerCredentials() { UseBasic(); }

  void UseBasic() {
    options_.authentication = Authentication::kBasic;
    options_.principal = "dns";
    options_.secret = "s:e cret";
  }

  // Gives its state only to whom shows the credentials.
  static void Guard(FakeMaster* master) {
    master->GiveBy([state = Ok(StateText(master->pid()))](const std::string& request) {
      return request.find(kHeader) != std::string::npos ? state : Status(401, "Unauthorized.");
    });
  }

  static ServerTls Tls() { return {.identity = Authority().Issue()}; }
};

TEST_F(PollerCredentials, GoToAConfiguredMaster) {
  FakeMaster master;
  Guard(&master);
  EXPECT_STREQ(FetchFrom({master.host_port()}).reason, "none");
}

TEST_F(PollerCredentials, GoWithAStreamToo) {
  FakeMaster master;
  Guard(&master);
  boost::asio::io_context context;
  HttpClient client(&context, limits_, *ReadHttpSecurity(options_));
  HttpStream stream(&client);
  const Target target{.master = {"127.0.0.1", master.port()}, .path = "/api/v1"};
  EXPECT_TRUE(RunToEnd(&context, stream.Open(target, "{}")).ok());
}

TEST_F(PollerCredentials, GoNowhereWhenNoneAreConfigured) {
  options_.authentication = Authentication::kNone;
  FakeMaster master;
  Guard(&master);
  const Failure failure = FetchFrom({master.host_port()});
  EXPECT_STREQ(failure.reason, "status");
  EXPECT_EQ(failure.http_status, 401u);
  EXPECT_THAT(failure.message, HasSubstr("HTTP status 401: it asks for credentials, "
                                         "mesosAuthentication is not set"));
  EXPECT_THAT(master.requests(), Each(Not(HasSubstr("Authorization"))));
}

TEST_F(PollerCredentials, AreNamedWhenTheyAreRefused) {
  FakeMaster master;
  for (const int status : {401, 403}) {
    master.Give(Status(status, ""));
    const Failure failure = FetchFrom({master.host_port()});
    EXPECT_STREQ(failure.reason, "status");
    EXPECT_EQ(failure.http_status, static_cast<unsigned>(status));
    EXPECT_THAT(failure.message, ::testing::EndsWith(absl::StrCat(
                                     "HTTP status ", status, ": the credentials are refused")));
  }
  EXPECT_THAT(master.requests(), SizeIs(2));  // they stay the same: no second try
}

// One master is configured and names a leader that asks for credentials.
class PollerCredentialsOfANamedLeader : public PollerCredentials {
 protected:
  void ExpectNone(const FakeMaster& leader, const Failure& failure) {
    EXPECT_STREQ(failure.reason, "status");
    EXPECT_THAT(failure.message, HasSubstr("it got no credentials"));
    EXPECT_THAT(leader.requests(), SizeIs(1));
    EXPECT_THAT(leader.requests(), Each(Not(HasSubstr("Authorization"))));
  }

  FakeMaster configured_;
};

TEST_F(PollerCredentialsOfANamedLeader, DoNotFollowARedirectOverPlainHttp) {
  FakeMaster leader;
  Guard(&leader);
  configured_.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  ExpectNone(leader, FetchFrom({configured_.host_port()}));
}

TEST_F(PollerCredentialsOfANamedLeader, DoNotFollowADocumentOverPlainHttp) {
  FakeMaster leader("127.0.0.2");
  Guard(&leader);
  configured_.Give(Ok(StateText(leader.pid())));
  ExpectNone(leader, FetchFrom({configured_.host_port()}));
}

TEST_F(PollerCredentialsOfANamedLeader, FollowOverVerifiedTls) {
  FakeMaster leader("127.0.0.1", Tls());
  Guard(&leader);
  configured_.Give(RedirectTo("https://" + leader.host_port() + "/master/state"));
  EXPECT_STREQ(FetchFrom({configured_.host_port()}).reason, "none");
}

TEST_F(PollerCredentialsOfANamedLeader, DoNotFollowOverTlsThatIsNotVerified) {
  options_.tls.skip_verify = true;
  FakeMaster leader("127.0.0.1", ServerTls{.identity = SelfSigned()});
  Guard(&leader);
  configured_.Give(RedirectTo("https://" + leader.host_port() + "/master/state"));
  ExpectNone(leader, FetchFrom({configured_.host_port()}));
}

TEST_F(PollerCredentialsOfANamedLeader, FollowWhenItIsTrusted) {
  options_.trust_named_leader = true;
  FakeMaster leader;
  Guard(&leader);
  configured_.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  EXPECT_STREQ(FetchFrom({configured_.host_port()}).reason, "none");
}

TEST_F(PollerCredentialsOfANamedLeader, FollowWhenItIsConfiguredItself) {
  FakeMaster leader;
  Guard(&leader);
  configured_.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  const auto failure = FetchFrom({configured_.host_port(), leader.host_port()});
  EXPECT_STREQ(failure.reason, "none");
  EXPECT_THAT(leader.requests(), SizeIs(1));
}

TEST_F(PollerCredentialsOfANamedLeader, FollowToTheAddressOfAConfiguredMaster) {
  FakeMaster leader;
  Guard(&leader);
  configured_.Give(RedirectTo(absl::StrCat("//localhost:", leader.port(), "/master/state")));
  EXPECT_STREQ(FetchFrom({configured_.host_port(), leader.host_port()}).reason, "none");
  EXPECT_THAT(leader.requests(), SizeIs(1));
}

TEST_F(PollerCredentialsOfANamedLeader, FollowToWhereAConfiguredNameLed) {
  FakeMaster leader;
  Guard(&leader);
  configured_.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  boost::asio::io_context context;
  const std::vector<std::string> masters = {configured_.host_port(),
                                            absl::StrCat("localhost:", leader.port())};
  StateFetcher fetcher(&context, masters, limits_, &board_, *ReadHttpSecurity(options_));
  // The first time the leader is named before its own name has been asked for.
  EXPECT_TRUE(RunToEnd(&context, fetcher.Fetch()).ok());
  EXPECT_EQ(board_.Number("poll_failures_status"), 1);
  EXPECT_TRUE(RunToEnd(&context, fetcher.Fetch()).ok());
  EXPECT_EQ(board_.Number("poll_failures_status"), 1);
}

TEST_F(PollerCredentialsOfANamedLeader, FollowBackToTheMasterThatNamesItself) {
  configured_.GiveBy([redirect = RedirectTo("/state"),
                      state = Ok(StateText(configured_.pid()))](const std::string& request) {
    if (request.find(kHeader) == std::string::npos) return Status(401, "");
    return request.starts_with("GET /state") ? state : redirect;
  });
  EXPECT_STREQ(FetchFrom({configured_.host_port()}).reason, "none");
}

TEST_F(PollerCredentials, AppearInNoLogLineAndNoFigure) {
  FakeMaster master;
  FakeMaster leader;
  master.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  leader.Give(Status(401, ""));
  PollerOptions options;
  options.refresh = std::chrono::seconds(0);
  options.masters = {master.host_port(), leader.host_port()};
  options.security = *ReadHttpSecurity(options_);
  options.zone.naming.domain = *wire::Name::FromText("mesos.");
  options.zone.naming.name_server = *wire::Name::FromText("ns1.mesos.");
  options.zone.soa = signpost::testing::SoaFor("mesos.");
  records::SnapshotPublisher publisher(signpost::testing::EmptySnapshot("mesos."));
  ::testing::internal::CaptureStderr();
  {
    Poller poller(options, &publisher, &board_);
    poller.Start();
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (board_.Number("polls") < 3 && std::chrono::steady_clock::now() < end) {
      std::this_thread::yield();
    }
  }
  std::string shown = ::testing::internal::GetCapturedStderr();
  for (const auto& [name, value] : board_.All()) {
    if (const auto* const text = std::get_if<std::string>(&value)) absl::StrAppend(&shown, *text);
  }
  EXPECT_THAT(shown, HasSubstr("HTTP status 401"));
  for (const char* secret : {"s:e cret", "ZG5zOnM6ZSBjcmV0", "Authorization"}) {
    EXPECT_THAT(shown, Not(HasSubstr(secret)));
  }
}

}  // namespace
}  // namespace signpost::poller
