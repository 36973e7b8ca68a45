#include "dns/udp_service.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/post.hpp>

namespace signpost::dns {
namespace {

// These empty a socket's buffer.
constexpr size_t kRetireTurns = 256;

// Datagrams that the system had no room for since the socket was opened, by whomever.
uint32_t OverflowedOf(int socket) {
  std::array<uint32_t, SK_MEMINFO_VARS> figures{};
  socklen_t size = sizeof(figures);
  const int status = getsockopt(socket, SOL_SOCKET, SO_MEMINFO, figures.data(), &size);
  return status == 0 ? figures[SK_MEMINFO_DROPS] : 0;
}

}  // namespace

UdpService::UdpService(FileDescriptor socket, boost::asio::io_context* context,
                       records::SnapshotReader* reader, Responder* responder, Forwarder* forwarder,
                       TransferDesk* desk, UdpBatch* batch, UdpCounters* counters)
    : number_(socket.number()),
      socket_(*context, socket.Release()),
      reader_(*reader),
      responder_(*responder),
      forwarder_(forwarder),
      desk_(desk),
      batch_(*batch),
      counters_(*counters),
      overflowed_(OverflowedOf(number_)) {}

void UdpService::Start() {
  socket_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                     [this](const boost::system::error_code& error) {
                       if (!error) OnReadable();
                     });
}

// What still comes for whoever shares the socket must not wake this thread: only what is sent goes
// through it from here on.
void UdpService::Retire(bool is_shared) {
  retired_ = FileDescriptor(socket_.release());
  const size_t turns = is_shared ? 1 : kRetireTurns;
  for (size_t turn = 0; turn < turns && AnswerSome(); ++turn) {
  }
}

void UdpService::OnReadable() {
  AnswerSome();
  if (socket_.is_open()) Start();
}

// Until nothing is left (false), or others shall have their turn.
bool UdpService::AnswerSome() {
  for (size_t batches = 0; batches < kUdpBatchesPerTurn;) {
    const bool may_be_more = batch_.receiver.Receive(number_);
    for (auto queries = batch_.receiver.Next(); !queries.empty();
         queries = batch_.receiver.Next(), ++batches) {
      AnswerBatch(queries);
    }
    if (!may_be_more) return false;
  }
  return true;
}

void UdpService::AnswerBatch(std::span<const UdpDatagram> queries) {
  const records::Snapshot& snapshot = reader_.Get();
  if (queries.size() > 1 && snapshot.table != nullptr) PrefetchNodes(queries, *snapshot.table);
  const Moment now = Moment::Now();
  for (size_t i = 0; i < queries.size(); ++i) {
    const std::span<uint8_t> reply = batch_.reply(i);
    const size_t size = Respond(queries[i], reply, snapshot, now);
    if (size == Responder::kForward) {
      Forward(queries[i]);
    } else if (size == Responder::kTransfer) {
      AnswerTransfer(queries[i], reply.size(), snapshot, now);
    } else if (size > 0) {
      batch_.sender.Add(queries[i].peer, reply.first(size));
    }
  }
  batch_.sender.Send(number_, &counters_);
}

void UdpService::PrefetchNodes(std::span<const UdpDatagram> queries,
                               const records::RecordTable& table) {
  for (const UdpDatagram& query : queries) prefetch_.Add(table, query.octets);
  prefetch_.Finish(table);
}

size_t UdpService::Respond(const UdpDatagram& query, std::span<uint8_t> reply,
                           const records::Snapshot& snapshot, const Moment& now) {
  const Asker asker{query.peer->address_bytes(), now};
  if (query.octets.size() > kUdpQuerySizeMax) {
    return responder_.RespondToOversized(Transport::kUdp, query.octets.first(kUdpQuerySizeMax),
                                         reply, asker);
  }
  return responder_.Respond(snapshot, Transport::kUdp, query.octets, reply, asker);
}

void UdpService::AnswerTransfer(const UdpDatagram& query, size_t reply_size,
                                const records::Snapshot& snapshot, const Moment& now) {
  const Asker asker{query.peer->address_bytes(), now};
  const Bytes reply =
      desk_->Reply(snapshot, Transport::kUdp, query.octets, asker, reply_size).reply;
  if (!reply.empty()) ReplyLater(*query.peer, reply);
}

void UdpService::Forward(const UdpDatagram& query) {
  const UdpPeer peer = *query.peer;
  forwarder_->Forward(query.octets, Transport::kUdp, peer.address(),
                      [this, peer](Bytes reply) { ReplyLater(peer, reply); });
}

// Together with what else the relay has to say before others have their turn.
void UdpService::ReplyLater(const UdpPeer& peer, Bytes reply) {
  const auto send = [this] { outbox_.Send(number_, &counters_); };
  if (outbox_.empty()) boost::asio::post(socket_.get_executor(), send);
  if (outbox_.Add(peer, reply)) return;
  send();
  outbox_.Add(peer, reply);
}

void UdpService::CountOverflow() {
  if (!socket_.is_open()) return;  // whoever reads the socket now counts
  const uint32_t now = OverflowedOf(number_);
  counters_.overflowed.Add(now - overflowed_);
  overflowed_ = now;
}

}  // namespace signpost::dns
