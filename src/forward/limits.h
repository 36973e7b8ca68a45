#pragma once

// Bounds of the relay. Workers share evenly what is said to be in all. Each that refuses something
// has a counter (RelayCounters).

#include <chrono>
#include <cstddef>

namespace signpost::forward {

// Queries of clients that wait for upstreams, in all and of one client (ClientNetwork()). One more
// gets SERVFAIL at once (too_many, too_many_of_client).
inline constexpr size_t kMaxForwards = 4096;
inline constexpr size_t kMaxForwardsPerClient = 1024;

// A client's queries fall on the workers by chance: however many workers there are, each lets it
// have so many.
inline constexpr size_t kMinForwardsPerClient = 64;

// Sockets towards upstreams in all, UDP and TCP together; fewer where the process may not have so
// many file descriptors. Without one a query gets SERVFAIL at once (no_socket).
inline constexpr size_t kMaxUpstreamSockets = 4096;

// Of these, UDP sockets of one worker that stay open while nothing is asked.
inline constexpr size_t kIdleSocketsMax = 256;

// Octets of replies that one worker is reading over TCP. An upstream whose reply would go beyond is
// given up for this query (reply_octets_exceeded).
inline constexpr size_t kMaxPendingReplySize = 16 << 20;

// Queries that leave in the same turn for the same upstream have a port each, if they are not more
// than kPortsPerTurn; of more, these ports are shared, by kQueriesPerPort at most, and further ones
// begin with as many ports again. A port is never used in a later turn.
inline constexpr size_t kPortsPerTurn = 8;
inline constexpr size_t kQueriesPerPort = 16;

// Datagrams taken from one socket with one call, and before others have their turn.
inline constexpr size_t kDatagramsAtOnce = kQueriesPerPort;
inline constexpr size_t kDatagramsPerTurn = 64;

// The most that `timeout` can mean, and what it means when it is 0 or less, as in the reference.
inline constexpr std::chrono::seconds kForwardTimeoutMax{60};
inline constexpr std::chrono::seconds kForwardTimeoutOfZero{2};

// Of `timeout`, one part of so many is left over: a client that waits just as long, as many do, is
// answered before it gives up.
inline constexpr int kPartOfTimeoutLeft = 10;

// When a try has had no reply for so long, the next one begins; the earlier ones go on waiting.
inline constexpr std::chrono::milliseconds kTryIntervalMax{1'000};

// Tries of one query: a lone upstream is asked so often, several are asked in turns.
inline constexpr size_t kTriesOfLoneUpstream = 3;
inline constexpr size_t kTurnsOfSeveral = 2;
inline constexpr size_t kTriesOfSeveralMax = 6;  // or one for each, if they are more

// Bad answers (silence, SERVFAIL, REFUSED) in a row, after which an upstream is asked behind those
// that answer well; how often it is asked beside them, to see whether it has recovered.
inline constexpr int kBadAnswersMax = 2;
inline constexpr std::chrono::seconds kProbeIntervalMin{1};
inline constexpr std::chrono::seconds kProbeIntervalMax{30};

}  // namespace signpost::forward
