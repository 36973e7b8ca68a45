#include "forward/reply_check.h"

#include <gtest/gtest.h>

#include <vector>

#include "support/fake_upstream.h"
#include "support/ldns_message.h"

namespace signpost::forward {
namespace {

using testing::Message;
using testing::ReplyTo;

const Message& Sent() {
  static const Message kSent = testing::LdnsQuery("Web.example.", wire::Type::kA);
  return kSent;
}

ReplyKind KindOf(const Message& received) { return CheckReply(Sent(), received).kind; }

// The reply without records, its counts, and these octets behind the question.
Message ReplyWith(uint16_t answers, uint16_t additionals, const Message& records) {
  Message reply = ReplyTo(Sent(), {.address_count = 0});
  StoreU16(&reply[6], answers);
  StoreU16(&reply[10], additionals);
  reply.insert(reply.end(), records.begin(), records.end());
  return reply;
}

// A record of the question's name with the octets of `data`.
Message Record(uint8_t type, const Message& data) {
  Message record = {0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, static_cast<uint8_t>(data.size())};
  record.insert(record.end(), data.begin(), data.end());
  return record;
}

const Message kOpt = {0, 0, 41, 4, 0xd0, 0, 0, 0, 0, 0, 0};

Message Twice(const Message& octets) {
  Message twice = octets;
  twice.insert(twice.end(), octets.begin(), octets.end());
  return twice;
}

TEST(ReplyCheck, ReplyToTheQueryIsWhole) {
  const Message reply = ReplyTo(Sent(), {.rcode = 3});
  const ReplyFacts facts = CheckReply(Sent(), reply);
  EXPECT_EQ(facts.kind, ReplyKind::kWhole);
  EXPECT_EQ(facts.rcode, wire::Rcode::kNxDomain);
  EXPECT_EQ(facts.size, reply.size());
}

TEST(ReplyCheck, ReplyToAnotherQueryIsForeign) {
  // Id, QR, opcode, number of questions, name, its case, type, class.
  const size_t end = Sent().size();
  for (const auto& [at, mask] : std::vector<std::pair<size_t, uint8_t>>{{0, 1},
                                                                        {1, 1},
                                                                        {2, 0x80},
                                                                        {2, 0x08},
                                                                        {5, 1},
                                                                        {14, 1},
                                                                        {13, 0x20},
                                                                        {end - 3, 1},
                                                                        {end - 1, 2}}) {
    Message reply = ReplyTo(Sent());
    reply[at] ^= mask;
    EXPECT_EQ(KindOf(reply), ReplyKind::kForeign) << at;
  }
}

TEST(ReplyCheck, WhatIsShorterThanTheQuestionIsForeign) {
  const Message reply = ReplyTo(Sent());
  for (size_t size = 0; size < Sent().size(); ++size) {
    EXPECT_EQ(KindOf(Message(reply.begin(), reply.begin() + static_cast<ptrdiff_t>(size))),
              ReplyKind::kForeign);
  }
}

TEST(ReplyCheck, ReplyThatIsCutAnywhereIsMalformed) {
  const Message reply = ReplyTo(Sent());
  for (size_t size = Sent().size(); size < reply.size(); ++size) {
    EXPECT_EQ(KindOf(Message(reply.begin(), reply.begin() + static_cast<ptrdiff_t>(size))),
              ReplyKind::kMalformed);
  }
}

TEST(ReplyCheck, RecordsOfTruncatedReplyAreNotLookedAt) {
  Message reply = ReplyTo(Sent(), {.is_truncated = true});
  reply.pop_back();
  EXPECT_EQ(KindOf(reply), ReplyKind::kTruncated);
}

TEST(ReplyCheck, SizeEndsWithTheLastRecord) {
  Message reply = ReplyTo(Sent());
  const size_t size = reply.size();
  reply.insert(reply.end(), {1, 2, 3});
  EXPECT_EQ(CheckReply(Sent(), reply).size, size);
}

TEST(ReplyCheck, CountsBeyondTheEndAreMalformed) {
  EXPECT_EQ(KindOf(ReplyWith(0xffff, 0xffff, {})), ReplyKind::kMalformed);
}

TEST(ReplyCheck, OwnerThatPointsAtItselfOrForwardsIsMalformed) {
  for (const uint8_t target : {static_cast<uint8_t>(Sent().size()), uint8_t{0xff}, uint8_t{0}}) {
    Message record = Record(1, {192, 0, 2, 1});
    record[1] = target;
    EXPECT_EQ(KindOf(ReplyWith(1, 0, record)), ReplyKind::kMalformed) << int{target};
  }
}

// The question's class ends in a one: as a label it takes the owner's own octets, and more behind.
TEST(ReplyCheck, OwnerThatPointsAtLabelsThatRunIntoItIsMalformed) {
  Message record = Record(1, {192, 0, 2, 1});
  record[1] = static_cast<uint8_t>(Sent().size() - 1);
  record.resize(record.size() + 64);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, record)), ReplyKind::kMalformed);
}

TEST(ReplyCheck, NamesInDataThatPointAtThemselvesAreMalformed) {
  const auto at = static_cast<uint8_t>(Sent().size() + 12);  // of the data
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(5, {0xc0, at}))), ReplyKind::kMalformed);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(15, {0, 1, 0xc0, static_cast<uint8_t>(at + 2)}))),
            ReplyKind::kMalformed);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(5, {1, 'a', 0xc0, at}))), ReplyKind::kMalformed);
}

TEST(ReplyCheck, NamesInDataThatEndOutsideItAreMalformed) {
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(5, {1, 'a'}))), ReplyKind::kMalformed);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(5, {1, 'a', 0, 0}))), ReplyKind::kMalformed);
}

TEST(ReplyCheck, AddressesOfOtherSizesAreMalformed) {
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(1, {192, 0, 2}))), ReplyKind::kMalformed);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(28, {192, 0, 2, 1}))), ReplyKind::kMalformed);
}

TEST(ReplyCheck, DataOfWellFormedNamesPasses) {
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(5, {1, 'a', 0xc0, 12}))), ReplyKind::kWhole);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(33, {0, 1, 0, 2, 0, 3, 1, 'a', 0}))), ReplyKind::kWhole);
  Message soa(22, 0);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(6, soa))), ReplyKind::kWhole);
}

TEST(ReplyCheck, DataOfUnknownTypesMayBeAnything) {
  EXPECT_EQ(KindOf(ReplyWith(1, 0, Record(99, {0xff, 0xff}))), ReplyKind::kWhole);
}

TEST(ReplyCheck, OneOptOfTheRootMayBeAdditional) {
  EXPECT_EQ(KindOf(ReplyWith(0, 1, kOpt)), ReplyKind::kWhole);
  EXPECT_EQ(KindOf(ReplyWith(0, 2, Twice(kOpt))), ReplyKind::kMalformed);
  EXPECT_EQ(KindOf(ReplyWith(1, 0, kOpt)), ReplyKind::kMalformed);
}

TEST(ReplyCheck, OptionsThatDoNotFitTheirOptAreMalformed) {
  Message opt = kOpt;
  opt.back() = 4;
  opt.insert(opt.end(), {0, 10, 0, 8});
  EXPECT_EQ(KindOf(ReplyWith(0, 1, opt)), ReplyKind::kMalformed);
}

TEST(ReplyCheck, ChainsOfPointersAreBounded) {
  // Pointers, each to the one before it, as the data of an unknown type; then a name that points to
  // the last.
  Message chain(512);
  const size_t data_at = Sent().size() + 12;
  for (size_t i = 0; i < chain.size(); i += 2) {
    const size_t target = i == 0 ? 12 : data_at + i - 2;
    StoreU16(&chain[i], static_cast<uint16_t>(0xc000 | target));
  }
  Message record = Record(99, {});
  StoreU16(&record[10], static_cast<uint16_t>(chain.size()));
  record.insert(record.end(), chain.begin(), chain.end());
  Message last = Record(1, {192, 0, 2, 1});
  StoreU16(last.data(), static_cast<uint16_t>(0xc000 | (data_at + chain.size() - 2)));
  record.insert(record.end(), last.begin(), last.end());
  EXPECT_EQ(KindOf(ReplyWith(2, 0, record)), ReplyKind::kMalformed);
}

TEST(FindOpt, TellsWhetherOptionsCanBeAddedAtTheEnd) {
  const Message alone = ReplyWith(0, 1, kOpt);
  EXPECT_TRUE(FindOpt(alone, Sent().size()).has_opt);
  EXPECT_EQ(FindOpt(alone, Sent().size()).data_size_at, alone.size() - 2);
  Message followed = kOpt;
  const Message address = Record(1, {192, 0, 2, 1});
  followed.insert(followed.end(), address.begin(), address.end());
  EXPECT_TRUE(FindOpt(ReplyWith(0, 2, followed), Sent().size()).has_opt);
  EXPECT_EQ(FindOpt(ReplyWith(0, 2, followed), Sent().size()).data_size_at, 0U);
  EXPECT_FALSE(FindOpt(ReplyTo(Sent()), Sent().size()).has_opt);
}

TEST(FitAnswers, TakesWholeAnswersAsFarAsThereIsRoom) {
  const Message reply = ReplyTo(Sent(), {.address_count = 5});
  const AnswersThatFit fit = FitAnswers(reply, Sent().size(), 3 * 16 + 15);
  EXPECT_EQ(fit.count, 3U);
  EXPECT_EQ(fit.size, 48U);
}

}  // namespace
}  // namespace signpost::forward
