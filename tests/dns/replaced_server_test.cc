// A server that is replaced by another one on the same sockets: no query is lost.

#include <gtest/gtest.h>

#include <memory>

#include "dns/server_fixture.h"

namespace signpost::dns {
namespace {

using testing::LdnsQuery;
using wire::Type;

class ReplacedServer : public ServerFixture {
 protected:
  // Another one with these options takes the place of the fixture's.
  void Replace(DnsServerOptions options) {
    if (options.listen.empty()) options.listen = server_->endpoints();
    options.handed = server_->sockets();
    next_ = std::make_unique<DnsServer>(options, &*publisher_);
    ASSERT_TRUE(next_->Start().ok());
    server_->Retire(DnsServer::Sessions::kGoOn);
  }

  bool IsDone() const {
    const auto remaining = server_->remaining();
    return remaining.answers + remaining.sessions == 0;
  }

  bool AnswersManyClients(const Endpoint& at) const {
    for (int i = 0; i < 32; ++i) {
      if (UdpClient(at).Ask(kWeb, Type::kA).answer.empty()) return false;
      if (TcpClient(at).Ask(kWeb, Type::kA).answer.empty()) return false;
    }
    return true;
  }

  std::unique_ptr<DnsServer> next_;
};

TEST_F(ReplacedServer, ItsPortGoesOnWithTheNext) {
  Start({kWebLine});
  Replace({});
  EXPECT_EQ(next_->endpoints(), server_->endpoints());
  EXPECT_TRUE(Soon([&] { return IsDone(); }));
  server_->Stop();
  EXPECT_TRUE(AnswersManyClients(next_->endpoints()[0]));
}

TEST_F(ReplacedServer, MoreWorkersShareItsSockets) {
  Start({kWebLine});
  Replace({.worker_count = 3});
  EXPECT_EQ(next_->sockets().size(), 6u);
  server_->Stop();
  EXPECT_TRUE(AnswersManyClients(next_->endpoints()[0]));
}

TEST_F(ReplacedServer, FewerWorkersTakeAllItsSockets) {
  Start({kWebLine}, {.worker_count = 4});
  Replace({});
  EXPECT_EQ(next_->sockets().size(), 8u);
  server_->Stop();
  EXPECT_TRUE(AnswersManyClients(next_->endpoints()[0]));
}

TEST_F(ReplacedServer, SharedSocketsAreNotHandedOnTwice) {
  Start({kWebLine});
  Replace({.worker_count = 4});
  server_->Stop();
  DnsServer third({.listen = next_->endpoints(), .handed = next_->sockets()}, &*publisher_);
  ASSERT_TRUE(third.Bind().ok());
  EXPECT_EQ(third.sockets().size(), 2u);
}

TEST_F(ReplacedServer, ServesItsConnectionsOn) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  ASSERT_FALSE(client.Ask(kWeb, Type::kA).answer.empty());
  Replace({});
  EXPECT_FALSE(client.Ask(kWeb, Type::kA).answer.empty());
  EXPECT_FALSE(IsDone());
}

TEST_F(ReplacedServer, EndsIdleConnectionsIfAskedTo) {
  Start({kWebLine});
  const TcpClient client(endpoint());
  ASSERT_FALSE(client.Ask(kWeb, Type::kA).answer.empty());
  server_->Retire(DnsServer::Sessions::kEndIdle);
  EXPECT_EQ(client.ReadToTheEnd(), TcpClient::End::kClosed);
  EXPECT_TRUE(Soon([&] { return IsDone(); }));
}

TEST_F(ReplacedServer, WaitsForAQueryThatHasComeInPart) {
  Start({kWebLine});
  const auto query = Framed(LdnsQuery(kWeb, Type::kA));
  const TcpClient client(endpoint());
  client.Send(Bytes(query).first(5));
  ASSERT_FALSE(TcpClient(endpoint()).Ask(kWeb, Type::kA).answer.empty());  // it was read by now
  server_->Retire(DnsServer::Sessions::kEndIdle);
  client.Send(Bytes(query).subspan(5));
  EXPECT_FALSE(client.Receive().empty());
}

TEST_F(ReplacedServer, MayBeFollowedByOneThatListensOnMoreAddresses) {
  Start({kWebLine});
  const uint16_t port = endpoint().port;
  Replace({.listen = {endpoint(), EndpointOf("127.0.0.5", port)}});
  server_->Stop();
  EXPECT_TRUE(AnswersManyClients(EndpointOf("127.0.0.5", port)));
  EXPECT_TRUE(AnswersManyClients(EndpointOf("127.0.0.1", port)));
}

TEST_F(ReplacedServer, GoesOnWhenTheNextCannotListen) {
  Start({kWebLine});
  DnsServer next(
      {.listen = {endpoint(), EndpointOf("192.0.2.1", 5353)}, .handed = server_->sockets()},
      &*publisher_);
  EXPECT_FALSE(next.Bind().ok());
  EXPECT_FALSE(UdpClient(endpoint()).Ask(kWeb, Type::kA).answer.empty());
}

TEST_F(ReplacedServer, AnswersWhatCameBeforeItIsRetired) {
  Start({kWebLine});
  const UdpClient client(endpoint());
  for (uint16_t id = 0; id < 100; ++id) client.Send(LdnsQuery(kWeb, Type::kA, {.id = id}));
  server_->Retire(DnsServer::Sessions::kEndIdle);
  for (uint16_t id = 0; id < 100; ++id) EXPECT_FALSE(client.Receive().empty()) << id;
  EXPECT_TRUE(Soon([&] { return IsDone(); }));
}

}  // namespace
}  // namespace signpost::dns
