#pragma once

// Who leads, by the nodes that masters hold in ZooKeeper. Pure. Private to this room.
//
// The master of the lowest node leads and no other: masters follow the same rule (Mesos,
// src/zookeeper/detector.cpp), so that the second of them is no leader only because the first's
// node cannot be read.

#include <string>
#include <string_view>
#include <vector>

#include "mesos/master_info.h"
#include "poller/failure.h"

namespace signpost::poller {

// Masters whose nodes are read: the lowest.
inline constexpr size_t kMaxZkMasters = 64;

struct DetectedMasters {
  mesos::MasterAddress leader;
  std::vector<mesos::MasterAddress> others;  // in the order of their nodes, each address once

  friend bool operator==(const DetectedMasters&, const DetectedMasters&) = default;
};

struct ZkMasterNode {
  std::string name;  // without its path
  mesos::MasterNode node;
};

// The masters' nodes among the children of their path, the lowest first.
std::vector<ZkMasterNode> MastersAmong(const std::vector<std::string>& children);

// The master whose node has this data. Fails with the reason too_large, parse or address.
Outcome<mesos::MasterAddress> ReadMaster(const std::string& name, mesos::MasterInfoFormat format,
                                         std::string_view data);

// Of what the nodes gave, in their order; not empty. Fails as the first of them did. Others that
// failed are left out. A master that was started again stands in the list twice until its old
// session ends: one that has the leader's address, or one of another's before it, is left out too.
Outcome<DetectedMasters> ChooseLeader(std::vector<Outcome<mesos::MasterAddress>> masters);

}  // namespace signpost::poller
