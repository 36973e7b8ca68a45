#include "poller/file_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

#include "mesos/state_parser.h"
#include "poller/fake_master.h"
#include "poller/limits.h"
#include "support/test_folder.h"

namespace signpost::poller {
namespace {

using signpost::testing::TestFolder;
using ::testing::StartsWith;
using testing::StateText;

class PollerFile : public ::testing::Test {
 protected:
  std::string Reason(size_t size_max = mesos::kMaxStateSize) {
    auto read = ReadStateFile(path_, size_max);
    if (read.ok()) return "none";
    EXPECT_THAT(read.failure().message, StartsWith(path_ + ": "));
    return read.failure().reason;
  }

  const TestFolder folder_;
  const std::string path_ = folder_.Path("state.json");
  const std::string text_ = StateText("master@10.0.0.9:5050");
};

TEST_F(PollerFile, IsReadWhole) {
  folder_.Write("state.json", text_);
  auto read = ReadStateFile(path_, mesos::kMaxStateSize);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read.value().state.leader, "master@10.0.0.9:5050");
  EXPECT_EQ(read.value().size, text_.size());
  EXPECT_EQ(read.value().source, path_);
}

TEST_F(PollerFile, ThatIsLargeIsReadWhole) {
  folder_.Write("state.json", text_ + std::string(5 << 20, ' '));
  EXPECT_EQ(ReadStateFile(path_, mesos::kMaxStateSize).value().size, text_.size() + (5 << 20));
}

TEST_F(PollerFile, OfTheSizeAllowedIsReadAndNoneBeyond) {
  folder_.Write("state.json", text_);
  EXPECT_EQ(Reason(text_.size()), "none");
  EXPECT_EQ(Reason(text_.size() - 1), "too_large");
}

TEST_F(PollerFile, ThatIsMissingFails) { EXPECT_EQ(Reason(), "file"); }

TEST_F(PollerFile, ThatIsAFolderOrAPipeFails) {
  std::filesystem::create_directory(path_);
  EXPECT_EQ(Reason(), "file");
  std::filesystem::remove(path_);
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  EXPECT_EQ(Reason(), "file");
}

TEST_F(PollerFile, ThatIsEmptyOrNoStateFails) {
  folder_.Write("state.json", "");
  EXPECT_EQ(Reason(), "parse");
  folder_.Write("state.json", text_.substr(0, text_.size() / 2));
  EXPECT_EQ(Reason(), "parse");
}

class PollerFileWatch : public PollerFile {
 protected:
  PollerFileWatch() { watch_.Renew(); }

  // The watch tells of a change. What must be told, is told soon.
  bool IsTold() {
    const int before = told_;
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (told_ == before && std::chrono::steady_clock::now() < end) {
      context_.run_one_until(end);
    }
    watch_.Renew();
    return told_ > before;
  }

  boost::asio::io_context context_{1};
  int told_ = 0;
  FileWatch watch_{&context_, path_, [this] { ++told_; }};
};

TEST_F(PollerFileWatch, TellsOfAFileThatIsWritten) {
  folder_.Write("state.json", text_);
  EXPECT_TRUE(IsTold());
  folder_.Write("state.json", text_);
  EXPECT_TRUE(IsTold());
}

TEST_F(PollerFileWatch, TellsOfAFileThatIsRenamedOver) {
  folder_.Write("new.json", text_);
  std::filesystem::rename(folder_.Path("new.json"), path_);
  EXPECT_TRUE(IsTold());
}

TEST_F(PollerFileWatch, TellsOfAFileThatIsRemoved) {
  folder_.Write("state.json", text_);
  EXPECT_TRUE(IsTold());
  std::filesystem::remove(path_);
  EXPECT_TRUE(IsTold());
}

// As Kubernetes does it: state.json -> ..data/state.json, ..data -> ..1.
TEST_F(PollerFileWatch, TellsOfALinkOnTheWayThatIsSwapped) {
  for (const char* version : {"..1", "..2"}) {
    std::filesystem::create_directory(folder_.Path(version));
    folder_.Write(std::string(version) + "/state.json", text_);
  }
  std::filesystem::create_symlink("..1", folder_.Path("..data"));
  std::filesystem::create_symlink("..data/state.json", path_);
  EXPECT_TRUE(IsTold());
  std::filesystem::create_symlink("..2", folder_.Path("..new"));
  std::filesystem::rename(folder_.Path("..new"), folder_.Path("..data"));
  EXPECT_TRUE(IsTold());
}

TEST_F(PollerFileWatch, TellsOnceOfManyWritesThatFollowAtOnce) {
  for (int i = 0; i < 10; ++i) folder_.Write("state.json", text_);
  EXPECT_TRUE(IsTold());
  context_.poll();
  EXPECT_EQ(told_, 1);
}

TEST_F(PollerFileWatch, IsSilentAboutOtherFiles) {
  folder_.Write("other.json", text_);
  folder_.Write("state.json", text_);
  EXPECT_TRUE(IsTold());
  folder_.Write("other.json", "more");
  std::filesystem::remove(folder_.Path("other.json"));
  context_.run_for(kFileSettleTime * 2);
  EXPECT_EQ(told_, 1);
}

TEST_F(PollerFileWatch, SeesAFolderThatComesLater) {
  const std::string late = folder_.Path("late");
  boost::asio::io_context context;
  int told = 0;
  FileWatch watch(&context, late + "/state.json", [&] { ++told; });
  watch.Renew();
  std::filesystem::create_directory(late);
  watch.Renew();
  folder_.Write("late/state.json", text_);
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
  while (told == 0 && std::chrono::steady_clock::now() < end) context.run_one_until(end);
  EXPECT_EQ(told, 1);
}

}  // namespace
}  // namespace signpost::poller
