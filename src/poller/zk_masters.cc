#include "poller/zk_masters.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/log.h"
#include "poller/location.h"

namespace signpost::poller {
namespace {

using mesos::MasterAddress;
using mesos::MasterInfoResult;

bool HasEndpoint(const DetectedMasters& masters, const Endpoint& endpoint) {
  return masters.leader.endpoint == endpoint ||
         std::any_of(masters.others.begin(), masters.others.end(),
                     [&](const MasterAddress& other) { return other.endpoint == endpoint; });
}

}  // namespace

std::vector<ZkMasterNode> MastersAmong(const std::vector<std::string>& children) {
  std::vector<ZkMasterNode> nodes;
  for (const std::string& name : children) {
    if (const auto node = mesos::ParseMasterNode(name)) nodes.push_back({name, *node});
  }
  std::sort(nodes.begin(), nodes.end(), [](const ZkMasterNode& a, const ZkMasterNode& b) {
    return std::tie(a.node.sequence, a.name) < std::tie(b.node.sequence, b.name);
  });
  return nodes;
}

Outcome<MasterAddress> ReadMaster(const std::string& name, mesos::MasterInfoFormat format,
                                  std::string_view data) {
  const auto fail = [&](const char* reason, std::string_view why) {
    return Failure{reason, absl::StrCat(log::Printable(name), ": ", ToAbsl(why))};
  };
  MasterAddress master;
  switch (mesos::ParseMasterInfo(format, data, &master)) {
    case MasterInfoResult::kTooLarge:
      return fail("too_large", absl::StrCat("over ", mesos::kMaxMasterInfoSize, " octets"));
    case MasterInfoResult::kMalformed:
      return fail("parse", absl::StrCat("no master's data: \"", log::Printable(data), "\""));
    case MasterInfoResult::kNoAddress:
      return fail("address", absl::StrCat("no address: \"", log::Printable(data), "\""));
    case MasterInfoResult::kOk:
      break;
  }
  if (MayNotBeNamed(master.endpoint.address)) {
    return fail("address", absl::StrCat(master.HostPort(), " is not followed"));
  }
  return master;
}

Outcome<DetectedMasters> ChooseLeader(std::vector<Outcome<MasterAddress>> masters) {
  if (!masters.front().ok()) return masters.front().failure();
  DetectedMasters detected{.leader = std::move(masters.front().value()), .others = {}};
  for (auto& master : masters) {
    if (!master.ok() || HasEndpoint(detected, master.value().endpoint)) continue;
    detected.others.push_back(std::move(master.value()));
  }
  return detected;
}

}  // namespace signpost::poller
