#pragma once

// Bounds of the DNS service. Each that refuses something has a counter (DnsServer::Counters).

#include <chrono>
#include <cstddef>

namespace signpost::dns {

// Datagrams taken from, and given to, the system with one call.
inline constexpr size_t kUdpBatchSize = 64;

// Batches that one socket may take before others of its thread have their turn.
inline constexpr size_t kUdpBatchesPerTurn = 16;

// Octets of a query; of a longer one only the beginning is read, and refused as malformed
// (dns_udp_oversized, dns_tcp_oversized). Real queries have some hundred.
inline constexpr size_t kUdpQuerySizeMax = 4096;
inline constexpr size_t kTcpQuerySizeMax = 4096;

// Answers over UDP to one network (an IPv4 /24, an IPv6 /56) and of one kind (rate_limit.h). So
// many in a second are answered, `responseRateLimit`; of further ones, and while the network goes
// on like this, kRateLimitSlips in a second are answered truncated and without records
// (dns_rate_limited_slipped), the others not at all (dns_rate_limited_dropped).
inline constexpr uint32_t kResponseRateLimit = 50;
inline constexpr uint32_t kResponseRateLimitMax = 100'000;
inline constexpr uint32_t kRateLimitSlips = 2'000;

// An answer counts once for each so many whole octets, and at least once.
inline constexpr size_t kRateLimitAnswerUnit = 128;

// For so long, at the most, a network's overdraft is remembered: until it is paid off it gets no
// answer with records.
inline constexpr std::chrono::seconds kRateLimitOverdraft{5};

// Counts that are kept, eight octets each, of all workers together. One more takes the place of the
// one of eight that is nearest to nothing (dns_rate_limit_evicted).
inline constexpr size_t kRateLimitBuckets = 1 << 19;

// Octets the system may keep for a socket until we read them; it may grant less. What comes when
// they are full is lost (dns_udp_overflowed).
inline constexpr int kUdpReceiveBufferSize = 4 << 20;

// Sessions in all, which the workers share evenly; fewer where the process may not have so many
// file descriptors. One more closes the one that has been silent longest
// (dns_tcp_sessions_evicted).
inline constexpr size_t kMaxTcpSessions = 4096;

// Of these, sessions of one client (ClientNetwork()). One more closes the client's own that has
// been silent longest (dns_tcp_client_sessions_evicted).
inline constexpr size_t kMaxTcpSessionsPerClient = 1024;

// A client's connections fall on the workers by chance: however many workers there are, each lets
// it have so many.
inline constexpr size_t kMinTcpSessionsPerClient = 16;

// For the next whole query to arrive (dns_tcp_idle_closed), and for the client to take what was
// answered (dns_tcp_stalled_closed). RFC 7766 §6.2.3 asks for seconds. While more than half of the
// sessions are taken the first one shrinks, to the least one when all are.
inline constexpr std::chrono::milliseconds kTcpIdleTimeout{10'000};
inline constexpr std::chrono::milliseconds kTcpIdleTimeoutMin{1'000};
inline constexpr std::chrono::milliseconds kTcpWriteTimeout{10'000};

// Octets of replies that wait for one client before its next queries are read: nothing is refused,
// the client waits.
inline constexpr size_t kTcpRepliesSizeMax = 64 << 10;

// Octets of replies that may wait for one client when a late one comes, of a name that is
// forwarded: further ones are lost, and the session ends (dns_tcp_stalled_closed).
inline constexpr size_t kTcpLateRepliesSizeMax = 1 << 20;

// Octets of replies that the system keeps for one client. Left to itself, it keeps some megabytes
// for each client that takes none.
inline constexpr int kTcpSendBufferSize = 64 << 10;

}  // namespace signpost::dns
