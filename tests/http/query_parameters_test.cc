#include "http/query_parameters.h"

#include <gtest/gtest.h>

namespace signpost::http {
namespace {

TEST(QueryParameters, AreFoundByName) {
  EXPECT_EQ(QueryParameter("/v1/search?q=web&limit=5", "q"), "web");
  EXPECT_EQ(QueryParameter("/v1/search?q=web&limit=5", "limit"), "5");
  EXPECT_EQ(QueryParameter("/v1/search?qq=web", "q"), std::nullopt);
  EXPECT_EQ(QueryParameter("/v1/search", "q"), std::nullopt);
}

TEST(QueryParameters, OfOneNameTheFirstCounts) { EXPECT_EQ(QueryParameter("/?q=a&q=b", "q"), "a"); }

TEST(QueryParameters, MayBeEmpty) {
  EXPECT_EQ(QueryParameter("/?q=", "q"), "");
  EXPECT_EQ(QueryParameter("/?q", "q"), "");
  EXPECT_EQ(QueryParameter("/?&&q=", "q"), "");
  EXPECT_EQ(QueryParameter("/?", "q"), std::nullopt);
}

TEST(QueryParameters, AreDecoded) {
  EXPECT_EQ(QueryParameter("/?q=a+b%2Bc%26", "q"), "a b+c&");
  EXPECT_EQ(QueryParameter("/?q=%zz", "q"), std::nullopt);
  EXPECT_EQ(QueryParameter("/?q=a#b", "q"), "a");
}

TEST(QueryParameters, AreNumbersWholeOrNotAtAll) {
  EXPECT_EQ(QueryNumber("/?n=17", "n"), 17u);
  EXPECT_EQ(QueryNumber("/?n=17x", "n"), std::nullopt);
  EXPECT_EQ(QueryNumber("/?n=-1", "n"), std::nullopt);
  EXPECT_EQ(QueryNumber("/?n=", "n"), std::nullopt);
  EXPECT_EQ(QueryNumber("/?n=4294967296", "n"), std::nullopt);
}

TEST(QueryParameters, LimitsHaveALimit) {
  EXPECT_EQ(QueryLimit("/?limit=7", "limit", 20, 100), 7u);
  EXPECT_EQ(QueryLimit("/?limit=700", "limit", 20, 100), 100u);
  EXPECT_EQ(QueryLimit("/", "limit", 20, 100), 20u);
}

}  // namespace
}  // namespace signpost::http
