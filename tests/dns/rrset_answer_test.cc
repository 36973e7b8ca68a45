#include "dns/rrset_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "support/ldns_message.h"
#include "support/zone.h"
#include "wire/name.h"

namespace signpost::dns {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::LdnsMessage;
using testing::LdnsQuery;
using ::testing::SizeIs;
using testing::ZoneLines;
using wire::Type;

constexpr char kName[] = "_web._tcp.mesos.";

// `count` services at targets that are alike in size, and two addresses for each target.
ZoneLines Services(size_t count) {
  ZoneLines lines;
  for (size_t i = 0; i < count; ++i) {
    const std::string target = absl::StrCat("t", 1000 + i, ".mesos.");
    lines.push_back(absl::StrCat(kName, " SRV 0 1 ", 1000 + i, " ", target));
    lines.push_back(absl::StrCat(target, " A 10.0.", i / 250, ".", i % 250));
    lines.push_back(absl::StrCat(target, " AAAA fd00::", i + 1));
  }
  return lines;
}

// The RRset of `kName` in a zone, written by RrsetAnswer alone.
class RrsetAnswerTest : public ::testing::Test {
 protected:
  void Serve(const ZoneLines& lines, Type type) {
    snapshot_ = testing::SnapshotOf(lines);
    query_octets_ = LdnsQuery(kName, type);
    ASSERT_EQ(wire::ParseQuery(query_octets_, &query_), wire::ParseResult::kOk);
    rrset_ = snapshot_->table->Find(query_.canonical_name()).Find(type);
    ASSERT_GT(rrset_.record_count, 0U);
  }

  // Begins with record `start`; `size_max` as ResponseWriter takes it.
  LdnsMessage Write(size_t start, size_t size_max = wire::kMessageSizeMax) {
    std::vector<uint8_t> reply(size_max);
    wire::ResponseWriter writer(query_, query_octets_, reply, size_max);
    RrsetAnswer answer(rrset_, start, &writer);
    complete_ = answer.complete();
    if (complete_) answer.WriteAdditional(reply);
    reply.resize(writer.Finish(512));
    const auto message = testing::ParseWithLdns(reply);
    EXPECT_TRUE(message.has_value());
    return message.value_or(LdnsMessage());
  }

  std::shared_ptr<const records::Snapshot> snapshot_;
  std::vector<uint8_t> query_octets_;
  wire::Query query_;
  records::RrsetView rrset_;
  bool complete_ = false;
};

TEST_F(RrsetAnswerTest, StartsAnywhereAndGoesRound) {
  Serve({absl::StrCat(kName, " A 10.0.0.1"), absl::StrCat(kName, " A 10.0.0.2"),
         absl::StrCat(kName, " A 10.0.0.3")},
        Type::kA);
  const std::string one = absl::StrCat(kName, " 60 IN A 10.0.0.1");
  const std::string two = absl::StrCat(kName, " 60 IN A 10.0.0.2");
  const std::string three = absl::StrCat(kName, " 60 IN A 10.0.0.3");
  EXPECT_THAT(Write(0).answer, ElementsAre(one, two, three));
  EXPECT_THAT(Write(1).answer, ElementsAre(two, three, one));
  EXPECT_THAT(Write(2).answer, ElementsAre(three, one, two));
}

TEST_F(RrsetAnswerTest, RotatesRecordsOfDifferentSizes) {
  Serve({absl::StrCat(kName, " SRV 0 1 1 a.mesos."), absl::StrCat(kName, " SRV 0 1 2 bbbb.mesos."),
         "bbbb.mesos. A 10.0.0.2", "a.mesos. A 10.0.0.1"},
        Type::kSrv);
  const std::string a = absl::StrCat(kName, " 60 IN SRV 0 1 1 a.mesos.");
  const std::string b = absl::StrCat(kName, " 60 IN SRV 0 1 2 bbbb.mesos.");
  for (const size_t start : {0, 1}) {
    const LdnsMessage reply = Write(start);
    EXPECT_THAT(reply.answer, start == 0 ? ElementsAre(a, b) : ElementsAre(b, a));
    EXPECT_THAT(reply.additional, ::testing::UnorderedElementsAre("a.mesos. 60 IN A 10.0.0.1",
                                                                  "bbbb.mesos. 60 IN A 10.0.0.2"));
  }
}

TEST_F(RrsetAnswerTest, WithoutRoomForAllIsCutBehindAWholeRecordAndStillRotated) {
  Serve(Services(40), Type::kSrv);
  for (const size_t start : {0, 39}) {
    const LdnsMessage reply = Write(start, 600);
    EXPECT_FALSE(complete_);
    EXPECT_GT(reply.answer.size(), 10U);
    EXPECT_LT(reply.answer.size(), 40U);
    EXPECT_THAT(reply.answer[0], ::testing::HasSubstr(absl::StrCat("t", 1000 + start)));
    EXPECT_THAT(reply.answer[1], ::testing::HasSubstr(absl::StrCat("t", 1000 + (start + 1) % 40)));
  }
}

// 12 of header, 21 of question, 31 for each service, 16 and 28 for its addresses.
TEST_F(RrsetAnswerTest, AdditionalAddressesAreLeftOutFromTheFirstThatDoesNotFit) {
  Serve(Services(16), Type::kSrv);
  constexpr size_t kAnswerEnd = 12 + 21 + 16 * 31;
  EXPECT_THAT(Write(0, kAnswerEnd).additional, IsEmpty());
  EXPECT_TRUE(complete_);
  EXPECT_THAT(Write(0, kAnswerEnd + 15).additional, IsEmpty());
  EXPECT_THAT(Write(0, kAnswerEnd + 16).additional, SizeIs(1));
  EXPECT_THAT(Write(0, kAnswerEnd + 16 + 27).additional, SizeIs(1));
  EXPECT_THAT(Write(0, kAnswerEnd + 16 + 28).additional,
              ElementsAre("t1000.mesos. 60 IN A 10.0.0.0", "t1000.mesos. 60 IN AAAA fd00::1"));
  EXPECT_FALSE((Write(0, kAnswerEnd - 1), complete_));
}

// A pointer reaches 16383; record 528 has its target at 12 + 21 + 528 * 31 + 18 = 16419.
TEST_F(RrsetAnswerTest, OwnersOnBothSidesOfAPointersReachAreTheTargets) {
  Serve(Services(540), Type::kSrv);
  for (const size_t start : {0, 1, 300, 539}) {
    const LdnsMessage reply = Write(start);
    EXPECT_THAT(reply.answer, SizeIs(540));
    ASSERT_THAT(reply.additional, SizeIs(2 * 540));
    for (size_t i = 0; i < 540; ++i) {
      EXPECT_EQ(reply.additional[2 * i],
                absl::StrCat("t", 1000 + i, ".mesos. 60 IN A 10.0.", i / 250, ".", i % 250));
    }
  }
}

}  // namespace
}  // namespace signpost::dns
