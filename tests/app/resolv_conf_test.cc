#include "app/resolv_conf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace signpost::app {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Endpoint Server(std::string_view address) { return {IpAddress::Parse(address).value(), 53}; }

TEST(ResolvConf, NameServersStandInTheirOrderEachOnce) {
  EXPECT_THAT(
      NameServersIn("# comment\nsearch example\nnameserver 10.0.0.2\n\tnameserver\tfd00::1\n"
                    "nameserver 10.0.0.2\noptions edns0"),
      ElementsAre(Server("10.0.0.2"), Server("fd00::1")));
}

TEST(ResolvConf, WhatIsNoAddressIsLeftOut) {
  EXPECT_THAT(NameServersIn("nameserver\nnameserver dns.example\nnameserver fe80::1%eth0\n"
                            "#nameserver 10.0.0.1\nnameservers 10.0.0.1\n"),
              IsEmpty());
}

}  // namespace
}  // namespace signpost::app
