#pragma once

// Answers the queries that arrive at one UDP socket. Private to this room; owned by one worker's
// thread.

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <span>

#include "dns/forwarder.h"
#include "dns/node_prefetch.h"
#include "dns/responder.h"
#include "dns/sockets.h"
#include "dns/transfer_desk.h"
#include "dns/udp_batch.h"
#include "dns/udp_outbox.h"
#include "records/snapshot_publisher.h"

namespace signpost::dns {

class UdpService {
 public:
  // Takes over `socket`. `reader`, `responder`, `forwarder` and `desk` (null when nothing is
  // forwarded, or transferred), `batch` and `counters` are the worker's and outlive the service.
  UdpService(FileDescriptor socket, boost::asio::io_context* context,
             records::SnapshotReader* reader, Responder* responder, Forwarder* forwarder,
             TransferDesk* desk, UdpBatch* batch, UdpCounters* counters);

  // Answers from now on, until Retire() or the context stops.
  void Start();

  // Answers what has come until now, and reads no more; what waits for an upstream is still
  // answered.
  // `is_shared`: somebody else reads the socket too, in whose way that would be for long.
  void Retire(bool is_shared);

  // Brings counters.overflowed up to date, which only the system keeps.
  void CountOverflow();

 private:
  void OnReadable();
  bool AnswerSome();
  void AnswerBatch(std::span<const UdpDatagram> queries);
  void PrefetchNodes(std::span<const UdpDatagram> queries, const records::RecordTable& table);
  size_t Respond(const UdpDatagram& query, std::span<uint8_t> reply,
                 const records::Snapshot& snapshot, const Moment& now);
  void AnswerTransfer(const UdpDatagram& query, size_t reply_size,
                      const records::Snapshot& snapshot, const Moment& now);
  void Forward(const UdpDatagram& query);
  void ReplyLater(const UdpPeer& peer, Bytes reply);

  const int number_;  // of socket_, then of retired_
  boost::asio::posix::stream_descriptor socket_;
  FileDescriptor retired_;
  records::SnapshotReader& reader_;
  Responder& responder_;
  Forwarder* const forwarder_;
  TransferDesk* const desk_;
  UdpBatch& batch_;
  UdpCounters& counters_;
  NodePrefetch prefetch_;
  UdpOutbox outbox_;
  uint32_t overflowed_;  // as the system counts, which starts again at 2^32
};

}  // namespace signpost::dns
