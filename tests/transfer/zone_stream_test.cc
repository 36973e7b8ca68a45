#include "transfer/zone_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "support/ldns_message.h"
#include "support/zone.h"
#include "transfer/limits.h"

namespace signpost::transfer {
namespace {

using ::testing::ElementsAre;

using Message = std::vector<uint8_t>;
using Lines = std::vector<std::string>;
using SharedSnapshot = std::shared_ptr<const records::Snapshot>;

constexpr uint32_t kSerial = 1;  // of testing::SnapshotOf()
constexpr char kSoaStart[] = "mesos. 60 IN SOA ns1.mesos. root.ns1.mesos. ";

ZoneStream::Question QuestionFor(wire::Type type, bool has_opt = false) {
  const Message query = testing::LdnsQuery("mesos.", type);
  return {.id = 0x1234,
          .flags = 0,
          .octets = {query.begin() + wire::kHeaderSize, query.end()},
          .has_opt = has_opt};
}

std::vector<Message> MessagesOf(ZoneStream stream) {
  std::vector<Message> messages;
  Message message;
  while (stream.Next(&message)) messages.push_back(message);
  return messages;
}

std::vector<Message> Axfr(const SharedSnapshot& snapshot) {
  return MessagesOf({snapshot, QuestionFor(wire::Type::kAxfr), std::nullopt, std::nullopt});
}

Lines RecordsOf(const std::vector<Message>& messages) {
  Lines lines;
  for (const Message& message : messages) {
    const auto parsed = testing::ParseWithLdns(message);
    if (!parsed) {
      ADD_FAILURE() << "ldns cannot read it";
      continue;
    }
    lines.insert(lines.end(), parsed->answer.begin(), parsed->answer.end());
  }
  return lines;
}

std::string SoaLine(uint32_t serial) {
  return std::string(kSoaStart) + std::to_string(serial) + " 60 600 86400 30";
}

SharedSnapshot LargeZone() {
  testing::ZoneLines lines;
  for (int i = 0; i < 3000; ++i) {
    const std::string name = "task" + std::to_string(i) + ".marathon.mesos.";
    lines.push_back(name + " A 10.0.0.1");
    lines.push_back(name + " A 10.0.0.2");
    lines.push_back("_p._tcp." + name + " SRV 0 1 31000 " + name);
  }
  for (int i = 0; i < 2000; ++i) {
    lines.push_back("big.mesos. A 10.1." + std::to_string(i / 200) + "." + std::to_string(i % 200));
  }
  return testing::SnapshotOf(lines);
}

TEST(Axfr, BeginsAndEndsWithTheSoaAndHasAllRecordsOfTheTableBetween) {
  const SharedSnapshot zone = LargeZone();
  Lines lines = RecordsOf(Axfr(zone));
  ASSERT_GT(lines.size(), 2U);
  EXPECT_EQ(lines.front(), SoaLine(kSerial));
  EXPECT_EQ(lines.back(), SoaLine(kSerial));
  Lines between(lines.begin() + 1, lines.end() - 1);
  Lines expected = testing::LinesOf(*zone->table);
  std::ranges::sort(between);
  std::ranges::sort(expected);
  EXPECT_EQ(between, expected);
}

TEST(Axfr, OfASmallZoneIsOneMessage) {
  const auto messages = Axfr(testing::SnapshotOf({"web.mesos. A 10.0.0.1"}));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_THAT(RecordsOf(messages),
              ElementsAre(SoaLine(kSerial), ::testing::_, ::testing::_, SoaLine(kSerial)));
}

TEST(Axfr, HasMessagesOfOneSliceWithQuestionAndId) {
  const auto messages = Axfr(LargeZone());
  EXPECT_GT(messages.size(), 10U);
  for (const Message& message : messages) {
    EXPECT_LE(message.size(), kRecordOffsetMax + 600);
    const auto parsed = testing::ParseWithLdns(message);
    EXPECT_EQ(parsed->id, 0x1234);
    EXPECT_TRUE(parsed->qr && parsed->aa);
    EXPECT_THAT(parsed->question, ElementsAre("mesos. IN AXFR"));
    EXPECT_FALSE(parsed->answer.empty());
  }
}

TEST(Axfr, SaysOwnersOnlyOnce) {
  testing::ZoneLines lines;
  for (int i = 0; i < 100; ++i) {
    lines.push_back("quite-a-long-name.mesos. A 10.0.0." + std::to_string(i));
  }
  const auto messages = Axfr(testing::SnapshotOf(lines));
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_LT(messages[0].size(), 100U * 16 + 300);
}

TEST(Axfr, HasAnOptInItsFirstMessageWhenTheQueryHadOne) {
  const auto messages =
      MessagesOf({LargeZone(), QuestionFor(wire::Type::kAxfr, true), std::nullopt, std::nullopt});
  EXPECT_TRUE(testing::ParseWithLdns(messages[0])->has_opt);
  EXPECT_FALSE(testing::ParseWithLdns(messages[1])->has_opt);
}

// Each message is signed; the second and later ones by their times alone.
TEST(Axfr, IsSignedMessageByMessage) {
  const TsigKeys keys({{.name = *wire::Name::FromText("key.example."),
                        .algorithm = TsigAlgorithm::kHmacSha512,
                        .secret = std::vector<uint8_t>(32, 7)}});
  const Message request_mac(64, 3);
  const auto messages = MessagesOf({LargeZone(), QuestionFor(wire::Type::kAxfr), std::nullopt,
                                    TsigSigner(&keys.all()[0], request_mac)});
  Message before = request_mac;
  for (size_t i = 0; i < messages.size(); ++i) {
    Tsig tsig;
    const TsigKey* key = nullptr;
    ASSERT_EQ(FindTsig(messages[i], &tsig), TsigLook::kFound);
    const bool is_whole =
        VerifyTsig(messages[i], tsig, keys, tsig.time_s, before, &key) == TsigError::kNone;
    EXPECT_EQ(is_whole, i == 0) << i;
    before.assign(tsig.mac.begin(), tsig.mac.end());
  }
}

// Zones of `steps`, one after the other, with serials from 1 on; the last one with the history.
SharedSnapshot AfterSteps(const std::vector<testing::ZoneLines>& steps) {
  records::DiffHistory history(10);
  std::shared_ptr<const records::RecordTable> last;
  wire::Soa soa = testing::SoaFor();
  for (const auto& lines : steps) {
    const auto table = testing::SnapshotOf(lines)->table;
    if (last != nullptr) {
      const auto diff = records::DiffOf(*last, *table, 1 << 20);
      diff->from_serial = soa.serial;
      diff->to_serial = ++soa.serial;
      history.Add(diff);
    }
    last = table;
  }
  return records::MakeSnapshot(*wire::Name::FromText("mesos."), soa, 60, last, {}, {}, history);
}

std::vector<Message> Ixfr(const SharedSnapshot& snapshot, uint32_t serial) {
  return MessagesOf({snapshot, QuestionFor(wire::Type::kIxfr), serial, std::nullopt});
}

SharedSnapshot ThreeSteps() {
  const std::string keep[] = {"a.mesos. A 10.0.0.1", "b.mesos. A 10.0.0.1", "c.mesos. A 10.0.0.1",
                              "d.mesos. A 10.0.0.1", "e.mesos. A 10.0.0.1", "f.mesos. A 10.0.0.1"};
  testing::ZoneLines first(std::begin(keep), std::end(keep));
  testing::ZoneLines second = first;
  second.push_back("new.mesos. A 10.0.0.9");
  testing::ZoneLines third = second;
  third[0] = "a.mesos. A 10.0.0.2";
  return AfterSteps({first, second, third});
}

TEST(Ixfr, SaysWhatEachStepRemovedAndAdded) {
  EXPECT_THAT(RecordsOf(Ixfr(ThreeSteps(), 1)),
              ElementsAre(SoaLine(3), SoaLine(1), SoaLine(2), "new.mesos. 60 IN A 10.0.0.9",
                          SoaLine(2), "a.mesos. 60 IN A 10.0.0.1", SoaLine(3),
                          "a.mesos. 60 IN A 10.0.0.2", SoaLine(3)));
}

TEST(Ixfr, BeginsWhereTheClientIs) {
  EXPECT_THAT(RecordsOf(Ixfr(ThreeSteps(), 2)),
              ElementsAre(SoaLine(3), SoaLine(2), "a.mesos. 60 IN A 10.0.0.1", SoaLine(3),
                          "a.mesos. 60 IN A 10.0.0.2", SoaLine(3)));
}

TEST(Ixfr, OfTheNewestOrANewerSerialIsTheSoaAlone) {
  for (const uint32_t serial : {3U, 4U, 3U + 0x7fffffffU}) {
    EXPECT_THAT(RecordsOf(Ixfr(ThreeSteps(), serial)), ElementsAre(SoaLine(3)));
  }
}

TEST(Ixfr, OfASerialThatIsNotKnownIsTheWholeZone) {
  ZoneStream stream(ThreeSteps(), QuestionFor(wire::Type::kIxfr), 0, std::nullopt);
  EXPECT_EQ(stream.kind(), ZoneStream::Kind::kFull);
  const Lines lines = RecordsOf(Ixfr(ThreeSteps(), 0));
  EXPECT_EQ(lines.size(), 7U + 1 + 2);
}

TEST(Ixfr, ThatWouldSayMoreThanTheZoneIsTheWholeZone) {
  const auto snapshot = AfterSteps({{"a.mesos. A 10.0.0.1"}, {"a.mesos. A 10.0.0.2"}});
  ZoneStream stream(snapshot, QuestionFor(wire::Type::kIxfr), 1, std::nullopt);
  EXPECT_EQ(stream.kind(), ZoneStream::Kind::kFull);
}

Message IxfrQuery(uint32_t serial) {
  Message query = testing::LdnsQuery("mesos.", wire::Type::kIxfr);
  StoreU16(&query[8], 1);
  const uint8_t soa[] = {0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0};
  query.insert(query.end(), std::begin(soa), std::end(soa));
  query.resize(query.size() + 20);
  StoreU32(&query[query.size() - 20], serial);
  return query;
}

TEST(SerialOfIxfr, StandsInTheAuthoritySection) {
  const Message message = IxfrQuery(77);
  wire::Query query;
  ASSERT_EQ(wire::ParseQuery(message, &query), wire::ParseResult::kOk);
  EXPECT_EQ(SerialOf(message, query), 77U);
}

TEST(SerialOfIxfr, IsMissingWhereThereIsNoSoa) {
  const Message message = testing::LdnsQuery("mesos.", wire::Type::kIxfr);
  wire::Query query;
  ASSERT_EQ(wire::ParseQuery(message, &query), wire::ParseResult::kOk);
  EXPECT_EQ(SerialOf(message, query), std::nullopt);
  Message other = IxfrQuery(77);
  other[wire::kHeaderSize + query.question_size + 3] = 1;  // an A record
  EXPECT_EQ(SerialOf(other, query), std::nullopt);
}

}  // namespace
}  // namespace signpost::transfer
