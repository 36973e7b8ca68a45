#include "poller/http_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "poller/fake_master.h"
#include "poller/fetch_run.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using testing::Answer;
using testing::Begin;
using testing::Chunked;
using ::testing::EndsWith;
using testing::FakeMaster;
using testing::Gzipped;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::Ok;
using testing::OkWithHeaders;
using testing::RedirectTo;
using testing::RunToEnd;
using testing::Silence;
using ::testing::StartsWith;
using testing::Status;

constexpr char kSubscribe[] = R"({"type":"SUBSCRIBE"})";
constexpr milliseconds kShort{50};

class PollerHttpStream : public ::testing::Test {
 protected:
  Outcome<HttpStreamStart> Open() {
    if (!client_) client_.emplace(&context_, limits_);
    if (!stream_) stream_.emplace(&*client_);
    const Target target{.master = {"127.0.0.1", master_.port()}, .path = "/api/v1"};
    return RunToEnd(&context_, stream_->Open(target, kSubscribe));
  }

  Outcome<HttpStreamStart> OpenWhen(Answer answer) {
    master_.Give(std::move(answer));
    return Open();
  }

  Outcome<std::string_view> Read(milliseconds limit = std::chrono::minutes(1)) {
    return RunToEnd(&context_, stream_->ReadSome(HttpStream::Clock::now() + limit));
  }

  // All that comes until `size` octets have.
  std::string ReadUntil(size_t size) {
    std::string text;
    while (text.size() < size) {
      auto piece = Read();
      if (!piece.ok()) return piece.failure().message;
      EXPECT_FALSE(piece.value().empty());
      text += piece.value();
    }
    return text;
  }

  FetchLimits limits_;
  boost::asio::io_context context_;
  FakeMaster master_;
  std::optional<HttpClient> client_;
  std::optional<HttpStream> stream_;
};

TEST_F(PollerHttpStream, AsksAsAMasterExpectsIt) {
  OpenWhen(Chunked("x"));
  EXPECT_THAT(master_.requests().at(0),
              AllOf(StartsWith("POST /api/v1 HTTP/1.1\r\n"),
                    HasSubstr("Host: " + master_.host_port() + "\r\n"),
                    HasSubstr("Accept: application/json\r\n"),
                    HasSubstr("Content-Type: application/json\r\n"),
                    HasSubstr("Content-Length: 20\r\n"), Not(HasSubstr("Accept-Encoding")),
                    Not(HasSubstr("Connection")), EndsWith(absl::StrCat("\r\n\r\n", kSubscribe))));
}

TEST_F(PollerHttpStream, HandsOutWhatHasComeWhileMoreIsToCome) {
  Answer answer = OkWithHeaders("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n3\r\nyou");
  answer.stays_open = true;
  auto start = OpenWhen(answer);
  EXPECT_EQ(start.value().location, "");
  EXPECT_EQ(start.value().server.ToString(), master_.host_port());
  EXPECT_EQ(ReadUntil(8), "helloyou");
  auto piece = Read(kShort);
  EXPECT_STREQ(piece.failure().reason, "timeout");
}

TEST_F(PollerHttpStream, HandsOutABodyThatIsNotChunked) {
  OpenWhen(OkWithHeaders("", "hello"));
  EXPECT_EQ(ReadUntil(5), "hello");
}

TEST_F(PollerHttpStream, HasNoBoundOnItsLength) {
  limits_.body_size_max = 1000;
  Answer answer = OkWithHeaders("Transfer-Encoding: chunked\r\n", "1\r\n{\r\n");
  answer.endless = "a\r\n0123456789\r\n";
  OpenWhen(answer);
  EXPECT_THAT(ReadUntil(100'000), StartsWith("{0123456789"));
}

TEST_F(PollerHttpStream, GivesTheLocationOfARedirect) {
  auto start = OpenWhen(RedirectTo("//127.0.0.2:5050/master/api/v1"));
  EXPECT_EQ(start.value().location, "//127.0.0.2:5050/master/api/v1");
}

TEST_F(PollerHttpStream, TellsWhichStatusRefusesIt) {
  for (const int status : {401, 403, 404, 405, 500, 501, 503}) {
    auto start = OpenWhen(Status(status, "text"));
    ASSERT_FALSE(start.ok());
    EXPECT_STREQ(start.failure().reason, "status");
    EXPECT_EQ(start.failure().http_status, static_cast<unsigned>(status));
    EXPECT_THAT(start.failure().message, StartsWith(master_.host_port() + "/api/v1: HTTP status"));
  }
}

TEST_F(PollerHttpStream, FailsWhenItEnds) {
  for (const Answer& answer :
       {Chunked("hello"), OkWithHeaders("", "hello"), Ok("hello"),
        OkWithHeaders("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n1000\r\n")}) {
    OpenWhen(answer);
    EXPECT_EQ(ReadUntil(5), "hello");
    EXPECT_STREQ(Read().failure().reason, "body");
  }
}

TEST_F(PollerHttpStream, FailsWhenItIsReset) {
  Answer answer = OkWithHeaders("Transfer-Encoding: chunked\r\n", "5\r\n");
  answer.resets = true;
  OpenWhen(answer);
  EXPECT_STREQ(Read().failure().reason, "body");
}

TEST_F(PollerHttpStream, FailsOnBrokenChunks) {
  OpenWhen(OkWithHeaders("Transfer-Encoding: chunked\r\n", "zz\r\n"));
  EXPECT_STREQ(Read().failure().reason, "body");
}

TEST_F(PollerHttpStream, WaitsForTheHeadNoLongerThanAllowed) {
  limits_.first_byte = kShort;
  EXPECT_STREQ(OpenWhen(Silence()).failure().reason, "timeout");
}

TEST_F(PollerHttpStream, TakesNoEncodingThatWasNotAskedFor) {
  EXPECT_STREQ(OpenWhen(Gzipped("hello")).failure().reason, "encoding");
}

TEST_F(PollerHttpStream, EndsAWaitingReadWhenClosed) {
  Answer answer = OkWithHeaders("", "");
  answer.stays_open = true;
  ASSERT_TRUE(OpenWhen(answer).ok());
  std::optional<Outcome<std::string_view>> read;
  Begin(&context_, stream_->ReadSome(HttpStream::Clock::now() + std::chrono::minutes(1)), &read);
  context_.restart();
  context_.poll();
  EXPECT_FALSE(read.has_value());
  stream_->Close();
  context_.run_for(std::chrono::minutes(1));
  ASSERT_TRUE(read.has_value());
  EXPECT_STREQ(read->failure().reason, "body");
}

TEST_F(PollerHttpStream, IsOpenedAgainAfterAFailure) {
  EXPECT_FALSE(OpenWhen(Status(503, "")).ok());
  EXPECT_TRUE(OpenWhen(Chunked("hello")).ok());
  EXPECT_EQ(ReadUntil(5), "hello");
  EXPECT_TRUE(OpenWhen(Chunked("again")).ok());
  EXPECT_EQ(ReadUntil(5), "again");
}

}  // namespace
}  // namespace signpost::poller
