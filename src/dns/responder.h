#pragma once

// Answers one DNS query from a snapshot: the heart of the program.
//
// No allocation, no lock, no log line, no clock, no exception: it finds bytes and copies them out.
// A Responder belongs to one thread; its counters may be read by any.

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>

#include "base/bytes.h"
#include "base/counters.h"
#include "dns/asker.h"
#include "dns/cookies.h"
#include "dns/rate_limit.h"
#include "records/record_table.h"
#include "records/snapshot.h"
#include "wire/query_reader.h"
#include "wire/response_writer.h"
#include "wire/types.h"

namespace signpost::dns {

enum class Transport { kUdp, kTcp };

struct ResponderOptions {
  bool recursion_available = true;  // RA in answers from our zone (recurseon)
  bool set_truncate_bit = true;     // TC when an answer is cut (SetTruncateBit)
  uint16_t udp_size_max = 1232;     // octets, at least 512 (maxUdpSize)
  bool forwards = false;            // names outside the zone, in place of REFUSED (externalon)
  bool transfers = false;           // what a TransferDesk answers is left to it (allowTransfer)
};

// Counts of one responder, one cache-line-aligned block a thread.
struct alignas(kCacheLine) ResponderCounters {
  Counter udp_queries;
  Counter tcp_queries;
  Counter udp_oversized;           // over kUdpQuerySizeMax
  Counter tcp_oversized;           // over kTcpQuerySizeMax
  Counter dropped;                 // no reply: QR set or under 12 octets
  Counter truncated;               // answers that were cut, with TC or without
  Counter outside;                 // names outside the zone
  Counter cookies_valid;           // of clients that proved their address
  Counter cookies_invalid;         // server cookies that were not ours, or too old
  Counter cookies_malformed;       // of sizes that do not exist
  Counter rate_limited_slipped;    // short answers in place of others: TC or BADCOOKIE
  Counter rate_limited_dropped;    // answers that were not sent
  std::array<Counter, 24> rcodes;  // replies by rcode 0..23
};

class Responder {
 public:
  // In place of a size: the query is to be forwarded.
  static constexpr size_t kForward = std::numeric_limits<size_t>::max();

  // In place of a size: the query is one for the TransferDesk, signed or for the zone whole.
  static constexpr size_t kTransfer = kForward - 1;

  // `limiter`: of answers over UDP; null for none. It outlives the responder.
  explicit Responder(const ResponderOptions& options, RateLimiter* limiter = nullptr)
      : options_(options), limiter_(limiter) {}

  // Those that cookies are made and checked with from now on; random ones before.
  void SetCookieSecrets(const CookieSecrets& secrets) { cookie_secrets_ = secrets; }

  // Writes the reply to `message` into `reply` and returns its size; 0 when there must be no reply,
  // kForward and kTransfer when others must be asked for it: then CountReply() is still to come.
  // `reply` holds at least 512 octets for UDP and kMessageSizeMax for TCP.
  size_t Respond(const records::Snapshot& snapshot, Transport transport, Bytes message,
                 std::span<uint8_t> reply, const Asker& asker = {});

  // As Respond(), to a message of which it said kTransfer, or what is left of that: it is not
  // counted again, and zone transfers are refused.
  size_t RespondAfterTransfer(const records::Snapshot& snapshot, Transport transport, Bytes message,
                              std::span<uint8_t> reply, const Asker& asker);

  // As Respond(), to a message of which only the beginning was kept: it is malformed.
  size_t RespondToOversized(Transport transport, Bytes beginning, std::span<uint8_t> reply,
                            const Asker& asker = {});

  // The cookie of a reply that others make, to a query with `cookie`.
  ReplyCookie MakeCookie(Bytes cookie, const Asker& asker) const {
    return dns::AnswerCookie(cookie_secrets_, cookie, asker.address, asker.now.unix_s).option;
  }

  // May a refusal of `size` octets that others made leave over UDP, or are there too many?
  bool MayRefuse(const Asker& asker, size_t size);

  // Counts a reply that others made.
  void CountReply(wire::Rcode rcode) { counters_.rcodes[static_cast<size_t>(rcode)].Add(); }
  void CountTruncated() { counters_.truncated.Add(); }

  const ResponderCounters& counters() const { return counters_; }

 private:
  // One query on its way to its reply.
  struct Exchange {
    const records::Snapshot& snapshot;
    const Transport transport;
    const wire::Query& query;
    const std::span<uint8_t> reply;
    const Asker& asker;
    wire::ResponseWriter writer;
    CookieProof proof = CookieProof::kNone;
  };

  // False when there must be no reply.
  bool Read(Transport transport, Bytes message, wire::Query* query, wire::ParseResult* parsed);
  // To `message`, which was read as `query` with the result `parsed`.
  size_t RespondToRead(const records::Snapshot& snapshot, Transport transport,
                       const wire::Query& query, wire::ParseResult parsed, Bytes message,
                       std::span<uint8_t> reply, const Asker& asker);
  void AnswerCookie(Exchange* exchange);
  wire::Rcode RcodeOf(wire::ParseResult parsed, const Exchange& exchange) const;
  // `rcode`: nullopt for a query that is to be forwarded.
  size_t FinishWithinLimit(std::optional<wire::Rcode> rcode, Exchange* exchange);
  size_t Shorten(Exchange* exchange);
  size_t Drop();
  size_t Finish(wire::Rcode rcode, wire::ResponseWriter* writer);
  size_t SizeMax(const wire::Query& query, Transport transport, size_t reply_size) const;
  // nullopt: others must be asked.
  std::optional<wire::Rcode> Answer(Exchange* exchange);
  std::optional<wire::Rcode> AnswerOutside(Exchange* exchange);
  wire::Rcode AnswerFromZone(Exchange* exchange);
  void AnswerFromNode(records::NodeView node, Exchange* exchange);
  bool AnswerApexSoa(Exchange* exchange);
  void AnswerAny(records::NodeView node, Exchange* exchange);
  void AnswerNegative(Exchange* exchange);
  // False when it was cut.
  bool AnswerRrset(const records::RrsetView& rrset, Exchange* exchange, bool with_additional);
  void MarkCut(Exchange* exchange);

  const ResponderOptions options_;
  RateLimiter* const limiter_;  // null: none
  CookieSecrets cookie_secrets_ = CookieSecrets::Random();
  bool slips_next_cookie_ = true;
  uint32_t rotation_ = 0;  // where the next answer starts in its RRset
  ResponderCounters counters_;
};

}  // namespace signpost::dns
