#include "mesos/master_info.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mesos/protobuf_text.h"

namespace signpost::mesos {
namespace {

using testing::Field;
using testing::Varint;

constexpr auto kJson = MasterInfoFormat::kJson;
constexpr auto kProtobuf = MasterInfoFormat::kProtobuf;
constexpr auto kPid = MasterInfoFormat::kPid;

// 127.0.0.2 as a master writes it: in network order, read by a little-endian machine.
constexpr uint32_t kIp = 33554559;

// As a master of Mesos 1.12.0 wrote it.
constexpr char kRecordedJson[] =
    R"({"address":{"hostname":"127.0.0.2","ip":"127.0.0.2","port":5050},"capabilities":)"
    R"([{"type":"AGENT_UPDATE"},{"type":"AGENT_DRAINING"},{"type":"QUOTA_V2"}],)"
    R"("hostname":"127.0.0.2","id":"06e55c12-6af9-4c5a-81d6-e85005d642f7","ip":33554559,)"
    R"("pid":"master@127.0.0.2:5050","port":5050,"version":"1.12.0"})";

MasterInfoResult ResultOf(MasterInfoFormat format, std::string_view data) {
  MasterAddress ignored;
  return ParseMasterInfo(format, data, &ignored);
}

MasterAddress Read(MasterInfoFormat format, std::string_view data) {
  MasterAddress master;
  EXPECT_EQ(ParseMasterInfo(format, data, &master), MasterInfoResult::kOk) << data;
  return master;
}

std::string HostPortOf(MasterInfoFormat format, std::string_view data) {
  return Read(format, data).HostPort();
}

TEST(MasterNode, TellsItsFormatAndItsNumber) {
  EXPECT_EQ(ParseMasterNode("json.info_0000000012"), (MasterNode{12, kJson}));
  EXPECT_EQ(ParseMasterNode("info_0000000003"), (MasterNode{3, kProtobuf}));
  EXPECT_EQ(ParseMasterNode("0000000007"), (MasterNode{7, kPid}));
  EXPECT_EQ(ParseMasterNode("json.info_2147483647"), (MasterNode{2147483647, kJson}));
}

TEST(MasterNode, IsNothingElseThatStandsBesideIt) {
  for (const char* name :
       {"", "log_replicas", "json.info_", "info_", "json.info", "json.info_x", "json.info_1x",
        "json.info_-1", "json.info_+1", "json.info_ 1", "xjson.info_1", "JSON.INFO_1", "slave_1",
        "json.info_99999999999999999999", "json.info_1/2"}) {
    EXPECT_EQ(ParseMasterNode(name), std::nullopt) << name;
  }
}

TEST(MasterInfoJson, IsReadAsMesosWritesIt) {
  const MasterAddress master = Read(kJson, kRecordedJson);
  EXPECT_EQ(master.HostPort(), "127.0.0.2:5050");
  EXPECT_EQ(master.hostname, "127.0.0.2");
}

TEST(MasterInfoJson, AddressComesBeforeTheOldFields) {
  const MasterAddress master = Read(kJson, R"({"ip":33554559,"port":1,"hostname":"old",
      "address":{"ip":"fd00::1","port":5051,"hostname":"new"}})");
  EXPECT_EQ(master.HostPort(), "[fd00::1]:5051");
  EXPECT_EQ(master.hostname, "new");
}

TEST(MasterInfoJson, OldFieldsStandInForAnAddress) {
  const MasterAddress master = Read(kJson, R"({"ip":33554559,"port":5050,"hostname":"old"})");
  EXPECT_EQ(master.HostPort(), "127.0.0.2:5050");
  EXPECT_EQ(master.hostname, "old");
  EXPECT_EQ(HostPortOf(kJson, R"({"ip":33554559,"port":5050,"address":{"port":5051}})"),
            "127.0.0.2:5051");
}

TEST(MasterInfoJson, PidStandsInForAllOfThem) {
  EXPECT_EQ(HostPortOf(kJson, R"({"pid":"master@10.0.0.1:5050"})"), "10.0.0.1:5050");
}

TEST(MasterInfoJson, IpIsInNetworkOrder) {
  EXPECT_EQ(HostPortOf(kJson, R"({"ip":67305985,"port":5050})"), "1.2.3.4:5050");
  EXPECT_EQ(HostPortOf(kJson, R"({"ip":4294967295,"port":5050})"), "255.255.255.255:5050");
}

TEST(MasterInfoJson, GarbageIsMalformed) {
  for (std::string_view text :
       {std::string_view(""), std::string_view("{"), std::string_view("nonsense"),
        std::string_view("[]"), std::string_view("null"), std::string_view("\"text\""),
        std::string_view("{}{}"), std::string_view("{}\0{}", 5), std::string_view("\xff\xfe")}) {
    EXPECT_EQ(ResultOf(kJson, text), MasterInfoResult::kMalformed) << text;
  }
}

TEST(MasterInfoJson, AsManyBracketsAsFitDoNoHarm) {
  EXPECT_EQ(ResultOf(kJson, std::string(kMaxMasterInfoSize, '[')), MasterInfoResult::kMalformed);
  std::string nested = R"({"address":)";
  for (size_t i = 0; i < 5'000; ++i) nested += R"({"address":)";
  EXPECT_EQ(ResultOf(kJson, nested), MasterInfoResult::kMalformed);
}

TEST(MasterInfoJson, FieldsOfAWrongTypeAreAsIfMissing) {
  EXPECT_EQ(HostPortOf(kJson, R"({"ip":{},"port":[],"hostname":7,"address":[],
      "pid":"master@10.0.0.1:5050"})"),
            "10.0.0.1:5050");
}

TEST(MasterInfoJson, WithoutAddressOrPortIsNoAddress) {
  for (const char* text :
       {"{}", R"({"port":5050})", R"({"ip":33554559})", R"({"ip":33554559,"port":0})",
        R"({"ip":33554559,"port":65536})", R"({"ip":33554559,"port":-1})",
        R"({"ip":33554559,"port":18446744073709551616})", R"({"ip":4294967296,"port":5050})",
        R"({"ip":-1,"port":5050})", R"({"pid":"master@host:5050"})", R"({"pid":"junk"})",
        R"({"ip":33554559,"port":5050,"address":{"ip":"no address","port":5050}})",
        R"({"ip":33554559,"port":5050,"address":{"ip":"010.0.0.1","port":5050}})"}) {
    EXPECT_EQ(ResultOf(kJson, text), MasterInfoResult::kNoAddress) << text;
  }
}

TEST(MasterInfoJson, OverTheLimitIsTooLarge) {
  const std::string info(kRecordedJson);
  const std::string fits = info + std::string(kMaxMasterInfoSize - info.size(), ' ');
  EXPECT_EQ(ResultOf(kJson, fits), MasterInfoResult::kOk);
  EXPECT_EQ(ResultOf(kJson, fits + " "), MasterInfoResult::kTooLarge);
}

std::string ProtobufAddress(std::string_view hostname, std::string_view ip, uint64_t port) {
  return Field(1, hostname) + Field(2, ip) + Field(3, port);
}

// As Mesos wrote it before it knew JSON and Address.
std::string OldProtobuf() {
  return Field(1, "20150401-id") + Field(2, kIp) + Field(3, 5050) +
         Field(4, "master@127.0.0.2:5050") + Field(5, "master-two");
}

TEST(MasterInfoProtobuf, IsReadAsOldMastersWriteIt) {
  const MasterAddress master = Read(kProtobuf, OldProtobuf());
  EXPECT_EQ(master.HostPort(), "127.0.0.2:5050");
  EXPECT_EQ(master.hostname, "master-two");
}

TEST(MasterInfoProtobuf, AddressComesBeforeTheOldFields) {
  const MasterAddress master =
      Read(kProtobuf, OldProtobuf() + Field(7, ProtobufAddress("new", "fd00::1", 5051)));
  EXPECT_EQ(master.HostPort(), "[fd00::1]:5051");
  EXPECT_EQ(master.hostname, "new");
}

TEST(MasterInfoProtobuf, UnknownFieldsArePassedOver) {
  const std::string unknown = Field(100, 7) + Field(9, Field(1, 1)) + Varint(20 << 3 | 1) +
                              std::string(8, 'x') + Varint(21 << 3 | 5) + std::string(4, 'x');
  EXPECT_EQ(HostPortOf(kProtobuf, unknown + OldProtobuf() + unknown), "127.0.0.2:5050");
}

TEST(MasterInfoProtobuf, CutAnywhereNeverReadsOn) {
  const std::string whole = OldProtobuf() + Field(7, ProtobufAddress("new", "10.0.0.9", 5051));
  for (size_t size = 0; size < whole.size(); ++size) {
    // On the heap and of this size, so that a sanitizer sees a step past the end.
    const std::string cut(whole, 0, size);
    MasterAddress master;
    if (ParseMasterInfo(kProtobuf, cut, &master) == MasterInfoResult::kOk) {
      EXPECT_EQ(master.HostPort(), "127.0.0.2:5050") << size;
    }
  }
}

TEST(MasterInfoProtobuf, BrokenFieldsAreMalformed) {
  const std::string endless(10, '\xff');
  for (const std::string& text : {
           Varint(0) + Varint(1),                     // field 0
           Varint(2 << 3 | 3) + Varint(2 << 3 | 4),   // a group
           Varint(2 << 3 | 6),                        // no type at all
           endless + "\x01",                          // a tag that does not end
           Varint(2 << 3) + endless + "\x01",         // an integer that does not end
           Varint(2 << 3),                            // an integer that is not there
           Varint(4 << 3 | 2) + Varint(5) + "four",   // octets that are not there
           Varint(4 << 3 | 2) + Varint(~uint64_t{}),  // more of them than fit into a size
           Varint(20 << 3 | 1) + "seven..",           // a cut field of eight octets
           Varint(21 << 3 | 5) + "...",               // a cut field of four
           Field(7, Varint(2 << 3 | 2) + Varint(9)),  // broken inside of the address
       }) {
    EXPECT_EQ(ResultOf(kProtobuf, OldProtobuf() + text), MasterInfoResult::kMalformed);
  }
}

TEST(MasterInfoProtobuf, WithoutAddressOrPortIsNoAddress) {
  EXPECT_EQ(ResultOf(kProtobuf, ""), MasterInfoResult::kNoAddress);
  EXPECT_EQ(ResultOf(kProtobuf, Field(2, kIp)), MasterInfoResult::kNoAddress);
  EXPECT_EQ(ResultOf(kProtobuf, Field(2, kIp) + Field(3, 65536)), MasterInfoResult::kNoAddress);
  EXPECT_EQ(ResultOf(kProtobuf, Field(2, "text") + Field(3, 5050)), MasterInfoResult::kNoAddress);
}

TEST(MasterInfoPid, IsTheWholeNode) {
  const MasterAddress master = Read(kPid, "master@10.0.0.1:5050");
  EXPECT_EQ(master.HostPort(), "10.0.0.1:5050");
  EXPECT_EQ(master.hostname, "");
  EXPECT_EQ(ResultOf(kPid, "master@host.test:5050"), MasterInfoResult::kNoAddress);
  EXPECT_EQ(ResultOf(kPid, "master@10.0.0.1:0"), MasterInfoResult::kNoAddress);
  EXPECT_EQ(ResultOf(kPid, "10.0.0.1:5050"), MasterInfoResult::kMalformed);
  EXPECT_EQ(ResultOf(kPid, ""), MasterInfoResult::kMalformed);
}

}  // namespace
}  // namespace signpost::mesos
