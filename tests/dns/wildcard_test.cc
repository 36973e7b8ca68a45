#include "dns/wildcard.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

#include "wire/name.h"

namespace signpost::dns {
namespace {

// The name as text after taking out; empty when there is nothing to ask for instead.
std::string Without(const std::string& text) {
  const wire::Name name = *wire::Name::FromText(text);
  std::array<uint8_t, wire::kNameSizeMax> out;
  const size_t size = WithoutWildcards(name.wire(), out.data());
  if (size == 0) return "";
  return wire::NameToText({out.data(), size});
}

TEST(WithoutWildcards, TakesOutAStarThatIsALabel) {
  EXPECT_EQ(Without("web.*.mesos."), "web.mesos.");
  EXPECT_EQ(Without("web.*.*.mesos."), "web.mesos.");
  EXPECT_EQ(Without("*.*.mesos."), "*.mesos.");
}

TEST(WithoutWildcards, JoinsWhatFollowsTheStarToTheLabelBefore) {
  EXPECT_EQ(Without("web.*x.mesos."), "webx.mesos.");
  EXPECT_EQ(Without("a.*b.*c.mesos."), "abc.mesos.");
}

TEST(WithoutWildcards, TakesOutOneStarOfALabelOnly) {
  EXPECT_EQ(Without("web.**.mesos."), "web*.mesos.");
  EXPECT_EQ(Without("web.*.x*.mesos."), "web.x*.mesos.");
}

TEST(WithoutWildcards, LeavesOtherStarsAlone) {
  EXPECT_EQ(Without("*.web.mesos."), "");
  EXPECT_EQ(Without("w*b.x*.mesos."), "");
  EXPECT_EQ(Without("mesos."), "");
  EXPECT_EQ(Without("."), "");
}

TEST(WithoutWildcards, JoinsUpToTheLongestLabel) {
  const std::string half(31, 'x');
  EXPECT_EQ(Without(half + ".*" + half + "y.mesos."), half + half + "y.mesos.");
  EXPECT_EQ(Without(half + ".*" + half + "yz.mesos."), "");
}

TEST(WithoutWildcards, ReadsTheLongestNameToItsEnd) {
  std::string name, expected;
  for (int i = 0; i < 63; ++i) name += "a.*.";
  for (int i = 0; i < 63; ++i) expected += "a.";
  EXPECT_EQ(Without(name + "b."), expected + "b.");
}

}  // namespace
}  // namespace signpost::dns
