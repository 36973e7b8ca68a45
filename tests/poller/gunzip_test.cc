#include "poller/gunzip.h"

#include <gtest/gtest.h>

#include "absl/status/statusor.h"
#include "poller/fake_master.h"

namespace signpost::poller {
namespace {

using testing::Gzip;

constexpr size_t kSizeMax = 1 << 20;

absl::StatusOr<std::string> Unpack(std::string_view packed, size_t piece_size, size_t size_max) {
  Gunzip gunzip(size_max);
  std::string text;
  const auto append = [&text](std::string_view piece) { text += piece; };
  for (size_t offset = 0; offset < packed.size(); offset += piece_size) {
    if (auto status = gunzip.Add(packed.substr(offset, piece_size), append); !status.ok()) {
      return status;
    }
  }
  if (auto status = gunzip.Finish(); !status.ok()) return status;
  return text;
}

TEST(Gunzip, UnpacksAStreamInPiecesOfAnySize) {
  const std::string text(300'000, 'x');
  const std::string packed = Gzip(text);
  for (const size_t piece_size : {size_t{1}, size_t{7}, packed.size()}) {
    EXPECT_EQ(*Unpack(packed, piece_size, kSizeMax), text) << piece_size;
  }
}

TEST(Gunzip, UnpacksAnEmptyText) { EXPECT_EQ(*Unpack(Gzip(""), 5, kSizeMax), ""); }

TEST(Gunzip, UnpacksSeveralMembers) {
  EXPECT_EQ(*Unpack(Gzip("one ") + Gzip("two"), 3, kSizeMax), "one two");
}

TEST(Gunzip, FailsOnACutStream) {
  const std::string packed = Gzip("some text");
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_TRUE(absl::IsInvalidArgument(Unpack(packed.substr(0, size), 4, kSizeMax).status()));
  }
}

TEST(Gunzip, FailsOnWhatIsNoGzip) {
  EXPECT_TRUE(absl::IsInvalidArgument(Unpack("{\"leader\": 1}", 100, kSizeMax).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(Unpack(Gzip("text") + "junk", 100, kSizeMax).status()));
}

TEST(Gunzip, FailsOnAWrongChecksum) {
  std::string packed = Gzip("some text");
  packed[packed.size() - 6] ^= 1;
  EXPECT_TRUE(absl::IsInvalidArgument(Unpack(packed, 100, kSizeMax).status()));
}

TEST(Gunzip, TakesATextOfExactlyTheSizeAllowed) {
  for (const size_t size : {1u, 1000u, 300'000u}) {
    const std::string text(size, 'x');
    EXPECT_EQ(*Unpack(Gzip(text), 1000, size), text) << size;
    EXPECT_TRUE(absl::IsResourceExhausted(Unpack(Gzip(text), 1000, size - 1).status())) << size;
  }
}

TEST(Gunzip, StopsABombAtTheSizeAllowed) {
  const std::string bomb = Gzip(std::string(50 << 20, '\0'));
  EXPECT_TRUE(absl::IsResourceExhausted(Unpack(bomb, bomb.size(), kSizeMax).status()));
}

}  // namespace
}  // namespace signpost::poller
