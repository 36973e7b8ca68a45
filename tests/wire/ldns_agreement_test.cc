// Our reader and our names against ldns, on random and on damaged input.

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "support/ldns_message.h"
#include "wire/name.h"
#include "wire/octets.h"
#include "wire/query_reader.h"

namespace signpost::wire {
namespace {

using ::signpost::testing::LdnsMessage;
using ::signpost::testing::LdnsNameFromText;
using ::signpost::testing::LdnsNameToText;
using ::signpost::testing::LdnsQuery;
using ::signpost::testing::ParseWithLdns;

class Dice {
 public:
  explicit Dice(uint32_t seed) : engine_(seed) {}

  // 0 .. limit - 1.
  size_t Below(size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(engine_);
  }
  bool OneIn(size_t count) { return Below(count) == 0; }
  uint8_t Octet() { return static_cast<uint8_t>(Below(256)); }
  Octets Some(size_t size) {
    Octets octets(size);
    for (uint8_t& octet : octets) octet = Octet();
    return octets;
  }

 private:
  std::mt19937 engine_;
};

// Labels of any octets, now and then long ones.
Octets RandomName(Dice* dice) {
  Octets name;
  const size_t label_count = dice->Below(6);
  for (size_t index = 0; index < label_count; ++index) {
    const size_t size = 1 + dice->Below(dice->OneIn(8) ? 63 : 12);
    if (name.size() + size + 2 > kNameSizeMax) break;
    name.push_back(static_cast<uint8_t>(size));
    for (size_t at = 0; at < size; ++at) {
      name.push_back(dice->OneIn(4) ? dice->Octet() : static_cast<uint8_t>('A' + dice->Below(58)));
    }
  }
  name.push_back(0);
  return name;
}

Octets RandomOptions(Dice* dice) {
  Octets options;
  for (size_t left = dice->Below(4); left > 0; --left) {
    const auto size = static_cast<uint8_t>(dice->Below(20));
    options = Joined(
        {options, {0, static_cast<uint8_t>(20 + dice->Below(200)), 0, size}, dice->Some(size)});
  }
  return options;
}

// Well-formed: one question, perhaps an OPT.
Octets RandomQuery(Dice* dice) {
  const bool has_opt = !dice->OneIn(3);
  const auto type = static_cast<uint8_t>(1 + dice->Below(99));
  const auto flags = static_cast<uint16_t>(dice->Below(0x8000) & ~kFlagOpcode);
  return Joined({Header({.additionals = static_cast<uint16_t>(has_opt)}, flags),
                 RandomName(dice),
                 {0, type, 0, 1},
                 has_opt ? Opt(static_cast<uint16_t>(dice->Below(65536)),
                               static_cast<uint32_t>(dice->Below(0x10000)), RandomOptions(dice))
                         : Octets()});
}

// One to three small accidents.
Octets Damaged(Octets message, Dice* dice) {
  for (size_t left = 1 + dice->Below(3); left > 0; --left) {
    const size_t at = dice->Below(message.size());
    const auto place = message.begin() + static_cast<std::ptrdiff_t>(at);
    switch (dice->Below(5)) {
      case 0:
        message.resize(at + 1);
        break;
      case 1:
        message.insert(place, dice->Octet());
        break;
      case 2:
        if (message.size() > 1) message.erase(place);
        break;
      case 3:
        message[at] ^= static_cast<uint8_t>(1 << dice->Below(8));
        break;
      default:
        message[at] = dice->OneIn(2) ? 0xc0 : dice->Octet();
    }
  }
  return message;
}

void ExpectSameQuestion(const Query& query, Bytes message, const LdnsMessage& ldns) {
  ASSERT_EQ(ldns.question.size(), 1u);
  const Bytes name = message.subspan(kHeaderSize, query.name_size);
  EXPECT_EQ(ldns.question[0].substr(0, ldns.question[0].find(' ')), NameToText(name));
  EXPECT_EQ(ldns.qtype, query.type);
  EXPECT_EQ(ldns.qclass, query.qclass);
}

void ExpectSameOpt(const Query& query, const LdnsMessage& ldns) {
  EXPECT_EQ(query.has_opt, ldns.has_opt);
  if (!query.has_opt) return;
  EXPECT_EQ(query.udp_size, std::max<uint16_t>(ldns.udp_size, 512));
  EXPECT_EQ(query.edns_version, ldns.edns_version);
  EXPECT_EQ(query.dnssec_ok, (ldns.edns_flags & 0x8000) != 0);
}

// What both take, both must have read alike. The copy ends where its memory ends: asan sees what is
// read behind it.
void ExpectAgreement(const Octets& octets) {
  const Octets message = octets;  // NOLINT(performance-unnecessary-copy-initialization)
  Query query;
  const ParseResult result = ParseQuery(message, &query);
  if (result != ParseResult::kOk && result != ParseResult::kBadVers) return;
  const auto ldns = ParseWithLdns(message);
  if (!ldns) return;  // it also judges the data of records that we skip
  EXPECT_EQ(query.id, ldns->id);
  EXPECT_EQ(query.recursion_desired(), ldns->rd);
  ExpectSameQuestion(query, message, *ldns);
  ExpectSameOpt(query, *ldns);
}

bool IsTaken(Bytes message) {
  Query query;
  const ParseResult result = ParseQuery(message, &query);
  return result == ParseResult::kOk || result == ParseResult::kBadVers;
}

// Octets behind the last record are the fault when a shorter message has none.
bool HasOctetsTooMany(Bytes message) {
  for (size_t size = kHeaderSize; size < message.size(); ++size) {
    if (IsTaken(message.first(size))) return true;
  }
  return false;
}

// Does `message`, which ldns takes, break a rule that ldns does not have? Questions: one, without
// pointers. Sections before the additional one: empty. OPT: one, of the root, options that fit.
bool BreaksAStricterRule(const Octets& message, const LdnsMessage& ldns) {
  const Bytes question = Bytes(message).subspan(kHeaderSize);
  return ldns.question.size() != 1 || NameSizeAt(question) == 0 || !ldns.answer.empty() ||
         !ldns.authority.empty() || ldns.has_opt || HasOctetsTooMany(message);
}

TEST(LdnsAgreement, QueriesThatLdnsWritesAreRead) {
  const Octets message = LdnsQuery("_web._tcp.Marathon.mesos.", Type::kSrv,
                                   {.id = 77, .udp_size = 4096, .dnssec_ok = true});
  Query query;
  EXPECT_EQ(ParseQuery(message, &query), ParseResult::kOk);
  EXPECT_EQ(query.id, 77);
  EXPECT_EQ(NameToText(query.canonical_name()), "_web._tcp.marathon.mesos.");
  EXPECT_EQ(query.qtype(), Type::kSrv);
  EXPECT_EQ(query.udp_size, 4096);
  EXPECT_TRUE(query.recursion_desired() && query.dnssec_ok);
}

TEST(LdnsAgreement, WellFormedQueriesAreReadAlike) {
  Dice dice(1);
  for (int round = 0; round < 20000 && !HasFailure(); ++round) {
    const Octets message = RandomQuery(&dice);
    Query query;
    ASSERT_EQ(ParseQuery(message, &query), ParseResult::kOk);
    ASSERT_TRUE(ParseWithLdns(message).has_value());
    ExpectAgreement(message);
  }
}

TEST(LdnsAgreement, DamagedQueriesAreReadAlikeWhereBothReadThem) {
  Dice dice(2);
  for (int round = 0; round < 100000 && !HasFailure(); ++round) {
    ExpectAgreement(Damaged(RandomQuery(&dice), &dice));
  }
}

TEST(LdnsAgreement, WhatOnlyWeRefuseBreaksAStricterRule) {
  Dice dice(3);
  for (int round = 0; round < 50000 && !HasFailure(); ++round) {
    const Octets message = Damaged(RandomQuery(&dice), &dice);
    Query query;
    if (ParseQuery(message, &query) != ParseResult::kFormErr) continue;
    const auto ldns = ParseWithLdns(message);
    if (!ldns) continue;
    EXPECT_TRUE(BreaksAStricterRule(message, *ldns)) << ::testing::PrintToString(message);
  }
}

TEST(LdnsAgreement, RandomOctetsAreReadAlikeWhereBothReadThem) {
  Dice dice(4);
  for (int round = 0; round < 50000 && !HasFailure(); ++round) {
    ExpectAgreement(Joined({Header({.additionals = static_cast<uint16_t>(dice.Below(2))}),
                            dice.Some(dice.Below(60))}));
  }
}

TEST(LdnsAgreement, NamesSurviveTheWayThroughEachOthersText) {
  Dice dice(5);
  for (int round = 0; round < 20000 && !HasFailure(); ++round) {
    const Octets name = RandomName(&dice);
    EXPECT_EQ(LdnsNameFromText(NameToText(name)), name);
    EXPECT_EQ(NameOctets(LdnsNameToText(name)), name);
  }
}

// ldns leaves three octets without a backslash that RFC 1035 §5.1 gives a meaning.
std::string WithoutOptionalEscapes(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size(); ++at) {
    const bool is_escape = text[at] == '\\';
    const bool is_optional = is_escape && std::string_view("\"@$").find(text[at + 1]) != text.npos;
    if (is_optional) ++at;
    plain.push_back(text[at]);
    if (is_escape && !is_optional) plain.push_back(text[++at]);
  }
  return plain;
}

TEST(LdnsAgreement, TextsOfNamesDifferInOptionalEscapesAlone) {
  Dice dice(6);
  for (int round = 0; round < 20000 && !HasFailure(); ++round) {
    const Octets name = RandomName(&dice);
    EXPECT_EQ(WithoutOptionalEscapes(NameToText(name)), LdnsNameToText(name));
  }
}

}  // namespace
}  // namespace signpost::wire
