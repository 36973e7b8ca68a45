#pragma once

// Tells the secondaries of each new table (NOTIFY, RFC 1996), in a thread of its own.
//
// At most one NOTIFY to each secondary is under way, of the newest serial: tables that follow each
// other are gathered. One that is not answered is sent again, later each time, and given up after
// kNotifyTriesMax: the secondary asks by itself when its refresh time is over. A reply, of any
// rcode, is all that is wanted; a forged one costs no more than that.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/counters.h"
#include "base/endpoint.h"
#include "records/snapshot_publisher.h"
#include "transfer/tsig_key.h"
#include "wire/name.h"

namespace signpost::transfer {

struct Secondary {
  Endpoint endpoint;
  std::optional<wire::Name> key;  // that its NOTIFYs are signed with
};

struct NotifierOptions {
  std::vector<Secondary> secondaries;    // at most kMaxSecondaries
  std::shared_ptr<const TsigKeys> keys;  // those that secondaries name, at the least
  // NOTIFYs leave from the first one of their family, where secondaries look for their primary;
  // without one, or where it is unspecified, from what the system chooses.
  std::vector<IpAddress> sources;
};

class Notifier {
 public:
  // `publisher` outlives the notifier.
  Notifier(const NotifierOptions& options, const records::SnapshotPublisher* publisher);
  ~Notifier();  // as Stop()

  // Starts the thread. Once.
  void Start();
  void Stop();

  // By name ("notify_sent"). Any thread.
  std::map<std::string, uint64_t> Counters() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace signpost::transfer
