// From an event of a master's stream to the published table: how long a single change takes in a
// small and in a large cluster.
//
// In turn a task ends (TASK_UPDATED) and another start of it is told (TASK_ADDED); each event is
// read, applied, published, and the last snapshot freed, as the poller does. The gathering of
// events, which is a choice and not a cost, is left out. Prints microseconds. The arguments:
// tasks, instances of a service, events.

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "base/check.h"
#include "loaded_zone.h"
#include "mesos/event_parser.h"
#include "records/snapshot_publisher.h"

namespace signpost::bench {
namespace {

std::string Ended(const mesos::Task& task) {
  return absl::StrFormat(
      R"({"type":"TASK_UPDATED","task_updated":{"framework_id":{"value":"%s"},"status":{)"
      R"("task_id":{"value":"%s"},"state":"TASK_KILLED","source":"SOURCE_EXECUTOR",)"
      R"("agent_id":{"value":"%s"},"timestamp":1900000000.5},"state":"TASK_KILLED"}})",
      kFrameworkId, task.id, task.agent_id);
}

std::string Started(const mesos::Task& task) {
  return absl::StrFormat(
      R"({"type":"TASK_ADDED","task_added":{"task":{"name":"%s","task_id":{"value":"%s"},)"
      R"("framework_id":{"value":"%s"},"agent_id":{"value":"%s"},"state":"TASK_RUNNING",)"
      R"("resources":[{"name":"ports","type":"RANGES","ranges":{"range":[{"begin":%d,"end":%d}]}}],)"
      R"("statuses":[{"task_id":{"value":"%s"},"state":"TASK_RUNNING","timestamp":1900000001.5,)"
      R"("container_status":{"network_infos":[{"ip_addresses":[{"protocol":"IPv4",)"
      R"("ip_address":"%s"}]}]}}],"discovery":{"visibility":"FRAMEWORK","name":"%s","ports":{)"
      R"("ports":[{"number":%d,"name":"http","protocol":"tcp"}]}}}}})",
      task.name, task.id, kFrameworkId, task.agent_id, task.ports[0], task.ports[0], task.id,
      task.addresses.netinfo[0].ToString(), task.discovery_name, task.ports[0]);
}

class Server {
 public:
  explicit Server(const StateSize& size) : loaded_(size), publisher_(loaded_.snapshot) {
    loaded_.snapshot.reset();
  }

  // Microseconds from the event's octets to the published table.
  double Take(const std::string& octets) {
    const auto begin = std::chrono::steady_clock::now();
    const std::vector<mesos::Event> events = {mesos::ParseEvent(octets)};
    auto result = loaded_.zone.ApplyEvents(events, mesos::ClusterZone::Clock::now());
    SIGNPOST_CHECK(result.next != nullptr);
    publisher_.Publish(std::move(result.next));
    publisher_.Reap();
    const std::chrono::duration<double, std::micro> taken =
        std::chrono::steady_clock::now() - begin;
    return taken.count();
  }

 private:
  LoadedZone loaded_;
  records::SnapshotPublisher publisher_;
};

void Main(const StateSize& size, size_t events) {
  Server server(size);
  std::vector<double> taken;
  for (size_t step = 0; step < events; ++step) {
    const mesos::Task task = MasterStateTask(size, step / 2 * 104729 % size.tasks);
    taken.push_back(server.Take(step % 2 == 0 ? Ended(task) : Started(task)));
  }
  std::sort(taken.begin(), taken.end());
  std::printf("%8zu tasks, %4zu instances: p50 %7.1f  p99 %7.1f  p99.9 %7.1f  highest %7.1f\n",
              size.tasks, size.instances, taken[events / 2], taken[events * 99 / 100],
              taken[events * 999 / 1000], taken.back());
}

}  // namespace
}  // namespace signpost::bench

int main(int argument_count, char** arguments) {
  using signpost::bench::StateSize;
  const auto argument = [&](int number, size_t otherwise) {
    return argument_count > number ? std::stoul(arguments[number]) : otherwise;
  };
  const StateSize size{.tasks = argument(1, 100'000), .instances = argument(2, 100)};
  signpost::bench::Main(size, argument(3, 20'000));
}
