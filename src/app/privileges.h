#pragma once

// What the process may do once its sockets are open and its secrets are read: as little as can be.

#include <sys/types.h>

#include <string>

#include "absl/status/statusor.h"
#include "app/config.h"

namespace signpost::app {

// Whom the server runs as.
struct Account {
  std::string name;  // empty: whoever started it
  uid_t user = 0;
  gid_t group = 0;
};

// What the keys `user` and `group` name. Fails when the system knows none of that name; the message
// names key and value.
absl::StatusOr<Account> FindAccount(const Config& config);

// Fails when the server was started as somebody else than `account` and not as root, who alone may
// change that.
absl::Status CheckMayBecome(const Account& account);

// Does it listen on a port that is not for everybody (below 1024)?
bool NeedsLowPorts(const Config& config);

// For the process's whole life from here on:
// - it is `account`, with its groups;
// - of root's capabilities it has CAP_NET_BIND_SERVICE at most, and that only when
// `keeps_low_ports`
//   and it had it before: so that listeners can be moved while it runs. The bounding and the
//   ambient set are empty;
// - no program that it starts can have more (no_new_privs);
// - it leaves no core file, in which secrets would lie, and only root may look into its memory.
//
// To be called while there is one thread: capabilities are a thread's own, and later ones inherit
// them. Fails when the system refuses any of it; the process should end then.
absl::Status GiveUpPrivileges(const Account& account, bool keeps_low_ports);

}  // namespace signpost::app
