// The service account of DC/OS: its file, its login, and the token that requests carry.

#include <gmock/gmock.h>

#include <chrono>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "poller/base64.h"
#include "poller/iam_account.h"
#include "poller/json_object.h"
#include "poller/secure_run.h"

namespace signpost::poller {
namespace {

using std::chrono::system_clock;
using ::testing::AllOf;
using testing::Answer;
using ::testing::Each;
using testing::FakeMaster;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ok;
using testing::RedirectTo;
using testing::RunToEnd;
using testing::ServerTls;
using testing::Silence;
using ::testing::SizeIs;
using ::testing::StartsWith;
using testing::StateText;
using testing::Status;
using testing::TestRsaKey;

const TestRsaKey& Key() {
  static const auto* const kKey = new TestRsaKey();
  return *kKey;
}

// A token as the service gives it, that ends `lifetime` from now.
std::string TokenFor(std::chrono::seconds lifetime, std::string_view signature = "c2ln") {
  const auto end = system_clock::to_time_t(system_clock::now() + lifetime);
  return absl::StrCat(Base64Url("{}"), ".", Base64Url(absl::StrCat("{\"exp\": ", end, "}")), ".",
                      std::string(signature));
}

Answer LoginAnswer(std::string_view token) {
  return Ok(absl::StrCat("{\"token\": ", JsonString(token), "}"));
}

std::string AccountText(std::string_view login, std::string_view more = "") {
  return absl::StrCat("{\"uid\": \"dns\", \"private_key\": ", JsonString(Key().pem()),
                      ", \"login_endpoint\": ", JsonString(login), std::string(more), "}");
}

std::string FaultOf(std::string_view json) {
  const auto account = ParseIamAccount(json);
  return account.ok() ? "none" : std::string(account.status().message());
}

TEST(PollerIamAccount, IsReadFromItsFile) {
  const auto account = ParseIamAccount(
      AccountText("https://leader.mesos/acs/api/v1/auth/login", ", \"scheme\": \"RS256\""));
  ASSERT_TRUE(account.ok()) << account.status();
  EXPECT_EQ(account->uid, "dns");
  EXPECT_EQ(account->login.ToString(), "https://leader.mesos:443/acs/api/v1/auth/login");
}

TEST(PollerIamAccount, LogsInOverHttpAtThisMachineAlone) {
  for (const char* host : {"127.0.0.1:8101", "127.1.2.3", "localhost:8101", "[::1]:8101"}) {
    EXPECT_EQ(FaultOf(AccountText(absl::StrCat("http://", host, "/login"))), "none") << host;
  }
  for (const char* host : {"leader.mesos", "10.0.0.1:8101", "localhost.example", "[fd00::1]:80"}) {
    EXPECT_THAT(FaultOf(AccountText(absl::StrCat("http://", host, "/login"))),
                StartsWith("login_endpoint: http to "))
        << host;
  }
}

TEST(PollerIamAccount, NamesWhatIsWrongWithIt) {
  const std::string good = AccountText("https://leader.mesos/login");
  const auto without = [&](absl::string_view part) {
    return FaultOf(absl::StrReplaceAll(good, {{part, "other"}}));
  };
  EXPECT_EQ(FaultOf("[]"), "no JSON object");
  EXPECT_EQ(FaultOf(AccountText("https://a/", R"(, "scheme": "HS256")")),
            "scheme: \"HS256\" is not \"RS256\"");
  EXPECT_EQ(without("uid"), "uid: none given");
  EXPECT_EQ(without("private_key"), "private_key: no plain PEM private key");
  EXPECT_EQ(without("BEGIN"), "private_key: no plain PEM private key");
  EXPECT_EQ(without("https:"), "login_endpoint: no URL of the schemes https or http");
  EXPECT_EQ(without("login_endpoint"), "login_endpoint: no URL of the schemes https or http");
}

class PollerIam : public testing::SecureRun {
 protected:
  PollerIam() {
    options_.authentication = Authentication::kIam;
    LogInAt("http://" + service_.host_port());
    GuardMaster();
  }

  void LogInAt(const std::string& server) {
    options_.iam_config_file = Written("iam.json", AccountText(server + "/auth/login"));
  }

  void GiveToken(const std::string& token) {
    service_.Give(LoginAnswer(token));
    SetTokenOfMaster(token);
  }

  void SetTokenOfMaster(const std::string& token) {
    token_ = token;
    GuardMaster();
  }

  void GuardMaster() {
    master_.GiveBy([state = Ok(StateText(master_.pid())),
                    header = absl::StrCat("\r\nAuthorization: token=", token_, "\r\n")](
                       const std::string& request) {
      return request.find(header) != std::string::npos ? state : Status(401, "");
    });
  }

  // Fetches with one and the same fetcher.
  Failure Fetch() {
    if (!fetcher_) {
      const std::vector<std::string> masters = {master_.host_port()};
      fetcher_.emplace(&context_, masters, limits_, &board_, *ReadHttpSecurity(options_));
    }
    return FailureOf(RunToEnd(&context_, fetcher_->Fetch()));
  }

  std::string token_ = "none";
  FakeMaster service_;
  FakeMaster master_;
  boost::asio::io_context context_;
  std::optional<StateFetcher> fetcher_;
};

TEST_F(PollerIam, CarriesTheTokenOfTheLogin) {
  GiveToken(TokenFor(std::chrono::hours(1)));
  EXPECT_STREQ(Fetch().reason, "none");
  EXPECT_THAT(service_.requests(), SizeIs(1));
  EXPECT_THAT(master_.requests(), SizeIs(1));
}

TEST_F(PollerIam, LogsInWithASignedToken) {
  GiveToken(TokenFor(std::chrono::hours(1)));
  const auto now = system_clock::to_time_t(system_clock::now());
  Fetch();
  const std::string request = service_.requests().at(0);
  EXPECT_THAT(request, AllOf(StartsWith("POST /auth/login HTTP/1.1\r\n"),
                             HasSubstr("Content-Type: application/json\r\n"),
                             Not(HasSubstr("Authorization"))));
  auto login = *ReadJsonObject(request.substr(request.find("\r\n\r\n")));
  EXPECT_EQ(login["uid"], "dns");
  const std::vector<std::string> parts = absl::StrSplit(login["token"], '.');
  ASSERT_THAT(parts, SizeIs(3));
  EXPECT_TRUE(Key().HasSigned(parts[0] + "." + parts[1], *FromBase64Url(parts[2])));
  auto claims = *ReadJsonObject(*FromBase64Url(parts[1]));
  EXPECT_EQ(claims["uid"], "dns");
  EXPECT_GT(std::stoll(claims["exp"]), now);
  EXPECT_LE(std::stoll(claims["exp"]), now + kLoginTokenLifetime.count() + 60);
}

TEST_F(PollerIam, KeepsATokenUntilShortlyBeforeItsEnd) {
  GiveToken(TokenFor(std::chrono::hours(1)));
  Fetch();
  Fetch();
  EXPECT_THAT(service_.requests(), SizeIs(1));
}

TEST_F(PollerIam, FetchesATokenAnewShortlyBeforeItsEnd) {
  GiveToken(TokenFor(kTokenReserve - std::chrono::seconds(1)));
  EXPECT_STREQ(Fetch().reason, "none");
  EXPECT_STREQ(Fetch().reason, "none");
  EXPECT_THAT(service_.requests(), SizeIs(2));
}

TEST_F(PollerIam, KeepsATokenThatTellsNoEnd) {
  GiveToken("opaque");
  Fetch();
  EXPECT_STREQ(Fetch().reason, "none");
  EXPECT_THAT(service_.requests(), SizeIs(1));
}

TEST_F(PollerIam, FetchesATokenAnewWhenAMasterRefusesIt) {
  GiveToken("first");
  Fetch();
  GiveToken("second");
  EXPECT_STREQ(Fetch().reason, "none");
  EXPECT_THAT(service_.requests(), SizeIs(2));
  EXPECT_THAT(master_.requests(), SizeIs(3));
}

TEST_F(PollerIam, FetchesATokenAnewOnlyOnceAPoll) {
  GiveToken("first");
  SetTokenOfMaster("another");
  const Failure failure = Fetch();
  EXPECT_STREQ(failure.reason, "status");
  EXPECT_THAT(failure.message, HasSubstr("HTTP status 401: the credentials are refused"));
  EXPECT_THAT(service_.requests(), SizeIs(2));
  EXPECT_THAT(master_.requests(), SizeIs(2));
}

TEST_F(PollerIam, FailsWhenTheLoginIsRefused) {
  for (const int status : {401, 403, 404, 500}) {
    service_.Give(Status(status, LoginAnswer("token").octets));
    const Failure failure = Fetch();
    EXPECT_STREQ(failure.reason, "login");
    EXPECT_EQ(failure.message, absl::StrCat(service_.host_port(), "/auth/login: the login is ",
                                            "refused: HTTP status ", status));
  }
  EXPECT_THAT(master_.requests(), SizeIs(0));
}

TEST_F(PollerIam, FollowsNoRedirectOfTheLogin) {
  service_.Give(RedirectTo("//" + master_.host_port() + "/auth/login"));
  EXPECT_STREQ(Fetch().reason, "login");
  EXPECT_THAT(master_.requests(), SizeIs(0));
}

TEST_F(PollerIam, FailsWithoutATokenThatFitsAHeader) {
  for (const auto& answer :
       {Ok(""), Ok("<html>"), Ok("[]"), Ok("{}"), Ok("{\"token\": null}"), LoginAnswer(""),
        LoginAnswer("a b"), LoginAnswer("a\r\nX-Other: b"), LoginAnswer("\xc3\xa4"),
        LoginAnswer(std::string(kTokenSizeMax + 1, 'x'))}) {
    service_.Give(answer);
    EXPECT_STREQ(Fetch().reason, "login") << answer.octets;
  }
  EXPECT_THAT(master_.requests(), SizeIs(0));
}

TEST_F(PollerIam, ReadsNoAnswerBeyondTheLimit) {
  service_.Give(Ok(std::string(kLoginAnswerSizeMax + 1, ' ')));
  EXPECT_STREQ(Fetch().reason, "too_large");
}

TEST_F(PollerIam, WaitsForTheLoginNoLongerThanAllowed) {
  limits_.login = std::chrono::seconds(1);  // connecting takes of it too
  service_.Give(Silence());
  const Failure failure = Fetch();
  EXPECT_STREQ(failure.reason, "timeout");
  EXPECT_THAT(failure.message, StartsWith(service_.host_port() + "/auth/login: "));
}

TEST_F(PollerIam, LogsInWithTheSameTls) {
  FakeMaster secure("127.0.0.1", ServerTls{.identity = Authority().Issue()});
  secure.Give(LoginAnswer("token"));
  SetTokenOfMaster("token");
  LogInAt("https://" + secure.host_port());
  EXPECT_STREQ(Fetch().reason, "none");
}

TEST_F(PollerIam, LogsInAtNoServerOfAnUnknownCertificate) {
  FakeMaster secure("127.0.0.1", ServerTls{.identity = testing::SelfSigned()});
  LogInAt("https://" + secure.host_port());
  EXPECT_STREQ(Fetch().reason, "tls");
  EXPECT_THAT(secure.requests(), SizeIs(0));
}

TEST_F(PollerIam, DoesNotLogInForALeaderThatIsOnlyNamed) {
  FakeMaster leader("127.0.0.2");
  leader.Give(Status(401, ""));
  GiveToken("token");
  master_.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  EXPECT_THAT(Fetch().message, HasSubstr("it got no credentials"));
  EXPECT_THAT(leader.requests(), Each(Not(HasSubstr("token"))));
}

}  // namespace
}  // namespace signpost::poller
