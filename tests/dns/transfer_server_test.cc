// Zone transfers of a running server, over real sockets.

#include <gmock/gmock.h>

#include <ctime>

#include "dns/server_fixture.h"
#include "transfer/limits.h"
#include "transfer/tsig.h"

namespace signpost::dns {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using Message = std::vector<uint8_t>;
using wire::Rcode;
using wire::Type;

constexpr char kApex[] = "mesos.";

const transfer::TsigKeys& Keys() {
  static const transfer::TsigKeys kKeys({{.name = *wire::Name::FromText("key.example."),
                                          .algorithm = transfer::TsigAlgorithm::kHmacSha256,
                                          .secret = std::vector<uint8_t>(32, 7)}});
  return kKeys;
}

DnsServerOptions Allowing(const std::string& who) {
  DnsServerOptions options;
  options.transfer.access = transfer::Access({who});
  options.transfer.keys = std::make_shared<const transfer::TsigKeys>(Keys());
  return options;
}

Message Signed(Message message, uint64_t now_s = static_cast<uint64_t>(std::time(nullptr))) {
  transfer::TsigSigner(&Keys().all()[0], {}).Sign(now_s, &message);
  return message;
}

Message IxfrQuery(uint32_t serial) {
  Message query = testing::LdnsQuery(kApex, Type::kIxfr);
  StoreU16(&query[8], 1);
  const uint8_t soa[] = {0xc0, 12, 0, 6, 0, 1, 0, 0, 0, 0, 0, 22, 0, 0};
  query.insert(query.end(), std::begin(soa), std::end(soa));
  query.resize(query.size() + 20);
  StoreU32(&query[query.size() - 20], serial);
  return query;
}

class TransferServer : public ServerFixture {
 protected:
  testing::LdnsMessage AskOverTcp(const Message& query) const {
    const TcpClient client(endpoint());
    client.Send(Framed(query));
    return *testing::ParseWithLdns(client.Receive());
  }

  testing::LdnsMessage AskOverUdp(const Message& query) const {
    const UdpClient client(endpoint());
    client.Send(query);
    return *testing::ParseWithLdns(client.Receive());
  }
};

TEST_F(TransferServer, GivesTheZoneToAnAllowedNetwork) {
  Start({kWebLine}, Allowing("127.0.0.0/8"));
  const auto reply = AskOverTcp(testing::LdnsQuery(kApex, Type::kAxfr));
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  EXPECT_THAT(reply.answer, SizeIs(4));
  EXPECT_EQ(Counter("transfer_full"), 1U);
}

TEST_F(TransferServer, RefusesOthersAndCountsThem) {
  Start({kWebLine}, Allowing("192.0.2.1"));
  for (const Type type : {Type::kAxfr, Type::kIxfr}) {
    const auto reply = AskOverTcp(testing::LdnsQuery(kApex, type));
    EXPECT_EQ(reply.rcode, Rcode::kRefused);
    EXPECT_THAT(reply.answer, IsEmpty());
  }
  EXPECT_EQ(Counter("transfer_refused"), 2U);
}

TEST_F(TransferServer, GivesTheZoneForAKeyAlone) {
  Start({kWebLine}, Allowing("key:key.example"));
  const Message query = testing::LdnsQuery(kApex, Type::kAxfr);
  EXPECT_EQ(AskOverTcp(query).rcode, Rcode::kRefused);
  EXPECT_THAT(AskOverTcp(Signed(query)).answer, SizeIs(4));
}

TEST_F(TransferServer, AnswersNamesBelowTheApexAsBefore) {
  Start({kWebLine}, Allowing("loopback"));
  EXPECT_EQ(AskOverTcp(testing::LdnsQuery(kWeb, Type::kAxfr)).rcode, Rcode::kRefused);
  EXPECT_EQ(AskOverTcp(testing::LdnsQuery(kWeb, Type::kA)).answer.size(), 1U);
}

TEST_F(TransferServer, RefusesAxfrOverUdp) {
  Start({kWebLine}, Allowing("loopback"));
  EXPECT_EQ(AskOverUdp(testing::LdnsQuery(kApex, Type::kAxfr)).rcode, Rcode::kRefused);
}

TEST_F(TransferServer, AnswersIxfrOverUdpWithTheSoaAlone) {
  Start({kWebLine}, Allowing("loopback"));
  for (const uint32_t serial : {0U, 1U, 2U}) {
    EXPECT_THAT(AskOverUdp(IxfrQuery(serial)).answer, SizeIs(1));
  }
  EXPECT_EQ(Counter("transfer_nothing_new"), 3U);
}

TEST_F(TransferServer, RefusesAnIxfrWithoutASerialAsMalformed) {
  Start({kWebLine}, Allowing("loopback"));
  EXPECT_EQ(AskOverTcp(testing::LdnsQuery(kApex, Type::kIxfr)).rcode, Rcode::kFormErr);
}

TEST_F(TransferServer, SaysServfailBeforeThereIsAZone) {
  Start({kWebLine}, Allowing("loopback"));
  publisher_->Publish(testing::EmptySnapshot());
  EXPECT_EQ(AskOverTcp(testing::LdnsQuery(kApex, Type::kAxfr)).rcode, Rcode::kServFail);
}

TEST_F(TransferServer, AnswersSignedQueriesSigned) {
  Start({kWebLine}, Allowing("key:key.example"));
  const Message query = Signed(testing::LdnsQuery(kWeb, Type::kA));
  transfer::Tsig asked;
  ASSERT_EQ(FindTsig(query, &asked), transfer::TsigLook::kFound);
  const UdpClient client(endpoint());
  client.Send(query);
  const Message reply = client.Receive();
  transfer::Tsig tsig;
  const transfer::TsigKey* key = nullptr;
  ASSERT_EQ(FindTsig(reply, &tsig), transfer::TsigLook::kFound);
  EXPECT_EQ(VerifyTsig(reply, tsig, Keys(), tsig.time_s, asked.mac, &key),
            transfer::TsigError::kNone);
  EXPECT_THAT(testing::ParseWithLdns(reply)->answer, SizeIs(1));
  EXPECT_EQ(Counter("dns_udp_queries"), 1U);
}

TEST_F(TransferServer, CutsASignedAnswerThatIsTooLongWithItsSignature) {
  Start(Addresses(kWeb, 28), Allowing("key:key.example"));
  const auto reply = AskOverUdp(Signed(testing::LdnsQuery(kWeb, Type::kA)));
  EXPECT_TRUE(reply.tc);
  EXPECT_LE(reply.size, 512U);
  EXPECT_EQ(Counter("dns_replies_noerror"), 1U);
}

TEST_F(TransferServer, RefusesWrongSignaturesAndCountsThem) {
  Start({kWebLine}, Allowing("key:key.example"));
  const Message query = testing::LdnsQuery(kApex, Type::kAxfr);
  Message forged = Signed(query);
  forged[forged.size() - 10] ^= 1;  // in the MAC
  Message of_nobody = Signed(query);
  of_nobody[query.size() + 1] ^= 1;  // in the key's name
  Message old = Signed(query, static_cast<uint64_t>(std::time(nullptr)) - 1000);
  for (const Message& message : {forged, of_nobody, old}) {
    const auto reply = AskOverTcp(message);
    EXPECT_EQ(reply.rcode, Rcode::kNotAuth);
    EXPECT_THAT(reply.answer, IsEmpty());
  }
  EXPECT_EQ(Counter("tsig_bad_signature"), 1U);
  EXPECT_EQ(Counter("tsig_bad_key"), 1U);
  EXPECT_EQ(Counter("tsig_bad_time"), 1U);
}

TEST_F(TransferServer, LimitsRefusalsOfSignaturesOverUdpAsOtherAnswers) {
  DnsServerOptions options = Allowing("key:key.example");
  options.rate_limit.emplace();
  options.rate_limit->answers_per_second = 1;
  options.rate_limit->exempt = NetworkList();
  Start({kWebLine}, options);
  Message of_nobody = Signed(testing::LdnsQuery(kApex, Type::kSoa));
  of_nobody[testing::LdnsQuery(kApex, Type::kSoa).size() + 1] ^= 1;
  const UdpClient client(endpoint());
  for (int i = 0; i < 20; ++i) client.Send(of_nobody);
  EXPECT_TRUE(Reaches("dns_rate_limited_dropped", 10));
}

// More than the system keeps for a client.
constexpr size_t kLargeZone = 60'000;

TEST_F(TransferServer, AnswersOthersWhileAClientTakesALargeZoneSlowly) {
  Start(Addresses(kWeb, kLargeZone), Allowing("loopback"));
  const TcpClient slow(endpoint(), /*receive_buffer_size=*/4096);
  slow.Send(Framed(testing::LdnsQuery(kApex, Type::kAxfr)));
  EXPECT_TRUE(Reaches("transfer_full", 1));
  const auto reply = TcpClient(endpoint()).Ask(kApex, Type::kSoa);
  EXPECT_EQ(reply.rcode, Rcode::kNoError);
  size_t record_count = 0;
  while (record_count < kLargeZone + 3) {
    const auto message = testing::ParseWithLdns(slow.Receive());
    ASSERT_TRUE(message.has_value());
    record_count += message->answer.size();
  }
  EXPECT_EQ(record_count, kLargeZone + 3);  // two SOA, one NS
}

TEST_F(TransferServer, AnswersTheNextQueryOfTheSessionBehindTheTransfer) {
  Start(Addresses(kWeb, kLargeZone), Allowing("loopback"));
  const TcpClient client(endpoint());
  Message both = Framed(testing::LdnsQuery(kApex, Type::kAxfr));
  const Message next = Framed(testing::LdnsQuery(kApex, Type::kSoa));
  both.insert(both.end(), next.begin(), next.end());
  client.Send(both);
  client.FinishSending();
  std::string question;
  size_t message_count = 0;
  while (question != "mesos. IN SOA") {
    const auto message = testing::ParseWithLdns(client.Receive());
    ASSERT_TRUE(message.has_value());
    question = message->question.at(0);
    ++message_count;
  }
  EXPECT_EQ(message_count, Counter("transfer_messages") + 1);
}

TEST_F(TransferServer, GoesOnWithItsSnapshotWhenANewOneIsPublished) {
  Start(Addresses(kWeb, kLargeZone), Allowing("loopback"));
  const TcpClient client(endpoint(), /*receive_buffer_size=*/4096);
  client.Send(Framed(testing::LdnsQuery(kApex, Type::kAxfr)));
  EXPECT_TRUE(Reaches("transfer_full", 1));
  publisher_->Publish(testing::SnapshotOf({kWebLine}));
  size_t record_count = 0;
  while (record_count < kLargeZone + 3) {
    const auto message = testing::ParseWithLdns(client.Receive());
    ASSERT_TRUE(message.has_value());
    record_count += message->answer.size();
  }
  EXPECT_TRUE(Soon([&] { return publisher_->Reap() == 0; }));
}

TEST_F(TransferServer, CutsOffAClientThatDoesNotTakeTheZone) {
  DnsServerOptions options = Allowing("loopback");
  options.tcp_write_timeout = std::chrono::milliseconds(200);
  Start(Addresses(kWeb, kLargeZone), options);
  const TcpClient client(endpoint(), /*receive_buffer_size=*/4096);
  client.Send(Framed(testing::LdnsQuery(kApex, Type::kAxfr)));
  EXPECT_TRUE(Reaches("dns_tcp_stalled_closed", 1));
  publisher_->Publish(testing::SnapshotOf({kWebLine}));
  EXPECT_TRUE(Soon([&] { return publisher_->Reap() == 0; }));
}

TEST_F(TransferServer, BreaksOffATransferThatTakesTooLong) {
  DnsServerOptions options = Allowing("loopback");
  options.transfer.time_max = std::chrono::milliseconds(-1);
  Start(Addresses(kWeb, kLargeZone), options);
  const TcpClient client(endpoint());
  client.Send(Framed(testing::LdnsQuery(kApex, Type::kAxfr)));
  EXPECT_NE(client.ReadToTheEnd(), TcpClient::End::kNone);
  EXPECT_EQ(Counter("transfer_broken_off"), 1U);
}

TEST_F(TransferServer, RefusesMoreTransfersThanItMayRunAtATime) {
  DnsServerOptions options = Allowing("loopback");
  options.worker_count = 2;
  Start(Addresses(kWeb, kLargeZone), options);
  std::vector<std::unique_ptr<TcpClient>> clients;
  for (size_t i = 0; i < transfer::kMaxTransfers; ++i) {
    clients.push_back(std::make_unique<TcpClient>(endpoint(), /*receive_buffer_size=*/4096));
    clients.back()->Send(Framed(testing::LdnsQuery(kApex, Type::kAxfr)));
  }
  ASSERT_TRUE(Reaches("transfer_full", transfer::kMaxTransfers));
  EXPECT_EQ(AskOverTcp(testing::LdnsQuery(kApex, Type::kAxfr)).rcode, Rcode::kServFail);
  EXPECT_EQ(Counter("transfer_too_many"), 1U);
  clients.clear();
  EXPECT_TRUE(Soon(
      [&] { return AskOverTcp(testing::LdnsQuery(kApex, Type::kAxfr)).rcode == Rcode::kNoError; }));
}

}  // namespace
}  // namespace signpost::dns
