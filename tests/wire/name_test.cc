#include "wire/name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "wire/octets.h"

namespace signpost::wire {
namespace {

using ::testing::HasSubstr;

Name Parsed(std::string_view text) {
  const auto name = Name::FromText(text);
  EXPECT_TRUE(name.ok()) << name.status();
  return name.value_or(Name());
}

std::string FaultOf(std::string_view text) {
  return std::string(Name::FromText(text).status().message());
}

// `count` labels of `size` octets, with dots between.
std::string LabelsOf(size_t count, size_t size) {
  std::string text;
  for (size_t index = 0; index < count; ++index) {
    if (index > 0) text.push_back('.');
    text.append(size, 'a');
  }
  return text;
}

Octets OctetsOf(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

TEST(Name, TextBecomesLabels) {
  EXPECT_EQ(NameOctets("web.mesos."), Hex("03 776562 05 6d65736f73 00"));
}

TEST(Name, FinalDotMayBeLeftOut) { EXPECT_EQ(NameOctets("web.mesos"), NameOctets("web.mesos.")); }

TEST(Name, DotAloneIsTheRoot) {
  EXPECT_TRUE(Parsed(".").is_root());
  EXPECT_EQ(Parsed(".").ToText(), ".");
  EXPECT_EQ(Name().wire().size(), 1u);
  EXPECT_EQ(Name().label_count(), 0u);
}

TEST(Name, CaseIsKeptButNotCompared) {
  EXPECT_EQ(Parsed("Web.MESOS").ToText(), "Web.MESOS.");
  EXPECT_EQ(Parsed("Web.MESOS"), Parsed("web.mesos"));
  EXPECT_EQ(Parsed("Web.MESOS").ToCanonical().ToText(), "web.mesos.");
  EXPECT_FALSE(Parsed("web.mesos") == Parsed("wec.mesos"));
}

TEST(Name, OnlyAsciiLettersHaveCase) {
  EXPECT_EQ(Parsed("@[`{\\192\\224").ToCanonical().ToText(), "\\@[`{\\192\\224.");
  EXPECT_FALSE(Parsed("\\192") == Parsed("\\224"));
}

TEST(Name, EscapesAreRead) {
  EXPECT_EQ(NameOctets("a\\.b.c"), Hex("03 612e62 01 63 00"));
  EXPECT_EQ(NameOctets("\\000\\255\\\\"), Hex("03 00ff5c 00"));
  EXPECT_EQ(NameOctets("\\046"), Hex("01 2e 00"));
}

TEST(Name, SpecialOctetsAreEscapedInText) {
  EXPECT_EQ(NameToText(NameOctets("a\\.b\\\\\\\"\\;\\@\\$\\(\\)\\032\\127\\200~!")),
            "a\\.b\\\\\\\"\\;\\@\\$\\(\\)\\032\\127\\200~!.");
}

TEST(Name, EveryOctetSurvivesTheWayToTextAndBack) {
  for (int octet = 0; octet < 256; ++octet) {
    const Octets wire = {1, static_cast<uint8_t>(octet), 0};
    ASSERT_EQ(NameOctets(NameToText(wire)), wire) << octet;
  }
}

TEST(Name, FaultIsNamedWithTheText) {
  EXPECT_EQ(FaultOf(""), "name \"\": it is empty");
  EXPECT_EQ(FaultOf("a..b"), "name \"a..b\": a label is empty");
  EXPECT_EQ(FaultOf("a\n..b"), "name \"a\\x0a..b\": a label is empty");
  EXPECT_THAT(FaultOf(".a"), HasSubstr("a label is empty"));
  EXPECT_THAT(FaultOf("a.."), HasSubstr("a label is empty"));
  EXPECT_THAT(FaultOf(".."), HasSubstr("a label is empty"));
}

TEST(Name, BadEscapeIsRefused) {
  for (const char* text : {"a\\", "\\25", "\\256", "\\2x5", "\\999", "\\1"}) {
    EXPECT_THAT(FaultOf(text), HasSubstr("backslash")) << text;
  }
}

TEST(Name, LabelOf63OctetsFitsAnd64DoesNot) {
  EXPECT_EQ(Parsed(LabelsOf(1, 63)).size(), 65u);
  EXPECT_THAT(FaultOf(LabelsOf(1, 64)), HasSubstr("63"));
}

TEST(Name, NameOf255OctetsFitsAnd256DoesNot) {
  const std::string three = LabelsOf(3, 63) + ".";
  EXPECT_EQ(Parsed(three + LabelsOf(1, 61)).size(), 255u);
  EXPECT_EQ(Parsed(three + LabelsOf(1, 61) + ".").size(), 255u);
  EXPECT_THAT(FaultOf(three + LabelsOf(1, 62)), HasSubstr("255"));
  EXPECT_EQ(Parsed(LabelsOf(127, 1)).label_count(), 127u);
  EXPECT_THAT(FaultOf(LabelsOf(128, 1)), HasSubstr("255"));
}

TEST(Name, WireFormMustBeExactlyOneName) {
  EXPECT_TRUE(Name::FromWire(Hex("00")).has_value());
  EXPECT_TRUE(Name::FromWire(Hex("0161 00")).has_value());
  for (const char* wire : {"", "01", "0161", "0161 00 00", "40", "c000", "80 00", "0261 00"}) {
    EXPECT_FALSE(Name::FromWire(Hex(wire)).has_value()) << wire;
  }
}

TEST(Name, WireFormOver255OctetsIsRefused) {
  Octets wire;
  for (int label = 0; label < 127; ++label) wire.insert(wire.end(), {1, 'a'});
  wire.push_back(0);
  EXPECT_TRUE(Name::FromWire(wire).has_value());
  wire[252] = 2;  // the last label takes one more
  wire.insert(wire.begin() + 254, 'a');
  EXPECT_FALSE(Name::FromWire(wire).has_value());
}

TEST(Name, SizeAtCountsToTheRootAndNoFurther) {
  EXPECT_EQ(NameSizeAt(Hex("0161 00 0162 00")), 3u);
  EXPECT_EQ(NameSizeAt(Hex("0161")), 0u);
  EXPECT_EQ(NameSizeAt({}), 0u);
}

TEST(Name, IsBelowOnlyAtTheBorderOfLabels) {
  const Octets apex = NameOctets("mesos");
  EXPECT_TRUE(IsAtOrBelow(NameOctets("mesos"), apex));
  EXPECT_TRUE(IsAtOrBelow(NameOctets("a.b.mesos"), apex));
  EXPECT_FALSE(IsAtOrBelow(NameOctets("leadermesos"), apex));
  EXPECT_FALSE(IsAtOrBelow(NameOctets("leader\\.mesos"), apex));
  EXPECT_FALSE(IsAtOrBelow(NameOctets("\\005mesos"), apex));  // ends with the apex's octets
  EXPECT_FALSE(IsAtOrBelow(NameOctets("mesos.example"), apex));
  EXPECT_FALSE(IsAtOrBelow(NameOctets("."), apex));
  EXPECT_TRUE(IsAtOrBelow(NameOctets("any.thing"), NameOctets(".")));
}

TEST(Name, ParentLacksTheFirstLabel) {
  const Octets name = NameOctets("web.marathon.mesos");
  EXPECT_EQ(OctetsOf(ParentOf(name)), NameOctets("marathon.mesos"));
  EXPECT_EQ(OctetsOf(ParentOf(NameOctets("mesos"))), NameOctets("."));
}

// The example of RFC 4034 §6.1, in lower case.
TEST(Name, CanonicalOrderIsByLabelFromTheRight) {
  const std::vector<std::string> ordered = {
      "example",   "a.example",       "yljkjljk.a.example", "z.a.example",    "zabc.a.example",
      "z.example", "\\001.z.example", "*.z.example",        "\\200.z.example"};
  for (size_t i = 0; i < ordered.size(); ++i) {
    for (size_t j = 0; j < ordered.size(); ++j) {
      const int order = CompareCanonical(NameOctets(ordered[i]), NameOctets(ordered[j]));
      EXPECT_EQ(order < 0, i < j) << ordered[i] << ' ' << ordered[j];
      EXPECT_EQ(order == 0, i == j) << ordered[i] << ' ' << ordered[j];
    }
  }
}

TEST(NameBuilder, LabelsBecomeACanonicalName) {
  NameBuilder builder;
  builder.Label("_Web").Labels("_tcp.Marathon").Suffix(NameOctets("MESOS"));
  ASSERT_TRUE(builder.Build().has_value());
  EXPECT_EQ(NameToText(*builder.Build()), "_web._tcp.marathon.mesos.");
}

TEST(NameBuilder, LabelTakesAnyOctets) {
  NameBuilder builder;
  builder.Label(std::string_view("a.b\0", 4)).Suffix(NameOctets("mesos"));
  EXPECT_EQ(NameToText(*builder.Build()), "a\\.b\\000.mesos.");
}

TEST(NameBuilder, EmptyPartIsAFailure) {
  for (const char* dotted : {"", ".", "a..b", ".a", "a."}) {
    NameBuilder builder;
    builder.Labels(dotted).Suffix(NameOctets("mesos"));
    EXPECT_FALSE(builder.Build().has_value()) << dotted;
  }
}

TEST(NameBuilder, FailureIsRememberedUntilClear) {
  NameBuilder builder;
  builder.Label(std::string(64, 'a')).Label("b").Suffix(NameOctets("mesos"));
  EXPECT_FALSE(builder.Build().has_value());
  builder.Clear();
  builder.Label("b").Suffix(NameOctets("mesos"));
  EXPECT_TRUE(builder.Build().has_value());
}

TEST(NameBuilder, NameWithoutSuffixIsNotComplete) {
  NameBuilder builder;
  builder.Label("a");
  EXPECT_FALSE(builder.Build().has_value());
}

TEST(NameBuilder, CompleteNameTakesNoMore) {
  NameBuilder builder;
  builder.Suffix(NameOctets("mesos")).Label("a");
  EXPECT_FALSE(builder.Build().has_value());
}

TEST(NameBuilder, NameMayHave255OctetsAndNoMore) {
  for (const size_t last : {61u, 62u}) {
    NameBuilder builder;
    builder.Labels(LabelsOf(3, 63)).Label(std::string(last, 'b')).Suffix(NameOctets("."));
    EXPECT_EQ(builder.Build().has_value(), last == 61) << last;
  }
}

}  // namespace
}  // namespace signpost::wire
