#include "http/body_producer.h"

#include <gtest/gtest.h>

namespace signpost::http {
namespace {

// Says `piece` in each of `steps_left` steps.
class Repeater : public BodyProducer {
 public:
  Repeater(std::string piece, size_t steps) : piece_(std::move(piece)), steps_left_(steps) {}
  bool Step(std::string* text) override {
    text->append(piece_);
    return --steps_left_ > 0;
  }
  size_t steps_left() const { return steps_left_; }

 private:
  const std::string piece_;
  size_t steps_left_;
};

TEST(BodyProducer, AShortBodyIsOneSlice) {
  Repeater producer("ab", 3);
  std::string text = "x";
  EXPECT_FALSE(AppendSlice(&producer, &text));
  EXPECT_EQ(text, "xababab");
}

TEST(BodyProducer, ASliceEndsWhenItIsFull) {
  const std::string piece(1000, 'x');
  Repeater producer(piece, 1000);
  std::string text;
  EXPECT_TRUE(AppendSlice(&producer, &text));
  EXPECT_GE(text.size(), kSliceSize);
  EXPECT_LT(text.size(), kSliceSize + piece.size());
}

TEST(BodyProducer, ASliceEndsAfterManyStepsThatSayNothing) {
  Repeater producer("", kMaxStepsPerSlice + 5);
  std::string text;
  EXPECT_TRUE(AppendSlice(&producer, &text));
  EXPECT_EQ(text, "");
  EXPECT_EQ(producer.steps_left(), 5u);
  EXPECT_FALSE(AppendSlice(&producer, &text));
}

}  // namespace
}  // namespace signpost::http
