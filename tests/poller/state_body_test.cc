#include "poller/state_body.h"

#include <gtest/gtest.h>

#include "poller/fake_master.h"

namespace signpost::poller {
namespace {

using testing::Gzip;
using testing::StateText;

constexpr uint64_t kSizeMax = 1 << 20;

// A state of several blocks; `tail` comes last.
std::string LongState(std::string_view tail) {
  std::string state = StateText("master@10.0.0.1:5050");
  state.pop_back();  // the brace
  return state + ", \"x\": \"" + std::string(3 * kBlockSize, 'x') + std::string(tail) + "\"}";
}

class PollerStateBody : public ::testing::Test {
 protected:
  // Gives `octets` in pieces, and then its end.
  std::optional<Failure> Give(std::string_view octets, StateBody* body,
                              std::string_view encoding = "", size_t piece_size = 10'000) {
    body->Begin(encoding, kSizeMax);
    for (size_t at = 0; at < octets.size(); at += piece_size) {
      if (auto failure = body->Add(octets.substr(at, piece_size))) return failure;
    }
    return body->Finish();
  }

  BodyMarks MarksOf(std::string_view octets, std::string_view encoding = "") {
    StateBody body(&marker_, nullptr, nullptr);
    EXPECT_FALSE(Give(octets, &body, encoding));
    return body.TakeMarks();
  }

  bool IsRepeat(std::string_view octets, const BodyMarks& last, std::string_view encoding = "") {
    StateBody body(&marker_, &last, nullptr);
    EXPECT_FALSE(Give(octets, &body, encoding));
    return body.is_repeat();
  }

  BlockMarker marker_;
};

TEST_F(PollerStateBody, IsReadAsItComes) {
  const std::string text = LongState("");
  StateBody body(&marker_, nullptr, nullptr);
  ASSERT_FALSE(Give(text, &body));
  auto state = body.Take("source", "what");
  ASSERT_TRUE(state.ok());
  EXPECT_EQ(state.value().state.leader, "master@10.0.0.1:5050");
  EXPECT_EQ(state.value().size, text.size());
  EXPECT_EQ(state.value().source, "source");
  EXPECT_FALSE(state.value().is_repeat);
}

TEST_F(PollerStateBody, ThatIsNoStateIsAFailureThatNamesIt) {
  StateBody body(&marker_, nullptr, nullptr);
  ASSERT_FALSE(Give("[]", &body));
  auto state = body.Take("source", "what");
  ASSERT_FALSE(state.ok());
  EXPECT_STREQ(state.failure().reason, "parse");
  EXPECT_TRUE(state.failure().message.starts_with("what: not a state document"));
}

TEST_F(PollerStateBody, IsKnownAgain) {
  for (const std::string& text : {LongState(""), std::string("{}"), std::string(kBlockSize, ' ')}) {
    EXPECT_TRUE(IsRepeat(text, MarksOf(text))) << text.size();
  }
  const std::string packed = Gzip(LongState(""));
  EXPECT_TRUE(IsRepeat(packed, MarksOf(packed, "gzip"), "gzip"));
}

TEST_F(PollerStateBody, WithOneOctetOfAnyBlockChangedIsAnother) {
  const std::string text = LongState("");
  const BodyMarks marks = MarksOf(text);
  for (size_t at = 0; at < text.size(); at += kBlockSize / 2 + 1) {
    std::string other = text;
    other[at] ^= 1;
    EXPECT_FALSE(IsRepeat(other, marks)) << at;
  }
}

TEST_F(PollerStateBody, LongerOrShorterIsAnother) {
  const std::string text = LongState("");
  const BodyMarks marks = MarksOf(text);
  EXPECT_FALSE(IsRepeat(text + " ", marks));
  EXPECT_FALSE(IsRepeat(text.substr(0, text.size() - 1), marks));
  EXPECT_FALSE(IsRepeat(text.substr(0, kBlockSize), marks));
  EXPECT_FALSE(IsRepeat("", marks));
}

TEST_F(PollerStateBody, InAnotherEncodingIsAnother) {
  const std::string packed = Gzip(LongState(""));
  BodyMarks marks = MarksOf(packed, "gzip");
  marks.encoding = "GZIP";
  EXPECT_FALSE(IsRepeat(packed, marks, "gzip"));
}

TEST_F(PollerStateBody, ThatDiffersInTheEndAloneIsReadWhole) {
  const std::string text = LongState("new");
  const BodyMarks last = MarksOf(LongState("old"));
  StateBody body(&marker_, &last, nullptr);
  ASSERT_FALSE(Give(text, &body));
  EXPECT_FALSE(body.is_repeat());
  auto state = body.Take("source", "what");
  ASSERT_TRUE(state.ok()) << state.failure().message;
  EXPECT_EQ(state.value().size, text.size());
}

TEST_F(PollerStateBody, ThatCameAgainCanBeReadAllTheSame) {
  const std::string packed = Gzip(LongState(""));
  const BodyMarks last = MarksOf(packed, "gzip");
  StateBody body(&marker_, &last, nullptr);
  ASSERT_FALSE(Give(packed, &body, "gzip"));
  ASSERT_TRUE(body.is_repeat());
  auto state = body.Take("source", "what");
  ASSERT_TRUE(state.ok()) << state.failure().message;
  EXPECT_EQ(state.value().size, LongState("").size());
}

TEST_F(PollerStateBody, UnderAnotherKeyHasOtherMarks) {
  BlockMarker other;
  EXPECT_NE(marker_.MarkOf("block"), other.MarkOf("block"));
  EXPECT_EQ(marker_.MarkOf("block"), marker_.MarkOf("block"));
}

}  // namespace
}  // namespace signpost::poller
