#pragma once

// Who is told of a new zone and who may have it. Plain values; see transfer/.

#include <chrono>
#include <memory>
#include <vector>

#include "transfer/access.h"
#include "transfer/limits.h"
#include "transfer/notifier.h"
#include "transfer/tsig_key.h"

namespace signpost::dns {

struct TransferOptions {
  transfer::Access access;                         // nobody: signed queries are answered as others
  std::shared_ptr<const transfer::TsigKeys> keys;  // null: none
  std::vector<transfer::Secondary> secondaries;    // to be told of each new table
  std::chrono::milliseconds time_max = transfer::kTransferTimeMax;  // for one transfer
};

}  // namespace signpost::dns
