#include "poller/name_lookup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "dns/dns_server.h"
#include "support/test_folder.h"
#include "support/zone.h"

namespace signpost::poller {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Endpoint kAnyPort{*IpAddress::Parse("127.0.0.1"), 0};

// The name server is one of our own, of a zone "example.".
class NameLookupTest : public ::testing::Test {
 protected:
  NameLookupTest()
      : publisher_(testing::SnapshotOf({"host.example. A 10.0.0.1", "host.example. AAAA fd00::1",
                                        "host.example. A 10.0.0.2", "six.example. AAAA fd00::6"},
                                       "example.")) {
    dns::DnsServerOptions options;
    options.listen = {kAnyPort};
    server_.emplace(options, &publisher_);
  }

  void SetUp() override { ASSERT_TRUE(server_->Start().ok()); }

  NameLookup::Addresses Find(const std::string& host, std::vector<Endpoint> servers) {
    NameLookupOptions options;
    options.servers.asked = std::move(servers);
    options.timeout = std::chrono::milliseconds(200);
    NameLookup lookup(&context_, options);
    std::optional<NameLookup::Addresses> found;
    lookup.Find(host, [&](const NameLookup::Addresses& addresses) { found = addresses; });
    while (!found && context_.run_one() > 0) {
    }
    return found.value();
  }

  boost::asio::io_context context_;
  records::SnapshotPublisher publisher_;
  std::optional<dns::DnsServer> server_;
};

TEST_F(NameLookupTest, FindsTheAddressesOfBothFamiliesIpv4First) {
  EXPECT_THAT(Find("host.example", server_->endpoints()),
              ElementsAre(*IpAddress::Parse("10.0.0.1"), *IpAddress::Parse("10.0.0.2"),
                          *IpAddress::Parse("fd00::1")));
}

TEST_F(NameLookupTest, FindsAHostThatHasOneFamilyOnly) {
  EXPECT_THAT(Find("six.example", server_->endpoints()), ElementsAre(*IpAddress::Parse("fd00::6")));
}

TEST_F(NameLookupTest, ANameThatDoesNotExistHasNoAddresses) {
  EXPECT_THAT(Find("no.example", server_->endpoints()), IsEmpty());
}

TEST_F(NameLookupTest, AServerThatIsSilentIsGivenUp) {
  server_->Stop();
  EXPECT_THAT(Find("host.example", server_->endpoints()), IsEmpty());
}

TEST_F(NameLookupTest, TheNextServerIsAskedWhenTheFirstRefuses) {
  records::SnapshotPublisher other(testing::SnapshotOf({}, "other."));
  dns::DnsServerOptions options;
  options.listen = {kAnyPort};
  dns::DnsServer refusing(options, &other);
  ASSERT_TRUE(refusing.Start().ok());
  EXPECT_THAT(Find("six.example", {refusing.endpoints()[0], server_->endpoints()[0]}),
              ElementsAre(*IpAddress::Parse("fd00::6")));
}

TEST_F(NameLookupTest, AnAddressIsItsOwnAddress) {
  EXPECT_THAT(Find("10.9.8.7", {}), ElementsAre(*IpAddress::Parse("10.9.8.7")));
}

TEST_F(NameLookupTest, ALookupThatIsGoneNeverEnds) {
  {
    NameLookup lookup(&context_, {.servers = {.asked = server_->endpoints()}});
    lookup.Find("host.example", [](const NameLookup::Addresses&) { FAIL(); });
    context_.run_one();  // asks, and looks for no answer yet
  }
  context_.run();
}

NameLookup::Addresses FindBySystem(const std::string& host, const std::string& servers,
                                   const std::vector<Endpoint>& own) {
  const testing::TestFolder folder;
  NameLookupOptions options{.servers = {.asked = {}, .own = own}};
  options.system_file = folder.Path("resolv.conf");
  std::ofstream(options.system_file) << servers;
  boost::asio::io_context context;
  NameLookup lookup(&context, options);
  std::optional<NameLookup::Addresses> found;
  lookup.Find(host, [&](const NameLookup::Addresses& addresses) { found = addresses; });
  while (!found && context.run_one() > 0) {
  }
  return found.value();
}

TEST(NameLookup, OfTheSystemsServersNeverAsksThisOne) {
  const Endpoint own{*IpAddress::Parse("127.0.0.9"), 53};
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_THAT(FindBySystem("host.example", "nameserver 127.0.0.9\n", {own}), IsEmpty());
  // Asking somebody would have taken seconds of waiting, or a refusal; the hosts file is still
  // read.
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
  EXPECT_FALSE(FindBySystem("localhost", "nameserver 127.0.0.9\n", {own}).empty());
}

TEST(OwnServers, AreThoseOfTheSamePort) {
  const Endpoint own[] = {{*IpAddress::Parse("10.0.0.1"), 53},
                          {*IpAddress::Parse("0.0.0.0"), 5353}};
  const auto is_own = [&](const char* address, uint16_t port) {
    return IsOwnServer({*IpAddress::Parse(address), port}, own);
  };
  EXPECT_TRUE(is_own("10.0.0.1", 53));
  EXPECT_FALSE(is_own("10.0.0.1", 5353));
  EXPECT_FALSE(is_own("127.0.0.1", 53));
  EXPECT_TRUE(is_own("127.0.0.1", 5353));
  EXPECT_TRUE(is_own("::1", 5353));
  EXPECT_TRUE(is_own("0.0.0.0", 5353));
  EXPECT_FALSE(is_own("0.0.0.0", 53));
}

TEST(OwnServers, AreReachedByTheUnspecifiedAddress) {
  const Endpoint own[] = {{*IpAddress::Parse("127.0.0.1"), 53}};
  EXPECT_TRUE(IsOwnServer({*IpAddress::Parse("0.0.0.0"), 53}, own));
  EXPECT_FALSE(IsOwnServer({*IpAddress::Parse("127.0.0.2"), 53}, own));
}

}  // namespace
}  // namespace signpost::poller
