#pragma once

// What a master writes about itself into ZooKeeper, and where. Pure; any thread.
//
// Each master that runs holds one node below the path they share. ZooKeeper numbers them; the
// master of the lowest number leads (Mesos, src/zookeeper/detector.cpp):
//
//   json.info_0000000007   MasterInfo (mesos.proto) as JSON, since Mesos 0.24
//   info_0000000007        MasterInfo as protobuf, before
//   0000000007             only the pid, "master@10.0.0.1:5050", before that

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.h"

namespace signpost::mesos {

// Octets of a node that is read; real ones have some 300.
inline constexpr size_t kMaxMasterInfoSize = 64 << 10;

enum class MasterInfoFormat : uint8_t { kJson, kProtobuf, kPid };

struct MasterNode {
  uint32_t sequence = 0;
  MasterInfoFormat format = MasterInfoFormat::kJson;

  friend bool operator==(const MasterNode&, const MasterNode&) = default;
};

// `name` without its path; nullopt for what is no master's node ("log_replicas").
std::optional<MasterNode> ParseMasterNode(std::string_view name);

struct MasterAddress {
  Endpoint endpoint;
  std::string hostname;  // as the master calls itself: a name, an address or empty; unchecked

  std::string HostPort() const { return endpoint.ToString(); }  // "10.0.0.1:5050"

  friend bool operator==(const MasterAddress&, const MasterAddress&) = default;
};

enum class MasterInfoResult : uint8_t {
  kOk,
  kTooLarge,   // more than kMaxMasterInfoSize
  kMalformed,  // not of its format
  kNoAddress,  // no address, or no port from 1 to 65535
};

// Reads a node's data; sets `master` when the result is kOk. The address is the first there is of
// address.ip, ip (IPv4 as an integer in network order) and the pid's; so are port and host name.
// Whether such an address may be asked is for the caller to say: 0.0.0.0 is one.
MasterInfoResult ParseMasterInfo(MasterInfoFormat format, std::string_view data,
                                 MasterAddress* master);

}  // namespace signpost::mesos
