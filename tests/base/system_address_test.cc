#include "base/system_address.h"

#include <gtest/gtest.h>

namespace signpost {
namespace {

TEST(SystemAddressTest, GoesThereAndBack) {
  for (const char* text : {"10.0.0.1", "fd00::1"}) {
    const Endpoint endpoint{IpAddress::Parse(text).value(), 5353};
    const SystemAddress address(endpoint);
    EXPECT_EQ(EndpointOf(address.get()), endpoint);
  }
}

TEST(SystemAddressTest, OfAnotherFamilyIsNoEndpoint) {
  SystemAddress address;
  EXPECT_EQ(EndpointOf(address.get()), std::nullopt);
  address.storage.ss_family = AF_UNIX;
  EXPECT_EQ(EndpointOf(address.get()), std::nullopt);
  EXPECT_EQ(EndpointOf(nullptr), std::nullopt);
}

}  // namespace
}  // namespace signpost
