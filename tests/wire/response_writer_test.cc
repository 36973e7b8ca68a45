#include "wire/response_writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/ldns_message.h"
#include "wire/octets.h"

namespace signpost::wire {
namespace {

using ::signpost::testing::LdnsMessage;
using ::signpost::testing::ParseWithLdns;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr uint16_t kOurUdpSize = 1232;

// One A record of 16 octets, its owner a pointer to the question.
Octets ARecord(uint8_t last = 1) {
  return Joined({Hex("c00c 0001 0001 0000003c 0004 0a0000"), {last}});
}

// A query, the buffer for its reply, and the writer between them.
class Exchange {
 public:
  explicit Exchange(Octets message, size_t size_max = 512)
      : message_(std::move(message)),
        result_(ParseQuery(message_, &query_)),
        reply_(size_max),
        writer_(query_, message_, reply_, size_max) {}

  ResponseWriter& writer() { return writer_; }
  const Query& query() const { return query_; }
  ParseResult result() const { return result_; }

  Octets Finish() {
    reply_.resize(writer_.Finish(kOurUdpSize));
    return reply_;
  }

  // The reply as ldns reads it.
  LdnsMessage FinishAndParse() {
    const auto message = ParseWithLdns(Finish());
    EXPECT_TRUE(message.has_value());
    return message.value_or(LdnsMessage());
  }

 private:
  const Octets message_;
  Query query_;
  ParseResult result_;
  Octets reply_;
  ResponseWriter writer_;
};

Octets PlainQuery(uint16_t flags = 0) {
  return Joined({Header({}, flags), Question("WEB.mesos", 1)});
}

Octets EdnsQuery(uint32_t ttl = 0) {
  return Joined({Header({.additionals = 1}), Question("WEB.mesos", 1), Opt(4096, ttl)});
}

TEST(ResponseWriter, QuestionIsRepeatedAsItWasSent) {
  Exchange exchange(PlainQuery());
  EXPECT_EQ(exchange.Finish(), Joined({Header({}, kFlagQr), Question("WEB.mesos", 1)}));
}

TEST(ResponseWriter, SectionsHoldTheirRecords) {
  Exchange exchange(PlainQuery());
  EXPECT_TRUE(exchange.writer().Answer(Joined({ARecord(1), ARecord(2)}), 2));
  EXPECT_TRUE(exchange.writer().Authority(ARecord(3), 1));
  EXPECT_TRUE(exchange.writer().Additional(ARecord(4), 1));
  const LdnsMessage reply = exchange.FinishAndParse();
  EXPECT_THAT(reply.question, ElementsAre("WEB.mesos. IN A"));
  EXPECT_THAT(reply.answer,
              ElementsAre("WEB.mesos. 60 IN A 10.0.0.1", "WEB.mesos. 60 IN A 10.0.0.2"));
  EXPECT_THAT(reply.authority, ElementsAre("WEB.mesos. 60 IN A 10.0.0.3"));
  EXPECT_THAT(reply.additional, ElementsAre("WEB.mesos. 60 IN A 10.0.0.4"));
}

TEST(ResponseWriter, OnlyOpcodeRdAndCdAreCopied) {
  Exchange exchange(PlainQuery(0x7fff));
  EXPECT_EQ(LoadU16(&exchange.Finish()[2]), kFlagQr | kFlagOpcode | kFlagRd | kFlagCd);
}

TEST(ResponseWriter, FlagsAndRcodeAreSet) {
  Exchange exchange(PlainQuery());
  exchange.writer().SetFlags(kFlagAa);
  exchange.writer().SetFlags(kFlagTc | kFlagRa);
  exchange.writer().SetRcode(Rcode::kNxDomain);
  const LdnsMessage reply = exchange.FinishAndParse();
  EXPECT_TRUE(reply.qr && reply.aa && reply.tc && reply.ra);
  EXPECT_FALSE(reply.ad || reply.rd || reply.cd);
  EXPECT_EQ(reply.rcode, Rcode::kNxDomain);
}

TEST(ResponseWriter, QueryWithoutOptGetsNone) {
  Exchange exchange(PlainQuery());
  EXPECT_FALSE(exchange.FinishAndParse().has_opt);
}

TEST(ResponseWriter, OptOfTheReplyHasOurSizeAndVersionZero) {
  Exchange exchange(EdnsQuery());
  const LdnsMessage reply = exchange.FinishAndParse();
  EXPECT_TRUE(reply.has_opt);
  EXPECT_EQ(reply.udp_size, kOurUdpSize);
  EXPECT_EQ(reply.edns_version, 0);
  EXPECT_EQ(reply.edns_flags, 0);
}

// RFC 3225 §3; the other flags stay zero (RFC 6891 §6.1.4).
TEST(ResponseWriter, DoIsRepeatedAndNoOtherEdnsFlag) {
  Exchange exchange(EdnsQuery(0xffff));
  EXPECT_EQ(exchange.FinishAndParse().edns_flags, 0x8000);
}

TEST(ResponseWriter, UpperBitsOfTheRcodeGoIntoTheOpt) {
  Exchange exchange(EdnsQuery(7 << 16));
  EXPECT_EQ(exchange.result(), ParseResult::kBadVers);
  exchange.writer().SetRcode(Rcode::kBadVers);
  const LdnsMessage reply = exchange.FinishAndParse();
  EXPECT_EQ(reply.rcode, Rcode::kBadVers);
  EXPECT_EQ(reply.edns_version, 0);
}

TEST(ResponseWriter, QuestionThatWasMalformedIsNotRepeated) {
  Exchange exchange(Joined({Header({}), Hex("c00c 0001 0001")}));
  EXPECT_EQ(exchange.result(), ParseResult::kFormErr);
  exchange.writer().SetRcode(Rcode::kFormErr);
  EXPECT_EQ(exchange.Finish(), Header({.questions = 0}, kFlagQr | 1));
}

TEST(ResponseWriter, RecordsThatDoNotFitAreNotWritten) {
  Exchange exchange(PlainQuery());
  const size_t fit = exchange.writer().room() / ARecord().size();
  for (size_t index = 0; index < fit; ++index) EXPECT_TRUE(exchange.writer().Answer(ARecord(), 1));
  const size_t size = exchange.writer().size();
  EXPECT_FALSE(exchange.writer().Answer(ARecord(), 1));
  EXPECT_FALSE(exchange.writer().Additional(ARecord(), 1));
  EXPECT_EQ(exchange.writer().size(), size);
  EXPECT_EQ(exchange.FinishAndParse().answer.size(), fit);
}

TEST(ResponseWriter, RecordsMayFillTheMessageToTheLastOctet) {
  Exchange exchange(PlainQuery());
  const Octets filler = Joined({Hex("c00c 0010 0001 0000003c"), Octets(2, 0)});
  Octets record = filler;
  record.resize(exchange.writer().room());
  StoreU16(&record[10], static_cast<uint16_t>(record.size() - 12));
  EXPECT_TRUE(exchange.writer().Answer(record, 1));
  EXPECT_EQ(exchange.writer().room(), 0u);
  EXPECT_EQ(exchange.Finish().size(), 512u);
}

TEST(ResponseWriter, RoomForTheOptIsKept) {
  Exchange exchange(EdnsQuery());
  while (exchange.writer().Answer(ARecord(), 1)) {
  }
  const size_t room = exchange.writer().room();
  const Octets reply = exchange.Finish();
  EXPECT_LE(reply.size(), 512u);
  EXPECT_EQ(reply.size(), 512 - room);
  EXPECT_TRUE(ParseWithLdns(reply)->has_opt);
}

TEST(ResponseWriter, DroppedRecordsAreGoneFromAllSections) {
  Exchange exchange(EdnsQuery());
  exchange.writer().Answer(ARecord(), 1);
  exchange.writer().Authority(ARecord(), 1);
  exchange.writer().Additional(ARecord(), 1);
  exchange.writer().DropRecords();
  exchange.writer().SetFlags(kFlagTc);
  const LdnsMessage reply = exchange.FinishAndParse();
  EXPECT_THAT(reply.answer, IsEmpty());
  EXPECT_THAT(reply.authority, IsEmpty());
  EXPECT_THAT(reply.additional, IsEmpty());
  EXPECT_TRUE(reply.tc && reply.has_opt);
}

TEST(ResponseWriter, LargeMessageHoldsThousandsOfRecords) {
  Exchange exchange(PlainQuery(), kMessageSizeMax);
  size_t count = 0;
  while (exchange.writer().Answer(ARecord(), 1)) ++count;
  EXPECT_EQ(exchange.FinishAndParse().answer.size(), count);
  EXPECT_GT(count, 4000u);
}

// {code, length, data} behind an OPT's fixed 11 octets (RFC 6891 §6.1.2).
TEST(ResponseWriter, OptionsStandInTheOptInTheirOrder) {
  Exchange exchange(EdnsQuery());
  EXPECT_TRUE(exchange.writer().AddOption(OptionCode::kCookie, Hex("0102030405060708")));
  EXPECT_TRUE(exchange.writer().Answer(ARecord(), 1));
  EXPECT_TRUE(exchange.writer().AddOption(OptionCode::kCookie, {}));
  const Octets reply = exchange.Finish();
  const Octets expected = Opt(kOurUdpSize, 0, Hex("000a 0008 0102030405060708 000a 0000"));
  ASSERT_GT(reply.size(), expected.size());
  EXPECT_EQ(Octets(reply.end() - static_cast<ptrdiff_t>(expected.size()), reply.end()), expected);
  EXPECT_TRUE(ParseWithLdns(reply).has_value());
}

TEST(ResponseWriter, OptionsHaveTheirRoomBeforeTheRecords) {
  Exchange plain(EdnsQuery());
  Exchange with_option(EdnsQuery());
  EXPECT_TRUE(with_option.writer().AddOption(OptionCode::kCookie, Octets(24, 1)));
  EXPECT_EQ(with_option.writer().room() + 28, plain.writer().room());
  while (with_option.writer().Answer(ARecord(), 1)) {
  }
  EXPECT_LE(with_option.Finish().size(), 512U);
}

TEST(ResponseWriter, AnOptionThatDoesNotFitIsLeftOut) {
  Exchange exchange(EdnsQuery());
  while (exchange.writer().Answer(ARecord(), 1)) {
  }
  EXPECT_FALSE(exchange.writer().AddOption(OptionCode::kCookie, Octets(24, 1)));
  Exchange other(EdnsQuery());
  EXPECT_FALSE(other.writer().AddOption(OptionCode::kCookie, Octets(kReplyOptionsSizeMax, 1)));
  EXPECT_EQ(other.Finish().size(), kHeaderSize + Question("WEB.mesos", 1).size() + kOptSize);
}

TEST(ResponseWriter, QueryWithoutOptGetsNoOption) {
  Exchange exchange(PlainQuery());
  EXPECT_FALSE(exchange.writer().AddOption(OptionCode::kCookie, Octets(24, 1)));
  EXPECT_EQ(exchange.Finish(), Joined({Header({}, kFlagQr), Question("WEB.mesos", 1)}));
}

}  // namespace
}  // namespace signpost::wire
