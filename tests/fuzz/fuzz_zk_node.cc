// Masters' nodes in ZooKeeper from any octets: what is accepted has an address and a port, and is
// the same again when it is written as another format's node.
//
// An input is a node's name, a line feed and its data.

#include <algorithm>

#include "base/check.h"
#include "mesos/master_info.h"

namespace signpost::mesos {
namespace {

void CheckMaster(const MasterAddress& master) {
  SIGNPOST_CHECK(master.endpoint.port != 0);
  const auto split = SplitHostPort(master.HostPort());
  SIGNPOST_CHECK(split.ok() && split->port == master.endpoint.port);
  MasterAddress again;
  const std::string pid = "master@" + master.HostPort();
  SIGNPOST_CHECK(ParseMasterInfo(MasterInfoFormat::kPid, pid, &again) == MasterInfoResult::kOk);
  SIGNPOST_CHECK(again.endpoint.port == master.endpoint.port);
  SIGNPOST_CHECK(IpAddress::Parse(master.endpoint.address.ToString()) == again.endpoint.address);
}

void CheckFormat(MasterInfoFormat format, std::string_view data) {
  MasterAddress master;
  if (ParseMasterInfo(format, data, &master) == MasterInfoResult::kOk) CheckMaster(master);
}

}  // namespace
}  // namespace signpost::mesos

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::mesos;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t line_end = std::min(text.find('\n'), size);
  const std::string_view info = line_end == size ? text : text.substr(line_end + 1);
  if (const auto node = ParseMasterNode(text.substr(0, line_end))) {
    CheckFormat(node->format, info);
    return 0;
  }
  for (const auto format :
       {MasterInfoFormat::kJson, MasterInfoFormat::kProtobuf, MasterInfoFormat::kPid}) {
    CheckFormat(format, info);
  }
  return 0;
}
