#pragma once

// Bounds of what a master, or somebody in its place, can make us wait for or hold. What goes beyond
// is a failed poll, counted under its reason (failure.h).

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "mesos/state_parser.h"

namespace signpost::poller {

// Of one request. Tests set them shorter and smaller.
struct FetchLimits {
  std::chrono::milliseconds resolve{5'000};
  std::chrono::milliseconds connect{5'000};      // each address of a name
  std::chrono::milliseconds handshake{10'000};   // of TLS
  std::chrono::milliseconds first_byte{30'000};  // from the request to the end of the headers
  std::chrono::milliseconds whole{300'000};      // a state, with its login: stateTimeoutSeconds
  std::chrono::milliseconds login{30'000};       // all of a login

  // In each window this many octets must arrive: 16 KiB a second.
  std::chrono::milliseconds rate_window{10'000};
  uint64_t rate_size_min = 160 << 10;

  uint64_t body_size_max = mesos::kMaxStateSize;  // octets, packed and unpacked

  friend bool operator==(const FetchLimits&, const FetchLimits&) = default;
};

// Of the lookups of agents', frameworks' and masters' host names (host_resolver.h). Tests set them
// shorter and smaller.
struct HostLimits {
  std::chrono::milliseconds round{30'000};     // all lookups of a round, however many hang
  std::chrono::milliseconds pause{1'000};      // after a round whose time was over
  std::chrono::milliseconds refresh{300'000};  // from half of it to all, after a success
  std::chrono::milliseconds retry{5'000};      // after the first failure; doubles up to `refresh`
  std::chrono::milliseconds keep{600'000};     // what is wanted no more
  size_t lookups_max = 16;                     // at once
  size_t count_max = 100'000;                  // names that are known or wanted

  friend bool operator==(const HostLimits&, const HostLimits&) = default;
};

// Addresses that are found wait for others for so long, so that many make one table.
inline constexpr std::chrono::milliseconds kHostGatherTime{50};

// Octets of the status line and all headers.
inline constexpr uint32_t kHeaderSizeMax = 16 << 10;

// Octets of a certificate's, key's or IAM configuration's file.
inline constexpr size_t kSecretFileSizeMax = 4 << 20;

// Octets of the IAM service's answer and of the token in it.
inline constexpr uint64_t kLoginAnswerSizeMax = 64 << 10;
inline constexpr size_t kTokenSizeMax = 8 << 10;

// How long the token we sign to log in with is good for.
inline constexpr std::chrono::seconds kLoginTokenLifetime{300};

// A token that ends sooner than this is not used any more.
inline constexpr std::chrono::seconds kTokenReserve{60};

// From a configured master to the leader: a redirect, and a document that names another leader.
inline constexpr int kMaxHops = 2;

// Addresses of one name that are tried, in the order of the lookup.
inline constexpr size_t kMaxAddresses = 8;

// Lookups that have not ended, those nobody waits for any more among them.
inline constexpr size_t kMaxPendingLookups = 16;

// Until a file that is being written is read.
inline constexpr std::chrono::milliseconds kFileSettleTime{20};

// Between two looks at what time has taken away.
inline constexpr std::chrono::seconds kLongestExpiryWait{10};

// From the begin of one poll to that of the next, where events want a state.
inline constexpr std::chrono::milliseconds kWantedInterval{1'000};

// A poll takes no more than one part in so many of a master's time: the next one waits this many
// times as long as the last answer took.
inline constexpr int kRestFactor = 9;

// How long the first poll waits for the event stream, so that one state serves both.
inline constexpr std::chrono::milliseconds kSubscribeWait{1'000};

// Between two looks for retired snapshots that nobody holds any more.
inline constexpr std::chrono::milliseconds kReapInterval{1'000};

}  // namespace signpost::poller
