#include "mesos/labels.h"

#include <gtest/gtest.h>

#include "mesos/test_data.h"

namespace signpost::mesos {
namespace {

using testing::TableOf;
using testing::TextOf;

using Mangle = std::string (*)(std::string_view, LabelRule);

// What Mesos-DNS makes of the same text, in the column `column` of the table.
void ExpectAgreement(const char* column, Mangle mangle, LabelRule rule) {
  size_t rows = 0;
  const auto table = TableOf("labels.json");
  for (const auto& row : table.GetArray()) {
    if (!row.HasMember(column)) continue;
    const std::string text = TextOf(row["in"]);
    EXPECT_EQ(mangle(text, rule), TextOf(row[column])) << "of \"" << text << '"';
    ++rows;
  }
  EXPECT_GT(rows, 100U);
}

TEST(Labels, AgreeWithMesosDnsUnderRfc1123) {
  ExpectAgreement("label1123", MangleLabel, LabelRule::kRfc1123);
}

TEST(Labels, AgreeWithMesosDnsUnderRfc952) {
  ExpectAgreement("label952", MangleLabel, LabelRule::kRfc952);
}

TEST(Domains, AgreeWithMesosDnsUnderRfc1123) {
  ExpectAgreement("domain1123", MangleDomain, LabelRule::kRfc1123);
}

TEST(Domains, AgreeWithMesosDnsUnderRfc952) {
  ExpectAgreement("domain952", MangleDomain, LabelRule::kRfc952);
}

// Of any text: letters, digits and dashes, no dash in front, not longer than the rule allows. A
// dash at the end stays only where two cuts meet, as in Mesos-DNS.
TEST(Labels, AreLabelsWhateverTheText) {
  uint32_t random = 1;
  for (int round = 0; round < 20000; ++round) {
    std::string text;
    const size_t size = round % 130;
    while (text.size() < size) {
      random = random * 1664525 + 1013904223;
      text.push_back((random >> 30) == 0 ? static_cast<char>(random >> 16)
                                         : "aZ09-_. "[(random >> 24) % 8]);
    }
    for (const auto& [rule, size_max] :
         {std::pair(LabelRule::kRfc1123, 63), std::pair(LabelRule::kRfc952, 24)}) {
      const std::string label = MangleLabel(text, rule);
      EXPECT_EQ(label.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-"), label.npos);
      EXPECT_LE(label.size(), static_cast<size_t>(size_max));
      EXPECT_FALSE(label.starts_with('-'));
      if (label.size() < static_cast<size_t>(size_max)) {
        EXPECT_FALSE(label.ends_with('-'));
        EXPECT_EQ(MangleLabel(label, rule), label);
      }
    }
  }
}

}  // namespace
}  // namespace signpost::mesos
