#include "dns/udp_service.h"

#include <linux/sock_diag.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/post.hpp>

namespace signpost::dns {

UdpService::UdpService(FileDescriptor socket, boost::asio::io_context* context,
                       records::SnapshotReader* reader, Responder* responder, Forwarder* forwarder,
                       TransferDesk* desk, UdpBatch* batch, UdpCounters* counters)
    : socket_(*context, socket.Release()),
      reader_(*reader),
      responder_(*responder),
      forwarder_(forwarder),
      desk_(desk),
      batch_(*batch),
      counters_(*counters) {}

void UdpService::Start() {
  socket_.async_wait(boost::asio::posix::descriptor_base::wait_read,
                     [this](const boost::system::error_code& error) {
                       if (!error) OnReadable();
                     });
}

void UdpService::OnReadable() {
  for (size_t turn = 0; turn < kUdpBatchesPerTurn; ++turn) {
    if (!AnswerBatch()) break;
  }
  Start();
}

bool UdpService::AnswerBatch() {
  const int socket = socket_.native_handle();
  const size_t count = batch_.Receive(socket);
  if (count == 0) return false;
  const records::Snapshot& snapshot = reader_.Get();
  if (count > 1 && snapshot.table != nullptr) PrefetchNodes(count, *snapshot.table);
  const Moment now = Moment::Now();
  for (size_t i = 0; i < count; ++i) {
    const size_t size = Respond(i, snapshot, now);
    if (size == Responder::kForward) {
      Forward(i);
    } else if (size == Responder::kTransfer) {
      AnswerTransfer(i, snapshot, now);
    } else if (size > 0) {
      batch_.Answer(i, size);
    }
  }
  batch_.Send(socket, &counters_);
  return count == kUdpBatchSize;
}

void UdpService::PrefetchNodes(size_t count, const records::RecordTable& table) {
  for (size_t i = 0; i < count; ++i) prefetch_.Add(table, batch_.query(i));
  prefetch_.Finish(table);
}

size_t UdpService::Respond(size_t index, const records::Snapshot& snapshot, const Moment& now) {
  const Bytes query = batch_.query(index);
  const std::span<uint8_t> reply = batch_.reply(index);
  const Asker asker{batch_.address(index), now};
  if (!batch_.is_whole(index)) {
    return responder_.RespondToOversized(Transport::kUdp, query, reply, asker);
  }
  return responder_.Respond(snapshot, Transport::kUdp, query, reply, asker);
}

void UdpService::AnswerTransfer(size_t index, const records::Snapshot& snapshot,
                                const Moment& now) {
  const Asker asker{batch_.address(index), now};
  const Bytes reply =
      desk_
          ->Reply(snapshot, Transport::kUdp, batch_.query(index), asker, batch_.reply(index).size())
          .reply;
  if (!reply.empty()) ReplyLater(batch_.peer(index), reply);
}

void UdpService::Forward(size_t index) {
  const UdpPeer peer = batch_.peer(index);
  forwarder_->Forward(batch_.query(index), Transport::kUdp, peer.address(),
                      [this, peer](Bytes reply) { ReplyLater(peer, reply); });
}

// Together with what else the relay has to say before others have their turn.
void UdpService::ReplyLater(const UdpPeer& peer, Bytes reply) {
  const auto send = [this] { outbox_.Send(socket_.native_handle(), &counters_); };
  if (outbox_.empty()) boost::asio::post(socket_.get_executor(), send);
  if (outbox_.Add(peer, reply)) return;
  send();
  outbox_.Add(peer, reply);
}

void UdpService::CountOverflow() {
  std::array<uint32_t, SK_MEMINFO_VARS> figures{};
  socklen_t size = sizeof(figures);
  if (getsockopt(socket_.native_handle(), SOL_SOCKET, SO_MEMINFO, figures.data(), &size) != 0) {
    return;
  }
  const uint32_t now = figures[SK_MEMINFO_DROPS];
  counters_.overflowed.Add(now - overflowed_);
  overflowed_ = now;
}

}  // namespace signpost::dns
