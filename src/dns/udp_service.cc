#include "dns/udp_service.h"

namespace signpost::dns {

UdpService::UdpService(FileDescriptor socket, boost::asio::io_context* context,
                       records::SnapshotReader* reader, Responder* responder, UdpBatch* batch,
                       UdpCounters* counters)
    : socket_(*context, socket.Release()),
      reader_(*reader),
      responder_(*responder),
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
  for (size_t i = 0; i < count; ++i) {
    const size_t size =
        responder_.Respond(snapshot, Transport::kUdp, batch_.query(i), batch_.reply(i));
    if (size > 0) batch_.Answer(i, size);
  }
  batch_.Send(socket, &counters_);
  return count == kUdpBatchSize;
}

}  // namespace signpost::dns
