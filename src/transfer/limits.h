#pragma once

// Bounds of zone transfers. Each that refuses something has a counter (TransferCounters,
// NotifyCounters).

#include <chrono>
#include <cstddef>

namespace signpost::transfer {

// A record of a transfer begins at most so far into its message, the longest offset that a
// compression pointer can name (RFC 1035 §4.1.4). So messages have some 16 KiB: each is one slice
// of a worker's time.
inline constexpr size_t kRecordOffsetMax = 0x3fff;

// Transfers of more than one message that run at a time, of all workers together; a further one is
// answered SERVFAIL (transfer_too_many) and its client tries again by itself.
inline constexpr size_t kMaxTransfers = 256;

// For a client to take a whole transfer; then its connection is closed (transfer_broken_off). That
// it takes each slice in time is the TCP session's business (dns_tcp_stalled_closed).
inline constexpr std::chrono::minutes kTransferTimeMax{60};

// Keys for TSIG.
inline constexpr size_t kMaxTsigKeys = 1000;
inline constexpr size_t kTsigSecretSizeMin = 16;   // octets
inline constexpr size_t kTsigSecretSizeMax = 512;  // octets

// How far a client's clock may be from ours, as said in what we sign (RFC 8945 §10).
inline constexpr unsigned kTsigFudge_s = 300;

// Octets of the longest TSIG that we add: key's and algorithm's name, HMAC-SHA512, other data.
inline constexpr size_t kTsigSizeMax = 255 + 10 + 255 + 16 + 64 + 6;

// Who is told of a new table.
inline constexpr size_t kMaxSecondaries = 20'000;

// How often it is looked whether there is a new table, and what is due.
inline constexpr std::chrono::milliseconds kNotifyLookInterval{100};

// From one NOTIFY to the next to the same secondary, for tables that follow each other.
inline constexpr std::chrono::milliseconds kNotifyIntervalMin{1'000};

// NOTIFYs of one serial to one secondary, the first after kNotifyRetryFirst again, then after twice
// as long each time (RFC 1996 §3.6). Then it is left alone until the next table
// (notify_unanswered).
inline constexpr size_t kNotifyTriesMax = 5;
inline constexpr std::chrono::milliseconds kNotifyRetryFirst{2'000};

// NOTIFYs that are sent at one look; the others wait for the next.
inline constexpr size_t kNotifiesPerLook = 1'000;

}  // namespace signpost::transfer
