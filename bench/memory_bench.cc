// What a full zone takes in memory, and what a poll takes on top while it is under way.
//
// The program takes a state four times, as the server does: the document read as it comes, the
// state applied, memory given back. Prints megabytes (10^6 octets). The argument: the tasks.

#include <malloc.h>

#include <cstdio>
#include <fstream>
#include <limits>
#include <string>
#include <utility>

#include "base/check.h"
#include "loaded_zone.h"
#include "mesos/state_parser.h"

namespace signpost::bench {
namespace {

constexpr size_t kPieceSize = 64 << 10;

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

  // Without one task in a hundred, from number `first_gone` on.
  void Take(std::FILE* document, size_t first_gone) {
    std::rewind(document);
    mesos::StateReader reader;
    std::string piece(kPieceSize, '\0');
    while (const size_t size = std::fread(piece.data(), 1, piece.size(), document)) {
      reader.Add(std::string_view(piece).substr(0, size));
    }
    mesos::State state = reader.Finish().value();
    auto& tasks = state.frameworks.at(0).tasks;
    for (size_t i = first_gone; i < tasks.size(); i += 100) {
      tasks[i].state = mesos::TaskState::kOther;
    }
    auto next = zone.Apply(std::move(state), mesos::ClusterZone::Clock::now());
    if (next != nullptr) snapshot = std::move(next);
  }
};

// The document in a file without a name.
std::FILE* WriteDocument(const StateSize& size) {
  std::FILE* const file = std::tmpfile();
  SIGNPOST_CHECK(file != nullptr);
  const std::string document = MasterStateJson(size);
  SIGNPOST_CHECK(std::fwrite(document.data(), 1, document.size(), file) == document.size());
  return file;
}

constexpr size_t kNoneGone = std::numeric_limits<size_t>::max();

void Poll(Server* server, std::FILE* document, const char* what, size_t first_gone = kNoneGone) {
  ResetPeak();
  server->Take(document, first_gone);
  malloc_trim(0);
  std::printf("%-14s peak %6.1f  resident after it %6.1f\n", what, StatusMb("VmHWM:"),
              StatusMb("VmRSS:"));
}

void Main(const StateSize& size) {
  Server server;
  std::FILE* const document = WriteDocument(size);
  malloc_trim(0);
  std::printf("%-14s %27s %6.1f\n", "before", "resident", StatusMb("VmRSS:"));
  Poll(&server, document, "first state");
  for (int i = 0; i < 2; ++i) Poll(&server, document, "the same again");
  for (size_t i = 0; i < 3; ++i) Poll(&server, document, "others gone", i);
  std::printf("table %.1f of %zu records\n",
              static_cast<double>(server.snapshot->table->byte_size()) / 1e6,
              server.snapshot->table->record_count());
  std::fclose(document);
}

}  // namespace
}  // namespace signpost::bench

int main(int argument_count, char** arguments) {
  signpost::bench::StateSize size;
  if (argument_count > 1) size.tasks = std::stoul(arguments[1]);
  signpost::bench::Main(size);
}
