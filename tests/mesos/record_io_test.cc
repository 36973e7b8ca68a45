#include "mesos/record_io.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::mesos {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr RecordLimits kSmall{.record_size_max = 8, .passed_over_size_max = 12};

std::vector<std::string> TextsOf(const std::vector<Record>& records) {
  std::vector<std::string> texts;
  for (const Record& record : records) texts.push_back(record.octets);
  return texts;
}

// The records of `stream`, given in pieces of `piece_size` octets.
std::vector<std::string> Decoded(std::string_view stream, size_t piece_size) {
  RecordDecoder decoder;
  std::vector<Record> records;
  for (size_t at = 0; at < stream.size(); at += piece_size) {
    EXPECT_EQ(decoder.Decode(stream.substr(at, piece_size), &records), RecordFault::kNone);
  }
  return TextsOf(records);
}

RecordFault FaultOf(std::string_view stream, RecordLimits limits = {}) {
  RecordDecoder decoder(limits);
  std::vector<Record> records;
  RecordFault fault = RecordFault::kNone;
  for (const char octet : stream) fault = decoder.Decode({&octet, 1}, &records);
  RecordDecoder at_once(limits);
  EXPECT_EQ(at_once.Decode(stream, &records), fault);
  return fault;
}

TEST(RecordDecoder, FindsTheSameRecordsHoweverTheStreamIsSplit) {
  const std::string_view stream = "5\nabc\n10\n11\n0123456789\n1\n\n";
  for (size_t size = 1; size <= stream.size(); ++size) {
    EXPECT_THAT(Decoded(stream, size), ElementsAre("abc\n1", "", "0123456789\n", "\n"))
        << "pieces of " << size;
  }
}

TEST(RecordDecoder, KeepsARecordBackUntilItsLastOctet) {
  RecordDecoder decoder;
  std::vector<Record> records;
  decoder.Decode("3\nab", &records);
  EXPECT_THAT(records, IsEmpty());
  decoder.Decode("c2\n", &records);
  EXPECT_THAT(TextsOf(records), ElementsAre("abc"));
}

TEST(RecordDecoder, KnowsARecordOfNoOctets) {
  EXPECT_THAT(Decoded("0\n0\n1\na", 1), ElementsAre("", "", "a"));
}

TEST(RecordDecoder, TakesLeadingZeros) {
  EXPECT_THAT(Decoded("00000000000000000003\nabc", 4), ElementsAre("abc"));
}

TEST(RecordDecoder, PassesOverARecordThatIsTooLongToKeep) {
  RecordDecoder decoder(kSmall);
  std::vector<Record> records;
  EXPECT_EQ(decoder.Decode("8\n12345678"
                           "9\n123456789"
                           "2\nab",
                           &records),
            RecordFault::kNone);
  ASSERT_THAT(records, SizeIs(3));
  EXPECT_FALSE(records[0].passed_over());
  EXPECT_TRUE(records[1].passed_over());
  EXPECT_EQ(records[1].size, 9U);
  EXPECT_EQ(records[2].octets, "ab");
}

TEST(RecordDecoder, RefusesALengthOverAllLimits) {
  EXPECT_EQ(FaultOf("12\n123456789012", kSmall), RecordFault::kNone);
  EXPECT_EQ(FaultOf("13\n1", kSmall), RecordFault::kTooLong);
  EXPECT_EQ(FaultOf("4294967297\n"), RecordFault::kTooLong);
  EXPECT_EQ(FaultOf("99999999999999999999\n"), RecordFault::kTooLong);
}

TEST(RecordDecoder, RefusesWhatIsNoLength) {
  for (const char* stream :
       {"\n", "x", "-1\n", "+1\n", " 1\n", "1 \n", "1\r\n", "0x1\n", "1.0\n", "{}", "3\nabc\n"}) {
    EXPECT_EQ(FaultOf(stream), RecordFault::kNoLength) << stream;
  }
}

TEST(RecordDecoder, RefusesALengthOfTooManyDigits) {
  EXPECT_EQ(FaultOf(std::string(kMaxLengthDigits + 1, '0')), RecordFault::kNoLength);
  EXPECT_EQ(FaultOf(std::string(1000, '0') + "1\na"), RecordFault::kNoLength);
}

TEST(RecordDecoder, GivesTheRecordsBeforeAFaultAndNoneAfterIt) {
  RecordDecoder decoder;
  std::vector<Record> records;
  EXPECT_EQ(decoder.Decode("1\nax1\nb", &records), RecordFault::kNoLength);
  EXPECT_EQ(decoder.Decode("1\nc", &records), RecordFault::kNoLength);
  EXPECT_THAT(TextsOf(records), ElementsAre("a"));
}

}  // namespace
}  // namespace signpost::mesos
