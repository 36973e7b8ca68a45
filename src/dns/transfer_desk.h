#pragma once

// Answers what secondaries ask: the zone whole or what changed in it, and queries that are signed
// (TSIG). Private to this room; owned by one worker's thread.
//
//   AXFR, IXFR over TCP    the zone, when the client may have it (transfer/access.h); else REFUSED
//   IXFR over UDP          the SOA alone: who needs more comes over TCP (RFC 1995 §2)
//   AXFR over UDP          REFUSED (RFC 5936 §4.2)
//   other signed queries   what the responder answers, signed
//   wrongly signed ones    NOTAUTH with the reason (RFC 8945 §5.2)

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/counters.h"
#include "dns/reply_stream.h"
#include "dns/responder.h"
#include "dns/transfer_options.h"
#include "records/snapshot_publisher.h"
#include "transfer/tsig.h"
#include "transfer/zone_stream.h"

namespace signpost::dns {

// What of it other workers share: how many transfers run. Changed by all.
using TransferCount = std::atomic<size_t>;

struct alignas(kCacheLine) TransferCounters {
  Counter full;           // transfers of the whole zone that were begun
  Counter incremental;    // of what changed
  Counter nothing_new;    // answered with the SOA alone, those over UDP included
  Counter messages;       // of the transfers
  Counter octets;         // of these
  Counter refused;        // the client may not
  Counter too_many;       // at kMaxTransfers
  Counter broken_off;     // not taken in kTransferTimeMax
  Counter bad_key;        // TSIG: a key that we do not have (BADKEY)
  Counter bad_signature;  // TSIG: not made with this key (BADSIG, BADTRUNC)
  Counter bad_time;       // TSIG: too long ago, or clocks differ (BADTIME)
};

class TransferDesk {
 public:
  // All but the options outlive it. `running`: of all workers.
  TransferDesk(const TransferOptions& options, const records::SnapshotPublisher* publisher,
               Responder* responder, TransferCount* running);

  struct Answer {
    Bytes reply;  // the first message, valid until the next call; empty: there must be none
    ReplyStream rest = {};  // the others; none: there are none
  };

  // Answers `message`, of which Responder::Respond() said kTransfer. `size_max`: octets that a
  // reply may have over UDP.
  Answer Reply(const records::Snapshot& snapshot, Transport transport, Bytes message,
               const Asker& asker, size_t size_max);

  const TransferCounters& counters() const { return counters_; }

 private:
  // One query on its way to its reply.
  struct Exchange {
    const records::Snapshot& snapshot;
    const Bytes message;  // without TSIG
    const Asker& asker;
    const Transport transport;
    const size_t size_max;
    std::optional<transfer::TsigSigner> signer;  // of the reply
    const transfer::TsigKey* key = nullptr;      // of the query
    ReplyStream rest = {};

    bool is_udp() const { return transport == Transport::kUdp; }
  };

  Bytes RefuseSignature(const transfer::Tsig& tsig, transfer::TsigError error, Exchange* exchange);
  Bytes WithinLimit(Bytes reply, const Exchange& exchange);
  Bytes AnswerVerified(Exchange* exchange);
  Bytes AnswerTransfer(const wire::Query& query, Exchange* exchange);
  Bytes Stream(const wire::Query& query, std::optional<uint32_t> serial, Exchange* exchange);
  Bytes AnswerSoa(const wire::Query& query, Exchange* exchange);
  Bytes AnswerByResponder(const wire::Query& query, Exchange* exchange);
  Bytes AnswerAlone(wire::Rcode rcode, uint16_t flags, Exchange* exchange);
  Bytes WriteAlone(wire::Rcode rcode, uint16_t flags, Exchange* exchange);
  Bytes Signed(Exchange* exchange);

  const TransferOptions options_;
  const records::SnapshotPublisher& publisher_;
  Responder& responder_;
  TransferCount& running_;
  TransferCounters counters_;
  std::vector<uint8_t> reply_;
};

}  // namespace signpost::dns
