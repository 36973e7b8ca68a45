// What masters, or somebody in their place, can do wrong: every fault is a failed poll, counted
// under its reason. tls_test.cc has those of TLS.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

#include "absl/strings/str_cat.h"
#include "poller/fake_master.h"
#include "poller/fetch_run.h"
#include "poller/state_fetcher.h"

namespace signpost::poller {
namespace {

using std::chrono::milliseconds;
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
using testing::StateText;
using testing::Status;

constexpr size_t kBodySizeMax = 1 << 20;

// Long enough that what is no matter of time never meets it; short where a test waits for it.
constexpr milliseconds kLong{60'000};
constexpr milliseconds kShort{100};

// Something comes in each of them, also on a machine that is busy.
constexpr milliseconds kWindow{1'000};

struct Fault {
  const char* title;
  const char* reason;
  Answer answer;
  // What the test waits for.
  milliseconds first_byte = kLong;
  milliseconds rate_window = kLong;
};

void PrintTo(const Fault& fault, std::ostream* out) { *out << fault.title; }

Answer Open(Answer answer) {
  answer.stays_open = true;
  return answer;
}

Answer Reset(Answer answer) {
  answer.resets = true;
  return answer;
}

Answer Dripping(Answer answer) {
  answer.piece_size = 1;
  answer.pause = milliseconds(1);
  return answer;
}

Answer Endless(Answer answer, std::string piece) {
  answer.endless = std::move(piece);
  return answer;
}

std::string State() { return StateText("master@127.0.0.1:5050"); }

// 1 GiB of spaces in 64 members: what follows one member is unpacked too.
std::string Bomb() {
  const std::string member = Gzip(std::string(16 << 20, ' '));
  std::string bomb;
  for (int i = 0; i < 64; ++i) bomb += member;
  return bomb;
}

Answer OfLength(std::string_view lengths) { return OkWithHeaders(lengths, State()); }

Answer OfChunks(std::string_view chunks) {
  return OkWithHeaders("Transfer-Encoding: chunked\r\n", chunks);
}

std::vector<Fault> Faults() {
  const std::string gzipped = Gzip(State());
  const std::string half = State().substr(0, State().size() / 2);
  return {
      {"ResetBeforeHeaders", "answer", Reset({.octets = ""})},
      {"ResetInHeaders", "answer", Reset({.octets = "HTTP/1.1 200 OK\r\nContent-"})},
      {"ResetInTheBody", "body", Reset(OkWithHeaders("Content-Length: 1000\r\n", half))},
      {"HangsBeforeHeaders", "timeout", Silence(), kShort},
      {"HangsInHeaders", "timeout", Open({.octets = "HTTP/1.1 200 OK\r\nContent-"}), kShort},
      {"HangsInTheBody", "timeout", Open(OkWithHeaders("Content-Length: 1000\r\n", half)), kLong,
       kShort},
      {"HangsInAChunk", "timeout", Open(OfChunks("1000\r\n{")), kLong, kShort},
      {"HangsInAChunkSize", "timeout", Open(OfChunks("1")), kLong, kShort},
      {"DripsHeaders", "timeout",
       Dripping(OkWithHeaders("X-Long: " + std::string(10'000, 'x'), "")), kShort},
      {"DripsTheBody", "rate", Dripping(OkWithHeaders("", std::string(100'000, ' '))), kLong,
       kWindow},
      {"EndsBeforeHeaders", "answer", {.octets = ""}},
      {"EndsInHeaders", "answer", {.octets = "HTTP/1.1 200 OK\r\nContent-"}},
      {"EndsInTheBody", "body", OkWithHeaders("Content-Length: 1000\r\n", half)},
      {"EndsInAChunk", "body", OfChunks("3e8\r\n" + half)},
      {"EndsBetweenChunks", "body", OfChunks("1\r\n{\r\n")},
      {"SpeaksNoHttp", "answer", {.octets = "SSH-2.0-OpenSSH_9.2\r\n"}},
      {"SpeaksAnotherHttp", "answer", {.octets = "HTTP/3.0 200 OK\r\n\r\n"}},
      {"LengthIsTooShort", "parse", OfLength("Content-Length: 100\r\n")},
      {"LengthIsTooLong", "body", OfLength("Content-Length: 100000\r\n")},
      {"LengthIsNegative", "answer", OfLength("Content-Length: -1\r\n")},
      {"LengthIsNoNumber", "answer", OfLength("Content-Length: many\r\n")},
      {"LengthOverflows", "answer", OfLength("Content-Length: 99999999999999999999999\r\n")},
      {"LengthIsHuge", "too_large", OfLength("Content-Length: 9999999999999\r\n")},
      {"LengthsDiffer", "answer", OfLength("Content-Length: 10\r\nContent-Length: 20\r\n")},
      {"LengthAndChunks", "answer",
       OfLength("Content-Length: 10\r\nTransfer-Encoding: chunked\r\n")},
      {"LengthIsMissingAndTheBodyIsCut", "parse", OkWithHeaders("", half)},
      {"ChunkSizeIsNoNumber", "body", OfChunks("zz\r\n{")},
      {"ChunkSizeIsNegative", "body", OfChunks("-1\r\n{")},
      {"ChunkSizeOverflows", "body", OfChunks("fffffffffffffffff\r\n{")},
      {"ChunkSizeIsHuge", "too_large", OfChunks("fffffffffffffff\r\n{")},
      {"ChunkExtensionHasNoEnd", "too_large", Endless(OfChunks("1;a="), std::string(10'000, 'a'))},
      {"TrailerHasNoEnd", "too_large", Endless(OfChunks("0\r\n"), "X-Many: 1\r\n")},
      {"BodyHasNoEnd", "too_large", Endless(OkWithHeaders("", "{"), std::string(10'000, ' '))},
      {"ChunksHaveNoEnd", "too_large", Endless(OfChunks("1\r\n{\r\n"), "4\r\n    \r\n")},
      {"HeadersHaveNoEnd", "too_large",
       Endless({.octets = "HTTP/1.1 200 OK\r\n"}, "X-Many: 1\r\n")},
      {"HeaderHasNoEnd", "too_large",
       Endless({.octets = "HTTP/1.1 200 OK\r\nX-Long: "}, std::string(10'000, 'x'))},
      {"GzipIsCut", "gzip", OkWithHeaders("Content-Encoding: gzip\r\n", gzipped.substr(0, 50))},
      {"GzipIsBroken", "gzip",
       OkWithHeaders("Content-Encoding: gzip\r\n", gzipped.substr(0, 50) + std::string(99, 'x'))},
      {"GzipIsNone", "gzip", OkWithHeaders("Content-Encoding: gzip\r\n", State())},
      {"GzipOfOneGibibyte", "too_large", OkWithHeaders("Content-Encoding: gzip\r\n", Bomb())},
      {"EncodingIsUnknown", "encoding", OkWithHeaders("Content-Encoding: br\r\n", State())},
      {"Status204", "status", {.octets = "HTTP/1.1 204 No Content\r\n\r\n"}},
      {"Status401", "status", Status(401, "")},
      {"Status401WithAState", "status", Status(401, State())},
      {"Status403", "status", Status(403, "")},
      {"Status500", "status", Status(500, "")},
      {"Status500WithAState", "status", Status(500, State())},
      {"Status503", "status", Status(503, "")},
      {"Status503WithAState", "status", Status(503, State())},
      {"RedirectsToItself", "hops", RedirectTo("/master/state")},
      {"RedirectsToALinkLocalStranger", "redirect", RedirectTo("//169.254.169.254/latest")},
      {"RedirectsToAFile", "redirect", RedirectTo("file:///etc/passwd")},
      {"RedirectsToAnotherScheme", "redirect", RedirectTo("gopher://127.0.0.1:70/")},
      {"RedirectsWithoutALocation", "redirect", Status(307, "")},
      {"RedirectsWithAnEmptyLocation", "redirect", RedirectTo("")},
      {"RedirectsWith60Kilobytes", "too_large", RedirectTo("/" + std::string(60'000, 'x'))},
      {"RedirectsToADeadMaster", "connect",
       RedirectTo(absl::StrCat("//127.0.0.1:", testing::DeadPort(), "/master/state"))},
      {"HasNoLeader", "parse", Ok(StateText(""))},
      {"HasALeaderWithoutAPort", "parse", Ok(StateText("master@127.0.0.1"))},
      {"HasALinkLocalLeader", "leader", Ok(StateText("master@169.254.169.254:80"))},
      {"HasAStaleLeaderThatIsDead", "connect",
       Ok(StateText(absl::StrCat("master@127.0.0.2:", testing::DeadPort())))},
      {"BodyIsEmpty", "parse", Ok("")},
      {"BodyIsHtml", "parse", Ok("<html><body>hello</body></html>")},
      {"BodyIsCut", "parse", Ok(half)},
      {"BodyIsBroken", "parse", Ok(half + "@@@ }{")},
  };
}

class PollerMasterFaults : public ::testing::TestWithParam<Fault> {};

TEST_P(PollerMasterFaults, IsCountedUnderItsReason) {
  const Fault& fault = GetParam();
  FakeMaster master;
  master.Give(fault.answer);
  FetchLimits limits;
  limits.first_byte = fault.first_byte;
  limits.rate_window = fault.rate_window;
  limits.rate_size_min = 10'000;
  limits.body_size_max = kBodySizeMax;
  StatusBoard board;
  boost::asio::io_context context;
  StateFetcher fetcher(&context, {master.host_port()}, limits, &board);
  auto fetched = RunToEnd(&context, fetcher.Fetch());
  ASSERT_FALSE(fetched.ok());
  EXPECT_STREQ(fetched.failure().reason, fault.reason) << fetched.failure().message;
  EXPECT_EQ(board.Number(absl::StrCat("poll_failures_", fault.reason)), 1);
}

INSTANTIATE_TEST_SUITE_P(Each, PollerMasterFaults, ::testing::ValuesIn(Faults()),
                         [](const auto& test) { return test.param.title; });

// After a good state of 3 MiB, whatever the absolute limit.
class PollerMasterFloods : public ::testing::Test {
 protected:
  PollerMasterFloods() { EXPECT_EQ(FailureWhen(Ok(State() + std::string(3 << 20, ' '))), "none"); }

  std::string State() const { return StateText(master_.pid()); }

  std::string FailureWhen(Answer answer) {
    master_.Give(std::move(answer));
    auto fetched = RunToEnd(&context_, fetcher_.Fetch());
    return fetched.ok() ? "none" : fetched.failure().message;
  }

  FakeMaster master_;
  boost::asio::io_context context_;
  StatusBoard board_;
  StateFetcher fetcher_{&context_, {master_.host_port()}, {}, &board_};
};

TEST_F(PollerMasterFloods, OfABodyWithoutAnEndAreStoppedAtTwiceTheLastState) {
  const std::string limit = absl::StrCat(2 * ((3 << 20) + State().size()), " octets");
  EXPECT_THAT(FailureWhen(Endless(OkWithHeaders("", "{"), std::string(10'000, ' '))),
              HasSubstr(limit));
  EXPECT_THAT(
      FailureWhen(Endless(OfChunks("1\r\n{\r\n"), "3e8\r\n" + std::string(1000, ' ') + "\r\n")),
      HasSubstr(limit));
}

TEST_F(PollerMasterFloods, OfAGzipBombAreStoppedByItsLength) {
  const std::string bomb = Bomb();
  const std::string length = absl::StrCat("Content-Length: ", bomb.size(), "\r\n");
  EXPECT_THAT(FailureWhen(OkWithHeaders(length + "Content-Encoding: gzip\r\n", bomb)),
              HasSubstr(absl::StrCat(kUnpackRatioMax * bomb.size(), " octets")));
}

TEST_F(PollerMasterFloods, AreNoneOfAStateThatHasGrownAndSaysSo) {
  EXPECT_EQ(FailureWhen(Ok(State() + std::string(10 << 20, ' '))), "none");
}

class PollerMasterQuirks : public ::testing::Test {
 protected:
  std::string ReasonWhen(Answer answer) {
    master_.Give(std::move(answer));
    boost::asio::io_context context;
    StatusBoard board;
    StateFetcher fetcher(&context, {master_.host_port()}, {}, &board);
    auto fetched = RunToEnd(&context, fetcher.Fetch());
    return fetched.ok() ? "none" : fetched.failure().message;
  }

  std::string State() const { return StateText(master_.pid()); }

  FakeMaster master_;
};

TEST_F(PollerMasterQuirks, AreNoFaultWhenTheStateIsWhole) {
  const std::string length = absl::StrCat("Content-Length: ", State().size(), "\r\n");
  EXPECT_EQ(ReasonWhen(OkWithHeaders("", State())), "none");
  EXPECT_EQ(ReasonWhen(OkWithHeaders(length + length, State())), "none");
  EXPECT_EQ(ReasonWhen(OkWithHeaders(length, State() + "and more")), "none");
  EXPECT_EQ(ReasonWhen(Gzipped(State())), "none");
  EXPECT_EQ(ReasonWhen(Chunked(State())), "none");
  EXPECT_EQ(ReasonWhen(Chunked(Gzip(State()), "Content-Encoding: gzip\r\n")), "none");
}

}  // namespace
}  // namespace signpost::poller
