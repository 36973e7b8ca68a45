#include "poller/http_get.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "poller/body_text.h"
#include "poller/fake_master.h"
#include "poller/fetch_run.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using testing::Answer;
using testing::Chunked;
using testing::FakeMaster;
using testing::Gzip;
using testing::Gzipped;
using ::testing::HasSubstr;
using testing::Ok;
using testing::OkWithHeaders;
using testing::RedirectTo;
using testing::RunToEnd;
using testing::Silence;
using ::testing::StartsWith;
using testing::Status;

constexpr milliseconds kShort{200};

// Keeps the text.
class WholeText final : public BodyTaker {
 public:
  void Begin(std::string_view encoding, uint64_t size_max) override {
    decoder_.emplace(encoding, size_max);
  }
  std::optional<Failure> Add(std::string_view octets) override {
    return decoder_->Add(octets, [this](std::string_view piece) { text_ += piece; });
  }
  std::optional<Failure> Finish() override { return decoder_->Finish(); }

  const std::string& text() const { return text_; }

 private:
  std::optional<BodyText> decoder_;
  std::string text_;
};

struct Got {
  std::string location;
  Endpoint server;
  std::string body;
};

class PollerHttpGet : public ::testing::Test {
 protected:
  Outcome<Got> GetFrom(const HostPort& master) const {
    boost::asio::io_context context;
    HttpClient client(&context, limits_);
    HttpExchange exchange = client.NewExchange();
    const BodyAllowance allowance(limits_.body_size_max);
    WholeText body;
    auto answer =
        RunToEnd(&context, HttpGet({.master = master}, &client, &exchange, &allowance, &body));
    if (!answer.ok()) return answer.failure();
    return Got{answer.value().location, answer.value().server, body.text()};
  }

  Outcome<Got> GetWhen(Answer answer) {
    master_.Give(std::move(answer));
    return GetFrom({"127.0.0.1", master_.port()});
  }

  std::string ReasonWhen(Answer answer) {
    auto got = GetWhen(std::move(answer));
    if (got.ok()) return "none";
    EXPECT_THAT(got.failure().message, StartsWith(master_.host_port() + "/master/state: "));
    return got.failure().reason;
  }

  FakeMaster master_;
  FetchLimits limits_;
};

TEST_F(PollerHttpGet, GivesTheBody) {
  auto got = GetWhen(Ok("some text"));
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got.value().body, "some text");
  EXPECT_EQ(got.value().server.ToString(), master_.host_port());
}

TEST_F(PollerHttpGet, AsksAsAMasterExpectsIt) {
  GetWhen(Ok(""));
  EXPECT_THAT(master_.requests().at(0), AllOf(StartsWith("GET /master/state HTTP/1.1\r\n"),
                                              HasSubstr("Host: " + master_.host_port() + "\r\n"),
                                              HasSubstr("Accept-Encoding: gzip\r\n")));
}

TEST_F(PollerHttpGet, GivesAChunkedBody) {
  const std::string body(100'000, 'x');
  EXPECT_EQ(GetWhen(Chunked(body)).value().body, body);
}

TEST_F(PollerHttpGet, GivesABodyThatEndsWithTheConnection) {
  EXPECT_EQ(GetWhen(OkWithHeaders("Connection: close\r\n", "some text")).value().body, "some text");
}

TEST_F(PollerHttpGet, GivesAPackedBody) {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += std::to_string(i);
  EXPECT_EQ(GetWhen(Gzipped(body)).value().body, body);
}

TEST_F(PollerHttpGet, GivesAPackedBodyInChunks) {
  std::string body;
  for (int i = 0; i < 10'000; ++i) body += std::to_string(i);
  EXPECT_EQ(GetWhen(Chunked(Gzip(body), "Content-Encoding: GZIP\r\n")).value().body, body);
}

TEST_F(PollerHttpGet, GivesABodyThatComesInSmallPieces) {
  const std::string body(200, 'x');
  Answer answer = Ok(body);
  answer.piece_size = 1;
  answer.pause = milliseconds(1);
  EXPECT_EQ(GetWhen(answer).value().body, body);
}

TEST_F(PollerHttpGet, FailsWhenNobodyListens) {
  auto got = GetFrom({"127.0.0.1", testing::DeadPort()});
  ASSERT_FALSE(got.ok());
  EXPECT_STREQ(got.failure().reason, "connect");
}

TEST_F(PollerHttpGet, GivesNoBodyOfAnotherStatus) {
  auto got = GetWhen(Status(500, "some text"));
  ASSERT_FALSE(got.ok());
  EXPECT_STREQ(got.failure().reason, "status");
  EXPECT_EQ(got.failure().http_status, 500u);
  EXPECT_EQ(got.failure().message, master_.host_port() + "/master/state: HTTP status 500");
}

TEST_F(PollerHttpGet, FailsOnARedirectWithoutALocation) {
  auto got = GetWhen(Status(307, ""));
  EXPECT_STREQ(got.failure().reason, "redirect");
  EXPECT_THAT(got.failure().message, HasSubstr("HTTP status 307 without a Location"));
}

TEST_F(PollerHttpGet, GivesTheLocationOfARedirect) {
  EXPECT_EQ(GetWhen(RedirectTo("//127.0.0.2:5050/x")).value().location, "//127.0.0.2:5050/x");
}

TEST_F(PollerHttpGet, WaitsForAnAnswerNoLongerThanAllowed) {
  limits_.first_byte = kShort;
  EXPECT_EQ(ReasonWhen(Silence()), "timeout");
}

TEST_F(PollerHttpGet, WaitsForHeadersThatDripNoLongerThanAllowed) {
  limits_.first_byte = kShort;
  Answer answer = Ok("text");
  answer.piece_size = 1;
  answer.pause = milliseconds(10);
  EXPECT_EQ(ReasonWhen(answer), "timeout");
}

TEST_F(PollerHttpGet, WaitsForABodyThatDoesNotComeNoLongerThanAllowed) {
  limits_.rate_window = kShort;
  Answer answer = OkWithHeaders("Content-Length: 100\r\n", "");
  answer.stays_open = true;
  EXPECT_EQ(ReasonWhen(answer), "timeout");
}

TEST_F(PollerHttpGet, GivesUpOnABodyThatDrips) {
  limits_.rate_window = kShort;
  limits_.rate_size_min = 1000;
  Answer answer = OkWithHeaders("", std::string(100'000, 'x'));
  answer.piece_size = 1;
  answer.pause = milliseconds(1);
  EXPECT_EQ(ReasonWhen(answer), "rate");
}

TEST_F(PollerHttpGet, WaitsForAllOfItNoLongerThanAllowed) {
  limits_.whole = kShort;
  Answer answer = OkWithHeaders("", std::string(100'000, 'x'));
  answer.piece_size = 100;
  answer.pause = milliseconds(1);
  EXPECT_EQ(ReasonWhen(answer), "timeout");
  EXPECT_EQ(ReasonWhen(Silence()), "timeout");
}

TEST_F(PollerHttpGet, FailsOnABodyThatIsCut) {
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Content-Length: 100\r\n", "some text")), "body");
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Transfer-Encoding: chunked\r\n", "5\r\nab")), "body");
}

TEST_F(PollerHttpGet, FailsOnBrokenChunks) {
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Transfer-Encoding: chunked\r\n", "zz\r\nab")), "body");
}

TEST_F(PollerHttpGet, FailsOnWhatIsNoHttp) {
  EXPECT_EQ(ReasonWhen({.octets = "SSH-2.0-OpenSSH_9.2\r\n"}), "answer");
  EXPECT_EQ(ReasonWhen({.octets = ""}), "answer");
}

TEST_F(PollerHttpGet, FailsOnPackedBodiesThatAreCutOrBroken) {
  const std::string packed = Gzip("some text");
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Content-Encoding: gzip\r\n", packed.substr(0, 9))), "gzip");
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Content-Encoding: gzip\r\n", "some text")), "gzip");
}

TEST_F(PollerHttpGet, FailsOnAnEncodingThatWasNotAskedFor) {
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Content-Encoding: br\r\n", "some text")), "encoding");
}

TEST_F(PollerHttpGet, TakesABodyOfTheSizeAllowedAndNoneBeyond) {
  limits_.body_size_max = 1000;
  EXPECT_EQ(ReasonWhen(Ok(std::string(1000, 'x'))), "none");
  EXPECT_EQ(ReasonWhen(Ok(std::string(1001, 'x'))), "too_large");
  EXPECT_EQ(ReasonWhen(Chunked(std::string(1001, 'x'))), "too_large");
  EXPECT_EQ(ReasonWhen(OkWithHeaders("", std::string(1001, 'x'))), "too_large");
  EXPECT_EQ(ReasonWhen(OkWithHeaders("Content-Length: 99999999999999\r\n", "x")), "too_large");
}

TEST_F(PollerHttpGet, StopsAGzipBomb) {
  limits_.body_size_max = 1 << 20;
  EXPECT_EQ(ReasonWhen(Gzipped(std::string(20 << 20, 'x'))), "too_large");
}

TEST_F(PollerHttpGet, FailsOnHeadersBeyondTheLimit) {
  EXPECT_EQ(ReasonWhen(OkWithHeaders("X-Long: " + std::string(kHeaderSizeMax, 'x') + "\r\n", "")),
            "too_large");
}

TEST_F(PollerHttpGet, WorksOverIpv6) {
  FakeMaster master("::1");
  master.Give(Ok("some text"));
  auto got = GetFrom({"::1", master.port()});
  EXPECT_EQ(got.value().body, "some text");
  EXPECT_THAT(master.requests().at(0), HasSubstr("Host: " + master.host_port() + "\r\n"));
}

}  // namespace
}  // namespace signpost::poller
