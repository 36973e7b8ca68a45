// Respond() on any octets, over UDP and over TCP: there is a reply unless there must be none, ldns
// and our own reader take it to its last octet, it is no larger than it may be and repeats the
// question; and what it says is what the slow responder says (tests/support/slow_responder.h).

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "dns/responder.h"
#include "support/reply_agreement.h"
#include "support/slow_responder.h"
#include "support/zone.h"
#include "wire/octet_reader.h"
#include "wire/query_reader.h"

namespace signpost::dns {
namespace {

using testing::LdnsMessage;
using wire::ParseResult;
using wire::Rcode;

constexpr char kSoa[] = "mesos. 60 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";
constexpr char kNegativeSoa[] = "mesos. 30 IN SOA ns1.mesos. root.ns1.mesos. 1 60 600 86400 30";
constexpr uint16_t kUdpSizeMax = 1232;

// Answers that fit, that are cut and that lose their addresses alone; names below names that are
// not there, stars, escapes.
testing::ZoneLines Lines() {
  testing::ZoneLines lines = {
      "ns1.mesos. 60 IN A 10.0.0.1",
      "ns1.mesos. 60 IN AAAA fd00::1",
      "a.mesos. 60 IN A 10.0.0.2",
      "a.mesos. 60 IN AAAA fd00::2",
      "_a._tcp.mesos. 60 IN SRV 0 1 80 a.mesos.",
      "b.c.d.mesos. 60 IN A 10.0.0.3",
      "b.*.mesos. 60 IN A 10.0.0.4",
      "e\\.f\\255\\000.mesos. 60 IN A 10.0.0.5",
      "out.mesos. 60 IN SRV 0 1 80 elsewhere.example.",
  };
  for (int i = 1; i <= 80; ++i) {
    const std::string number = std::to_string(i);
    lines.push_back("w.mesos. 60 IN A 10.0.1." + number);
    lines.push_back("w" + number + ".mesos. 60 IN AAAA fd00::1:" + number);
    lines.push_back("_w._udp.mesos. 60 IN SRV 0 1 " + number + " w" + number + ".mesos.");
    if (i <= 15) lines.push_back("_v._udp.mesos. 60 IN SRV 0 1 7 w" + number + ".mesos.");
  }
  return lines;
}

testing::SlowResponder MakeSlow() {
  testing::ZoneLines lines = Lines();
  lines.emplace_back("mesos. 60 IN NS ns1.mesos.");
  return {"mesos.", lines, kSoa, kNegativeSoa};
}

bool IsReadToTheEnd(Bytes reply) {
  wire::OctetReader reader(reply);
  reader.Read(wire::kHeaderSize);
  if (LoadU16(&reply[4]) == 1) {
    reader.ReadName();
    reader.Read(4);
  }
  for (size_t left = LoadU16(&reply[6]) + LoadU16(&reply[8]) + LoadU16(&reply[10]); left > 0;
       --left) {
    reader.SkipName();
    reader.Read(8);
    reader.Read(reader.ReadU16());
  }
  return !reader.failed() && reader.remaining() == 0;
}

void CheckSays(const LdnsMessage& reply, ParseResult parsed, bool over_udp, size_t size_max) {
  static const testing::SlowResponder slow = MakeSlow();
  if (parsed == ParseResult::kOk) {
    const std::string difference =
        testing::Disagreement(reply, slow.Answer(reply, over_udp), size_max);
    SIGNPOST_CHECK(difference.empty());
    return;
  }
  SIGNPOST_CHECK(parsed != ParseResult::kFormErr || reply.rcode == Rcode::kFormErr);
  SIGNPOST_CHECK(parsed != ParseResult::kNotImp || reply.rcode == Rcode::kNotImp);
  SIGNPOST_CHECK(parsed != ParseResult::kBadVers || reply.rcode == Rcode::kBadVers);
  const bool is_cookie_query = parsed == ParseResult::kCookieQuery;
  SIGNPOST_CHECK(!is_cookie_query || reply.rcode == Rcode::kNoError ||
                 reply.rcode == Rcode::kBadCookie);
  SIGNPOST_CHECK(reply.answer.empty() && reply.authority.empty() && reply.additional.empty());
}

void CheckReply(Bytes message, Bytes reply, bool over_udp, bool is_oversized) {
  wire::Query query;
  const ParseResult parsed = wire::ParseQuery(message, &query);
  SIGNPOST_CHECK(reply.empty() == (parsed == ParseResult::kDrop));
  if (reply.empty()) return;
  const auto read = testing::ParseWithLdns(reply);
  SIGNPOST_CHECK(read.has_value() && IsReadToTheEnd(reply));
  SIGNPOST_CHECK(read->qr && read->id == query.id && read->rd == query.recursion_desired());
  SIGNPOST_CHECK(read->has_opt == query.has_opt);
  SIGNPOST_CHECK(read->cookie().empty() == query.cookie.empty());
  SIGNPOST_CHECK(query.cookie.empty() ||
                 SameBytes(Bytes(read->cookie()).first(8), query.cookie.first(8)));
  SIGNPOST_CHECK(SameBytes(reply.subspan(wire::kHeaderSize, query.question_size),
                           message.subspan(wire::kHeaderSize, query.question_size)));
  const size_t size_max =
      over_udp ? std::clamp(query.udp_size, uint16_t{512}, kUdpSizeMax) : wire::kMessageSizeMax;
  SIGNPOST_CHECK(reply.size() <= size_max);
  CheckSays(*read, is_oversized ? ParseResult::kFormErr : parsed, over_udp, size_max);
}

void CheckMessage(Bytes message, Transport transport) {
  static const auto snapshot = testing::SnapshotOf(Lines());
  static Responder responder({.udp_size_max = kUdpSizeMax});
  const bool over_udp = transport == Transport::kUdp;
  std::vector<uint8_t> reply(over_udp ? kUdpSizeMax : wire::kMessageSizeMax);
  const Bytes octets = reply;
  const size_t size = responder.Respond(*snapshot, transport, message, reply);
  CheckReply(message, octets.first(size), over_udp, false);
  const size_t oversized_size = responder.RespondToOversized(transport, message, reply);
  CheckReply(message, octets.first(oversized_size), over_udp, true);
}

}  // namespace
}  // namespace signpost::dns

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::dns;  // NOLINT: the target's own
  for (const Transport transport : {Transport::kUdp, Transport::kTcp}) {
    CheckMessage({data, size}, transport);
  }
  return 0;
}
