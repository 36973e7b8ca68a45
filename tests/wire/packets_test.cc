// The outcome of every packet in the fuzz corpus of queries, as packet_outcomes.txt states it.

#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "support/files.h"
#include "wire/octets.h"
#include "wire/query_reader.h"

namespace signpost::wire {
namespace {

using ::signpost::testing::ReadFile;

constexpr std::string_view kFolder = "tests/fuzz/corpus/query/";

std::string ResultName(ParseResult result) {
  switch (result) {
    case ParseResult::kOk:
      return "OK";
    case ParseResult::kDrop:
      return "DROP";
    case ParseResult::kFormErr:
      return "FORMERR";
    case ParseResult::kNotImp:
      return "NOTIMP";
    case ParseResult::kBadVers:
      return "BADVERS";
    case ParseResult::kCookieQuery:
      return "COOKIE-QUERY";
  }
  return "?";
}

// "FORMERR question opt cookie": the result, and what the reply will repeat.
std::string OutcomeOf(Bytes message) {
  Query query;
  const ParseResult result = ParseQuery(message, &query);
  std::string outcome = ResultName(result);
  if (result == ParseResult::kDrop) return outcome;
  if (query.question_size > 0) outcome += " question";
  if (query.has_opt) outcome += " opt";
  if (!query.cookie.empty()) outcome += " cookie";
  return outcome;
}

TEST(Packets, EveryPacketHasItsOutcome) {
  std::istringstream lines(ReadFile("tests/wire/packet_outcomes.txt"));
  size_t count = 0;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    const size_t colon = line.find(": ");
    ASSERT_NE(colon, std::string::npos) << line;
    const std::string packet = ReadFile(std::string(kFolder) + line.substr(0, colon));
    EXPECT_EQ(OutcomeOf(AsBytes(packet)), line.substr(colon + 2)) << line;
    ++count;
  }
  EXPECT_GT(count, 150u);
}

}  // namespace
}  // namespace signpost::wire
