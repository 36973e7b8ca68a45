// HTTPS to masters: what is accepted, and what is refused for which reason.

#include <gmock/gmock.h>

#include <cstdlib>

#include <openssl/ssl.h>

#include "absl/strings/str_cat.h"
#include "poller/http_stream.h"
#include "poller/secure_run.h"

namespace signpost::poller {
namespace {

using std::chrono::hours;
using ::testing::ElementsAre;
using testing::FakeMaster;
using ::testing::HasSubstr;
using testing::Identity;
using testing::Ok;
using testing::OkWithHeaders;
using testing::RedirectTo;
using testing::RunToEnd;
using testing::SelfSigned;
using testing::ServerTls;
using testing::Silence;
using ::testing::SizeIs;
using testing::StateText;
using testing::TestAuthority;

constexpr std::chrono::milliseconds kShort{100};

class PollerTls : public testing::SecureRun {
 protected:
  PollerTls() { options_.is_https = true; }

  // A fetch from a master at `host` that shows `identity`.
  Failure FetchWhen(const Identity& identity, const std::string& host = "127.0.0.1") {
    return FetchWhen(ServerTls{.identity = identity}, host);
  }

  Failure FetchWhen(const ServerTls& tls, const std::string& host = "127.0.0.1") {
    FakeMaster master("127.0.0.1", tls);
    master.GiveState();
    Failure failure = FetchFrom({absl::StrCat(host, ":", master.port())});
    names_asked_ = master.names_asked();
    requests_ = master.requests();
    return failure;
  }

  void ExpectRefused(const Failure& failure, std::string_view why) {
    EXPECT_STREQ(failure.reason, "tls");
    EXPECT_THAT(failure.message, HasSubstr(why));
    EXPECT_THAT(failure.message, ::testing::StartsWith("https://"));
    EXPECT_THAT(requests_, SizeIs(0));
  }

  std::vector<std::string> names_asked_;
  std::vector<std::string> requests_;
};

TEST_F(PollerTls, GetsTheStateOfAMasterWhoseAuthorityIsKnown) {
  EXPECT_STREQ(FetchWhen(Authority().Issue()).reason, "none");
}

TEST_F(PollerTls, TellsAMasterTheNameItIsAskedBy) {
  EXPECT_STREQ(FetchWhen(Authority().Issue(), "localhost").reason, "none");
  EXPECT_THAT(names_asked_, ElementsAre("localhost"));
}

TEST_F(PollerTls, TellsAMasterNoAddress) {
  EXPECT_STREQ(FetchWhen(Authority().Issue(), "127.0.0.1").reason, "none");
  EXPECT_THAT(names_asked_, ElementsAre(""));
}

TEST_F(PollerTls, SpeaksTls12WithAMasterThatKnowsNoNewer) {
  const ServerTls tls{.identity = Authority().Issue(), .version_max = TLS1_2_VERSION};
  EXPECT_STREQ(FetchWhen(tls).reason, "none");
}

TEST_F(PollerTls, RefusesACertificateThatHasExpired) {
  const auto expired = Authority().Issue({.begin = -hours(2), .end = -hours(1)});
  ExpectRefused(FetchWhen(expired), "certificate has expired");
}

TEST_F(PollerTls, RefusesACertificateThatIsNotValidYet) {
  const auto early = Authority().Issue({.begin = hours(1), .end = hours(2)});
  ExpectRefused(FetchWhen(early), "certificate is not yet valid");
}

TEST_F(PollerTls, RefusesASelfSignedCertificate) {
  ExpectRefused(FetchWhen(SelfSigned()), "self-signed certificate");
}

TEST_F(PollerTls, RefusesACertificateOfAnotherAuthority) {
  ExpectRefused(FetchWhen(TestAuthority().Issue()), "certificate is refused");
}

TEST_F(PollerTls, RefusesACertificateOfAnotherName) {
  const auto other = Authority().Issue({.names = "DNS:other.example,IP:127.0.0.1"});
  ExpectRefused(FetchWhen(other, "localhost"), "hostname mismatch");
}

TEST_F(PollerTls, RefusesACertificateOfAnotherAddress) {
  const auto other = Authority().Issue({.names = "DNS:localhost,IP:127.0.0.2"});
  ExpectRefused(FetchWhen(other, "127.0.0.1"), "IP address mismatch");
}

TEST_F(PollerTls, DoesNotTakeTheCommonNameForTheHosts) {
  const auto common = Authority().Issue({.names = "", .common_name = "localhost"});
  ExpectRefused(FetchWhen(common, "localhost"), "hostname mismatch");
}

TEST_F(PollerTls, TrustsACertificateThatIsItselfInTheFile) {
  const Identity identity = SelfSigned();
  options_.tls.ca_cert_file = Written("self.pem", identity.certificate);
  EXPECT_STREQ(FetchWhen(identity).reason, "none");
}

TEST_F(PollerTls, TrustsEachCertificateOfTheFile) {
  const TestAuthority other("another authority");
  options_.tls.ca_cert_file = Written("both.pem", other.certificate() + Authority().certificate());
  EXPECT_STREQ(FetchWhen(Authority().Issue()).reason, "none");
  EXPECT_STREQ(FetchWhen(other.Issue()).reason, "none");
}

TEST_F(PollerTls, TrustsTheSystemsStoreWithoutAFile) {
  options_.tls.ca_cert_file = "";
  ExpectRefused(FetchWhen(Authority().Issue()), "certificate is refused");
  // Where the library looks. No other thread runs here.
  setenv("SSL_CERT_FILE", folder_.Path("ca.pem").c_str(), 1);  // NOLINT(concurrency-mt-unsafe)
  EXPECT_STREQ(FetchWhen(Authority().Issue()).reason, "none");
  unsetenv("SSL_CERT_FILE");  // NOLINT(concurrency-mt-unsafe)
}

TEST_F(PollerTls, LooksAtNoCertificateWhenToldSoAndShowsIt) {
  options_.tls.skip_verify = true;
  EXPECT_STREQ(FetchWhen(SelfSigned({.names = "", .end = -hours(1)}), "localhost").reason, "none");
  EXPECT_EQ(board_.Number("insecure_skip_verify"), 1);
  EXPECT_THAT(names_asked_, ElementsAre("localhost"));
}

TEST_F(PollerTls, ShowsThatCertificatesAreLookedAt) {
  FetchWhen(Authority().Issue());
  EXPECT_EQ(std::get<int64_t>(board_.All().at("insecure_skip_verify")), 0);
}

TEST_F(PollerTls, ShowsItsOwnCertificateToAMasterThatAsks) {
  const Identity client = Authority().Issue();
  options_.tls.cert_file = Written("client.pem", client.certificate);
  options_.tls.key_file = Written("client.key", client.key);
  const ServerTls tls{.identity = Authority().Issue(),
                      .client_authority = Authority().certificate()};
  EXPECT_STREQ(FetchWhen(tls).reason, "none");
}

TEST_F(PollerTls, NamesTheAlertOfAMasterThatWantsACertificate) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    const ServerTls tls{.identity = Authority().Issue(),
                        .client_authority = Authority().certificate(),
                        .version_max = version};
    ExpectRefused(FetchWhen(tls), "alert");
  }
}

TEST_F(PollerTls, RefusesAMasterThatKnowsNoTls12) {
  const ServerTls tls{.identity = Authority().Issue(), .version_max = TLS1_1_VERSION};
  ExpectRefused(FetchWhen(tls), "no TLS: ");
}

class PollerTlsFaults : public PollerTls {
 protected:
  Failure Fetch() { return FetchFrom({master_.host_port()}); }

  FakeMaster master_;
};

TEST_F(PollerTlsFaults, GarbageInPlaceOfTlsIsRefused) {
  master_.GreetWith(std::string(100, 'x') + "\r\n");
  ExpectRefused(Fetch(), "no TLS: wrong version number");
}

TEST_F(PollerTlsFaults, AnAlertInPlaceOfAHandshakeIsNamed) {
  master_.GreetWith(std::string("\x15\x03\x03\x00\x02\x02\x28", 7));  // fatal, handshake_failure
  ExpectRefused(Fetch(), "alert handshake failure");
}

TEST_F(PollerTlsFaults, PlainHttpInPlaceOfTlsIsRefused) {
  master_.GreetWith("HTTP/1.1 400 Bad Request\r\n\r\n");
  ExpectRefused(Fetch(), "no TLS: ");
}

TEST_F(PollerTlsFaults, AHandshakeThatDoesNotComeIsWaitedForNoLongerThanAllowed) {
  limits_.handshake = kShort;
  master_.GreetWith("");
  const Failure failure = Fetch();
  EXPECT_STREQ(failure.reason, "timeout");
  EXPECT_THAT(failure.message, HasSubstr("no TLS handshake"));
}

TEST_F(PollerTlsFaults, AMasterThatSpeaksTlsUnaskedIsNoHttp) {
  options_.is_https = false;
  FakeMaster secure("127.0.0.1", ServerTls{.identity = Authority().Issue()});
  EXPECT_STREQ(FetchFrom({secure.host_port()}).reason, "answer");
}

TEST_F(PollerTlsFaults, ABodyThatIsCutIsNoneThatEndsWithTheConnection) {
  for (const bool cuts : {false, true}) {
    FakeMaster secure("127.0.0.1", ServerTls{.identity = Authority().Issue(), .cuts = cuts});
    secure.Give(OkWithHeaders("", StateText(secure.pid())));
    EXPECT_STREQ(FetchFrom({secure.host_port()}).reason, cuts ? "body" : "none");
  }
}

TEST_F(PollerTlsFaults, AnAnswerThatDoesNotComeIsWaitedForNoLongerThanAllowed) {
  limits_.first_byte = kShort;
  FakeMaster secure("127.0.0.1", ServerTls{.identity = Authority().Issue()});
  secure.Give(Silence());
  EXPECT_STREQ(FetchFrom({secure.host_port()}).reason, "timeout");
}

class PollerTlsRedirect : public PollerTls {
 protected:
  FakeMaster secure_{"127.0.0.1", ServerTls{.identity = Authority().Issue()}};
  FakeMaster plain_;
};

TEST_F(PollerTlsRedirect, IsFollowedFromHttpToHttps) {
  options_.is_https = false;
  secure_.GiveState();
  plain_.Give(RedirectTo("https://" + secure_.host_port() + "/master/state"));
  EXPECT_STREQ(FetchFrom({plain_.host_port()}).reason, "none");
}

TEST_F(PollerTlsRedirect, IsFollowedToNoUnknownCertificate) {
  options_.is_https = false;
  FakeMaster stranger("127.0.0.1", ServerTls{.identity = SelfSigned()});
  plain_.Give(RedirectTo("https://" + stranger.host_port() + "/master/state"));
  EXPECT_STREQ(FetchFrom({plain_.host_port()}).reason, "tls");
}

TEST_F(PollerTlsRedirect, IsNotFollowedFromHttpsToHttp) {
  plain_.GiveState();
  secure_.Give(RedirectTo("http://" + plain_.host_port() + "/master/state"));
  const Failure failure = FetchFrom({secure_.host_port()});
  EXPECT_STREQ(failure.reason, "redirect");
  EXPECT_THAT(failure.message, HasSubstr("https is not left for http"));
  EXPECT_THAT(plain_.requests(), SizeIs(0));
}

TEST_F(PollerTlsRedirect, KeepsHttpsWithoutAScheme) {
  FakeMaster leader("127.0.0.1", ServerTls{.identity = Authority().Issue()});
  leader.GiveState();
  secure_.Give(RedirectTo("//" + leader.host_port() + "/master/state"));
  EXPECT_STREQ(FetchFrom({secure_.host_port()}).reason, "none");
}

TEST_F(PollerTlsRedirect, KeepsHttpsForTheLeaderOfADocument) {
  FakeMaster leader("127.0.0.1", ServerTls{.identity = Authority().Issue()});
  leader.GiveState();
  secure_.Give(Ok(StateText(leader.pid())));
  EXPECT_STREQ(FetchFrom({secure_.host_port()}).reason, "none");
  EXPECT_THAT(leader.requests(), SizeIs(1));
}

TEST_F(PollerTls, CarriesAStreamToo) {
  FakeMaster master("127.0.0.1", ServerTls{.identity = Authority().Issue()});
  testing::Answer answer = OkWithHeaders("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n");
  answer.stays_open = true;
  master.Give(answer);
  boost::asio::io_context context;
  HttpClient client(&context, limits_, *ReadHttpSecurity(options_));
  HttpStream stream(&client);
  const Target target{.master = {"127.0.0.1", master.port()}, .path = "/api/v1", .is_https = true};
  ASSERT_TRUE(RunToEnd(&context, stream.Open(target, "{}")).ok());
  const auto soon = [] { return HttpStream::Clock::now() + std::chrono::minutes(1); };
  EXPECT_EQ(RunToEnd(&context, stream.ReadSome(soon())).value(), "hello");
  auto late = RunToEnd(&context, stream.ReadSome(HttpStream::Clock::now() + kShort));
  EXPECT_STREQ(late.failure().reason, "timeout");
}

}  // namespace
}  // namespace signpost::poller
