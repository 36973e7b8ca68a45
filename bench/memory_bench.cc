// What a full zone takes in memory, and what a poll takes on top while it is under way.
//
// The program takes a state four times, as the server does: the document, its reading, its
// application, memory given back. Prints megabytes (10^6 octets); "peak" counts the document.

#include <malloc.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <utility>

#include "base/check.h"
#include "loaded_zone.h"
#include "mesos/state_parser.h"

namespace signpost::bench {
namespace {

constexpr StateSize kSize;

// A field of /proc/self/status, "VmRSS:" or "VmHWM:", in megabytes.
double StatusMb(const std::string& field) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kilobytes = 0;
    if (word == field && status >> kilobytes) return kilobytes * 1024 / 1e6;
  }
  SIGNPOST_CHECK(false);
}

// proc(5): "5" sets VmHWM to what is resident now.
void ResetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

struct Server {
  StatusBoard board;
  mesos::ClusterZone zone{ZoneOptions(), &board};
  mesos::ClusterZone::NextSnapshot snapshot;

  void Take(std::string document) {
    mesos::State state = mesos::ParseState(document).value();
    document = {};
    auto next = zone.Apply(std::move(state), mesos::ClusterZone::Clock::now());
    if (next != nullptr) snapshot = std::move(next);
  }
};

void Poll(Server* server, const char* what) {
  ResetPeak();
  server->Take(MasterStateJson(kSize));
  malloc_trim(0);
  std::printf("%-14s peak %6.1f  resident after it %6.1f\n", what, StatusMb("VmHWM:"),
              StatusMb("VmRSS:"));
}

void Main() {
  Server server;
  std::printf("%-14s %27s %6.1f\n", "before", "resident", StatusMb("VmRSS:"));
  Poll(&server, "first state");
  for (int i = 0; i < 3; ++i) Poll(&server, "the same again");
  std::printf("table %.1f of %zu records\n",
              static_cast<double>(server.snapshot->table->byte_size()) / 1e6,
              server.snapshot->table->record_count());
}

}  // namespace
}  // namespace signpost::bench

int main() { signpost::bench::Main(); }
