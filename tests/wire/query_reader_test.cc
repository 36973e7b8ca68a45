#include "wire/query_reader.h"

#include <gtest/gtest.h>

#include "wire/octets.h"

namespace signpost::wire {
namespace {

const Octets kQuestion = Question("web.mesos", 1);

Octets OctetsOf(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

struct Outcome {
  ParseResult result;
  Query query;
};

// From a block of exactly the message's size, so that asan sees every octet read behind it.
Outcome Parsed(const Octets& message) {
  const Octets exact = message;  // NOLINT(performance-unnecessary-copy-initialization)
  Outcome outcome;
  outcome.query.name.fill(0xa5);
  outcome.result = ParseQuery(exact, &outcome.query);
  outcome.query.options = {};  // they point into the copy
  outcome.query.cookie = {};
  return outcome;
}

ParseResult ResultOf(const Octets& message) { return Parsed(message).result; }

// A query for web.mesos with `records` in its additional section.
Octets WithAdditionals(uint16_t count, const Octets& records) {
  return Joined({Header({.additionals = count}), kQuestion, records});
}

TEST(QueryReader, PlainQueryIsRead) {
  const Outcome outcome = Parsed(Joined({Header({}, kFlagRd), kQuestion}));
  EXPECT_EQ(outcome.result, ParseResult::kOk);
  EXPECT_EQ(outcome.query.id, 0x1234);
  EXPECT_TRUE(outcome.query.recursion_desired());
  EXPECT_EQ(outcome.query.qtype(), Type::kA);
  EXPECT_EQ(outcome.query.qclass, 1);
  EXPECT_EQ(outcome.query.question_size, kQuestion.size());
  EXPECT_FALSE(outcome.query.has_opt);
  EXPECT_EQ(outcome.query.udp_size, 512);
}

TEST(QueryReader, NameIsCopiedInLowerCase) {
  const Outcome outcome = Parsed(Joined({Header({}), Question("WeB.MARATHON.mesos", 1)}));
  EXPECT_EQ(OctetsOf(outcome.query.canonical_name()), NameOctets("web.marathon.mesos"));
}

TEST(QueryReader, NamesOfEverySizeArePaddedWithZerosToAWord) {
  Octets name = {0};
  for (size_t size = 1; size <= 255; size += 2, name.insert(name.begin(), {1, 'A'})) {
    const Outcome outcome = Parsed(Joined({Header({}), name, Hex("0001 0001")}));
    ASSERT_EQ(outcome.result, ParseResult::kOk) << size;
    ASSERT_EQ(outcome.query.name_size, size);
    for (size_t at = 0; at + 1 < size; ++at) ASSERT_EQ(outcome.query.name[at], at % 2 ? 'a' : 1);
    for (size_t at = size; at % 8 != 0; ++at) ASSERT_EQ(outcome.query.name[at], 0) << size;
  }
}

TEST(QueryReader, AnyOctetMayStandInALabel) {
  const char* name = "a\\000\\255\\.Z\\010";
  const Outcome outcome = Parsed(Joined({Header({}), Question(name, 1)}));
  EXPECT_EQ(outcome.result, ParseResult::kOk);
  EXPECT_EQ(OctetsOf(outcome.query.canonical_name()), NameOctets("a\\000\\255\\.z\\010"));
}

TEST(QueryReader, WhatIsShorterThanAHeaderIsDropped) {
  for (size_t size = 0; size < kHeaderSize; ++size) {
    EXPECT_EQ(ResultOf(Octets(size, 0)), ParseResult::kDrop) << size;
  }
}

TEST(QueryReader, RepliesAreDroppedBeforeAllElse) {
  EXPECT_EQ(ResultOf(Joined({Header({}, kFlagQr), kQuestion})), ParseResult::kDrop);
  EXPECT_EQ(ResultOf(Header({}, kFlagQr)), ParseResult::kDrop);
  EXPECT_EQ(ResultOf(Header({}, kFlagQr | kFlagOpcode)), ParseResult::kDrop);
  EXPECT_EQ(ResultOf(Octets(12, 0xff)), ParseResult::kDrop);
}

TEST(QueryReader, OtherOpcodesAreNotImplementedWhateverFollows) {
  for (uint16_t opcode = 1; opcode < 16; ++opcode) {
    const auto flags = static_cast<uint16_t>(opcode << 11);
    EXPECT_EQ(ResultOf(Header({.questions = 0}, flags)), ParseResult::kNotImp) << opcode;
    EXPECT_EQ(ResultOf(Header({}, flags)), ParseResult::kNotImp) << opcode;
    EXPECT_EQ(ResultOf(Joined({Header({}, flags), kQuestion})), ParseResult::kNotImp) << opcode;
  }
}

TEST(QueryReader, QuestionAndOptOfAnotherOpcodeAreKeptForTheReply) {
  const Outcome outcome =
      Parsed(Joined({Header({.additionals = 1}, 4 << 11), kQuestion, Opt(1232)}));
  EXPECT_EQ(outcome.result, ParseResult::kNotImp);
  EXPECT_EQ(outcome.query.question_size, kQuestion.size());
  EXPECT_TRUE(outcome.query.has_opt);
}

TEST(QueryReader, FlagsWithoutMeaningInQueriesAreIgnored) {
  for (const uint16_t flags : {kFlagAa, kFlagTc, kFlagRa, uint16_t{0x40}, kFlagAd, kFlagCd,
                               uint16_t{0x0f}, uint16_t{0x07ff}}) {
    const Outcome outcome = Parsed(Joined({Header({}, flags), kQuestion}));
    EXPECT_EQ(outcome.result, ParseResult::kOk) << flags;
    EXPECT_EQ(outcome.query.flags, flags);
  }
}

TEST(QueryReader, QueryWithoutQuestionIsMalformedButItsOptIsSeen) {
  EXPECT_EQ(ResultOf(Header({.questions = 0})), ParseResult::kFormErr);
  const Outcome outcome = Parsed(Joined({Header({.questions = 0, .additionals = 1}), Opt(1232)}));
  EXPECT_EQ(outcome.result, ParseResult::kFormErr);
  EXPECT_TRUE(outcome.query.has_opt);
  EXPECT_EQ(outcome.query.question_size, 0);
}

// RFC 9619 §4.
TEST(QueryReader, TwoQuestionsAreMalformedAndNeitherIsRepeated) {
  const Outcome outcome =
      Parsed(Joined({Header({.questions = 2, .additionals = 1}), kQuestion, kQuestion, Opt(1232)}));
  EXPECT_EQ(outcome.result, ParseResult::kFormErr);
  EXPECT_EQ(outcome.query.question_size, 0);
  EXPECT_TRUE(outcome.query.has_opt);
  EXPECT_EQ(ResultOf(Joined({Header({.questions = 65535}), kQuestion})), ParseResult::kFormErr);
}

TEST(QueryReader, MessageCutAnywhereIsMalformed) {
  const Octets message = WithAdditionals(1, Opt(1232, 0, Hex("0064 0002 abcd")));
  ASSERT_EQ(ResultOf(message), ParseResult::kOk);
  for (size_t size = kHeaderSize; size < message.size(); ++size) {
    const Outcome outcome = Parsed(Octets(message.data(), message.data() + size));
    EXPECT_EQ(outcome.result, ParseResult::kFormErr) << size;
    const bool has_question = size >= kHeaderSize + kQuestion.size();
    EXPECT_EQ(outcome.query.question_size, has_question ? kQuestion.size() : 0) << size;
    EXPECT_FALSE(outcome.query.has_opt) << size;
  }
}

TEST(QueryReader, CompressedOrReservedLabelInTheQuestionIsMalformed) {
  for (const char* name : {"c00c", "c00e c00c", "05 6d65736f73 c00c", "c012 00", "ffff", "c000",
                           "c0", "41 616263 00", "80 616263 00"}) {
    const Outcome outcome = Parsed(Joined({Header({}), Hex(name), Hex("0001 0001")}));
    EXPECT_EQ(outcome.result, ParseResult::kFormErr) << name;
    EXPECT_EQ(outcome.query.question_size, 0) << name;
  }
}

TEST(QueryReader, NameOver255OctetsIsMalformed) {
  Octets name = {0};
  for (int label = 0; label < 127; ++label) name.insert(name.begin(), {1, 'a'});
  EXPECT_EQ(ResultOf(Joined({Header({}), name, Hex("0001 0001")})), ParseResult::kOk);
  name[0] = 2;
  name.insert(name.begin() + 1, 'a');
  EXPECT_EQ(ResultOf(Joined({Header({}), name, Hex("0001 0001")})), ParseResult::kFormErr);
}

TEST(QueryReader, OctetsBehindTheLastRecordAreMalformed) {
  EXPECT_EQ(ResultOf(Joined({Header({}), kQuestion, Hex("00")})), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(WithAdditionals(1, Joined({Opt(1232), Hex("00")}))), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(Joined({Header({}), kQuestion, Header({}), kQuestion})),
            ParseResult::kFormErr);
}

TEST(QueryReader, RecordsThatAreCountedButAbsentAreMalformed) {
  EXPECT_EQ(ResultOf(Joined({Header({.answers = 65535}), kQuestion})), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(Joined({Header({.authorities = 1}), kQuestion})), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(WithAdditionals(1, {})), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(WithAdditionals(65535, Opt(1232))), ParseResult::kFormErr);
}

TEST(QueryReader, AnswersAndAuthoritiesInAQueryAreMalformed) {
  const Octets record = Record("web.mesos", 1, 1, 60, Hex("06060606"));
  EXPECT_EQ(ResultOf(Joined({Header({.answers = 1}), kQuestion, record})), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(Joined({Header({.authorities = 1}), kQuestion, record})),
            ParseResult::kFormErr);
}

// RFC 1995 §3: the client's SOA stands in the authority section.
TEST(QueryReader, IxfrMayCarryItsSoa) {
  const Octets soa = Joined({Hex("c00c 0006 0001 00000000 0016"), Octets(22, 0)});
  const auto message = [&](uint16_t type) {
    return Joined({Header({.authorities = 1}), Question("mesos", type), soa});
  };
  EXPECT_EQ(ResultOf(message(251)), ParseResult::kOk);
  EXPECT_EQ(ResultOf(message(252)), ParseResult::kFormErr);
}

TEST(QueryReader, UnknownAdditionalRecordHasNoEffect) {
  EXPECT_EQ(ResultOf(WithAdditionals(1, Record("x", 1, 1, 0, Hex("00000000")))), ParseResult::kOk);
  const Outcome outcome =
      Parsed(WithAdditionals(2, Joined({Opt(1232), Hex("c00c 0001 0001 00000000 0000")})));
  EXPECT_EQ(outcome.result, ParseResult::kOk);
  EXPECT_TRUE(outcome.query.has_opt);
}

TEST(QueryReader, OptIsRead) {
  const Octets options = Hex("0003 0000 000a 0008 0102030405060708");
  const Octets message = WithAdditionals(1, Opt(4096, 0x8000, options));
  Query query;
  EXPECT_EQ(ParseQuery(message, &query), ParseResult::kOk);
  EXPECT_TRUE(query.has_opt);
  EXPECT_TRUE(query.dnssec_ok);
  EXPECT_EQ(query.udp_size, 4096);
  EXPECT_EQ(query.edns_version, 0);
  EXPECT_EQ(OctetsOf(query.options), options);
}

// RFC 6891 §6.2.3.
TEST(QueryReader, UdpSizeBelow512Is512) {
  for (const uint16_t size : {0, 1, 511, 512}) {
    EXPECT_EQ(Parsed(WithAdditionals(1, Opt(size))).query.udp_size, 512) << size;
  }
  EXPECT_EQ(Parsed(WithAdditionals(1, Opt(513))).query.udp_size, 513);
}

TEST(QueryReader, ReservedEdnsFlagsAndUpperRcodeAreIgnored) {
  const Outcome outcome = Parsed(WithAdditionals(1, Opt(1232, 0x12007fff)));
  EXPECT_EQ(outcome.result, ParseResult::kOk);
  EXPECT_FALSE(outcome.query.dnssec_ok);
}

TEST(QueryReader, OtherEdnsVersionIsBadVers) {
  for (const uint32_t version : {1u, 255u}) {
    const Outcome outcome = Parsed(WithAdditionals(1, Opt(1232, version << 16 | 0x8000)));
    EXPECT_EQ(outcome.result, ParseResult::kBadVers);
    EXPECT_EQ(outcome.query.edns_version, version);
    EXPECT_TRUE(outcome.query.has_opt && outcome.query.dnssec_ok);
  }
}

TEST(QueryReader, OptionsOfAnotherVersionAreNotJudged) {
  EXPECT_EQ(ResultOf(WithAdditionals(1, Opt(1232, 1 << 16, Hex("00")))), ParseResult::kBadVers);
}

TEST(QueryReader, MalformedQueryOfAnotherVersionIsMalformed) {
  EXPECT_EQ(ResultOf(WithAdditionals(1, Joined({Opt(1232, 1 << 16), Hex("00")}))),
            ParseResult::kFormErr);
}

// RFC 6891 §7: such a FORMERR has an OPT.
TEST(QueryReader, OptionThatDoesNotFitIsMalformedWithAnOpt) {
  for (const char* options : {"0064 0010 0102", "0064 00", "00", "0003 0000 0003"}) {
    const Outcome outcome = Parsed(WithAdditionals(1, Opt(1232, 0, Hex(options))));
    EXPECT_EQ(outcome.result, ParseResult::kFormErr) << options;
    EXPECT_TRUE(outcome.query.has_opt) << options;
    EXPECT_EQ(outcome.query.udp_size, 1232) << options;
  }
}

// A COOKIE option of `size` octets.
Octets CookieOfSize(size_t size) {
  return Joined({Hex("000a"), {0, static_cast<uint8_t>(size)}, Octets(size, 'c')});
}

// RFC 7873 §4, §5.2.2.
TEST(QueryReader, CookieHas8OctetsOr16To40) {
  for (size_t size = 0; size <= 60; ++size) {
    const bool fits = size == 8 || (size >= 16 && size <= 40);
    const Octets message = WithAdditionals(1, Opt(1232, 0, CookieOfSize(size)));
    Query query;
    EXPECT_EQ(ParseQuery(message, &query), fits ? ParseResult::kOk : ParseResult::kFormErr) << size;
    EXPECT_EQ(query.cookie.size(), fits ? size : 0) << size;
    EXPECT_EQ(query.has_bad_cookie, !fits) << size;
    EXPECT_TRUE(query.has_opt) << size;
  }
}

TEST(QueryReader, OfTwoCookiesTheFirstCounts) {
  const Octets good_first = Joined({CookieOfSize(8), CookieOfSize(7), CookieOfSize(16)});
  const Octets bad_first = Joined({CookieOfSize(7), CookieOfSize(8)});
  const Octets message = WithAdditionals(1, Opt(1232, 0, good_first));
  Query query;
  EXPECT_EQ(ParseQuery(message, &query), ParseResult::kOk);
  EXPECT_EQ(query.cookie.size(), 8U);
  EXPECT_EQ(ResultOf(WithAdditionals(1, Opt(1232, 0, bad_first))), ParseResult::kFormErr);
}

TEST(QueryReader, CookieIsFoundBetweenOtherOptions) {
  const Octets options = Joined({Hex("0003 0000"), CookieOfSize(24), Hex("000c 0002 0000")});
  const Octets message = WithAdditionals(1, Opt(1232, 0, options));
  Query query;
  EXPECT_EQ(ParseQuery(message, &query), ParseResult::kOk);
  EXPECT_EQ(OctetsOf(query.cookie), Octets(24, 'c'));
}

TEST(QueryReader, CookieOfAnotherVersionIsNotRead) {
  EXPECT_EQ(ResultOf(WithAdditionals(1, Opt(1232, 1 << 16, CookieOfSize(7)))),
            ParseResult::kBadVers);
}

// RFC 7873 §5.4.
TEST(QueryReader, CookieMayBeAskedForWithoutAQuestion) {
  const auto query_of = [](const SectionCounts& counts, const Octets& options) {
    return Joined({Header(counts), Opt(1232, 0, options)});
  };
  const SectionCounts counts = {.questions = 0, .additionals = 1};
  EXPECT_EQ(ResultOf(query_of(counts, CookieOfSize(8))), ParseResult::kCookieQuery);
  EXPECT_EQ(ResultOf(query_of(counts, CookieOfSize(24))), ParseResult::kCookieQuery);
  EXPECT_EQ(ResultOf(query_of(counts, CookieOfSize(9))), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(query_of(counts, {})), ParseResult::kFormErr);
}

// RFC 6891 §6.1.1.
TEST(QueryReader, SecondOptIsMalformed) {
  const Outcome outcome = Parsed(WithAdditionals(2, Joined({Opt(1232), Opt(1232)})));
  EXPECT_EQ(outcome.result, ParseResult::kFormErr);
  EXPECT_TRUE(outcome.query.has_opt);
}

TEST(QueryReader, OptOfAnotherOwnerThanTheRootIsMalformed) {
  EXPECT_EQ(ResultOf(WithAdditionals(1, Record("x", 41, 1232, 0, {}))), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(WithAdditionals(1, Hex("c00c 0029 04d0 00000000 0000"))),
            ParseResult::kFormErr);
}

TEST(QueryReader, OptOutsideTheAdditionalSectionIsMalformed) {
  EXPECT_EQ(ResultOf(Joined({Header({.answers = 1}), kQuestion, Opt(1232)})),
            ParseResult::kFormErr);
}

// RFC 8945 §5.1.
TEST(QueryReader, TsigMayOnlyBeTheLastRecord) {
  const Octets tsig = Record("key", 250, 255, 0, Octets(40, 0));
  EXPECT_EQ(ResultOf(WithAdditionals(1, tsig)), ParseResult::kOk);
  EXPECT_EQ(ResultOf(WithAdditionals(2, Joined({Opt(1232), tsig}))), ParseResult::kOk);
  EXPECT_EQ(ResultOf(WithAdditionals(2, Joined({tsig, Opt(1232)}))), ParseResult::kFormErr);
  EXPECT_EQ(ResultOf(WithAdditionals(2, Joined({tsig, tsig}))), ParseResult::kFormErr);
}

TEST(QueryReader, NothingOfAnEarlierQueryIsLeft) {
  Query query;
  ParseQuery(WithAdditionals(1, Opt(4096, 0x8000, CookieOfSize(8))), &query);
  EXPECT_EQ(ParseQuery(Header({.questions = 0}), &query), ParseResult::kFormErr);
  EXPECT_EQ(query.question_size, 0);
  EXPECT_EQ(query.name_size, 0);
  EXPECT_EQ(query.type, 0);
  EXPECT_FALSE(query.has_opt || query.dnssec_ok);
  EXPECT_EQ(query.udp_size, 512);
  EXPECT_TRUE(query.options.empty() && query.cookie.empty());
}

}  // namespace
}  // namespace signpost::wire
