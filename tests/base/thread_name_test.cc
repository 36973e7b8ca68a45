#include "base/thread_name.h"

#include <pthread.h>

#include <gtest/gtest.h>

#include <array>
#include <thread>

namespace signpost {
namespace {

std::string NameOfThreadNamed(const std::string& name) {
  std::array<char, 64> shown{};
  std::thread thread([&] {
    NameThread(name);
    pthread_getname_np(pthread_self(), shown.data(), shown.size());
  });
  thread.join();
  return shown.data();
}

TEST(ThreadName, IsShown) { EXPECT_EQ(NameOfThreadNamed("worker-0"), "worker-0"); }

TEST(ThreadName, IsCutWhereItIsTooLong) {
  EXPECT_EQ(NameOfThreadNamed("a-very-long-name-of-it"), "a-very-long-nam");
}

}  // namespace
}  // namespace signpost
