#include "wire/rdata.h"

#include <gtest/gtest.h>

#include "wire/octets.h"

namespace signpost::wire {
namespace {

Octets OctetsOf(Bytes bytes) { return {bytes.begin(), bytes.end()}; }

const Octets kSrvRdata = Joined({Hex("0001 0002 7a69"), NameOctets("web.mesos")});

TEST(Rdata, AddressTypeFollowsTheFamily) {
  EXPECT_EQ(AddressType(*IpAddress::Parse("10.0.0.1")), Type::kA);
  EXPECT_EQ(AddressType(*IpAddress::Parse("fd00::1")), Type::kAaaa);
}

TEST(Rdata, AddressesAreWrittenAsText) {
  EXPECT_EQ(RdataToText(Type::kA, Hex("0a000001")), "10.0.0.1");
  EXPECT_EQ(RdataToText(Type::kAaaa, Hex("fd000000000000000000000000020006")), "fd00::2:6");
}

TEST(Rdata, SrvIsPriorityWeightPortTarget) {
  EXPECT_EQ(RdataToText(Type::kSrv, kSrvRdata), "1 2 31337 web.mesos.");
  EXPECT_EQ(SrvPort(kSrvRdata), 31337);
  EXPECT_EQ(OctetsOf(SrvTarget(kSrvRdata)), NameOctets("web.mesos"));
}

TEST(Rdata, NamesAreWrittenAsText) {
  for (const Type type : {Type::kNs, Type::kCname, Type::kPtr}) {
    EXPECT_EQ(RdataToText(type, NameOctets("ns1.mesos")), "ns1.mesos.");
  }
}

TEST(Rdata, SoaIsMadeInCanonicalFormAndWritten) {
  Soa soa;
  soa.mname = *Name::FromText("NS1.mesos");
  soa.rname = *Name::FromText("root.ns1.mesos");
  soa.serial = 4294967295;
  soa.refresh = 60;
  soa.retry = 600;
  soa.expire = 86400;
  soa.minimum = 5;
  EXPECT_EQ(RdataToText(Type::kSoa, SoaRdata(soa)),
            "ns1.mesos. root.ns1.mesos. 4294967295 60 600 86400 5");
}

// RFC 5952 §5 leaves the mixed form to well-known prefixes; Go's programs never write it.
TEST(Rdata, Ipv6AddressesAreWrittenWithoutDottedQuads) {
  EXPECT_EQ(RdataToText(Type::kAaaa, Hex("000000000000000000000000 01020304")), "::102:304");
  EXPECT_EQ(RdataToText(Type::kAaaa, Hex("000000000000000000000000 00000001")), "::1");
}

TEST(Rdata, TxtStringsAreQuoted) {
  EXPECT_EQ(RdataToText(Type::kTxt, Hex("03 612062 00 04 225c0aff")),
            "\"a b\" \"\" \"\\\"\\\\\\010\\255\"");
}

TEST(Rdata, OtherTypesAreWrittenInHex) {
  EXPECT_EQ(RdataToText(static_cast<Type>(666), Hex("00ff")), "\\# 2 00ff");
  EXPECT_EQ(RdataToText(Type::kDs, {}), "\\# 0");
}

TEST(Rdata, MalformedRdataIsWrittenInHex) {
  EXPECT_EQ(RdataToText(Type::kA, Hex("0a0000")), "\\# 3 0a0000");
  EXPECT_EQ(RdataToText(Type::kA, Hex("0a00000102")), "\\# 5 0a00000102");
  EXPECT_EQ(RdataToText(Type::kSrv, Hex("0001")), "\\# 2 0001");
  EXPECT_EQ(RdataToText(Type::kNs, Hex("c00c")), "\\# 2 c00c");
  EXPECT_EQ(RdataToText(Type::kTxt, Hex("0561")), "\\# 2 0561");
  EXPECT_EQ(RdataToText(Type::kTxt, {}), "\\# 0");
}

TEST(Rdata, RecordIsOneLineOfAZoneFile) {
  EXPECT_EQ(RecordToText(NameOctets("web.mesos"), 60, Type::kSrv, kSrvRdata),
            "web.mesos. 60 IN SRV 1 2 31337 web.mesos.");
}

}  // namespace
}  // namespace signpost::wire
