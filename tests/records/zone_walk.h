#pragma once

// A random walk through zones over few names, so that sources meet on records, names contain each
// other and targets come and go. ZoneEditor and its twin take every step together.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "records/zone_twin.h"

namespace signpost::testing {

class ZoneWalk {
 public:
  explicit ZoneWalk(uint64_t seed);

  // Adds or takes back one list, in the editor and in the twin.
  void Step();

  records::ZoneUpdate Build() { return editor_.Build(); }
  size_t withheld() const { return editor_.fallback_withheld(); }
  const ZoneTwin& twin() const { return twin_; }

  // A table of what is contributed now, made from nothing: in another order, and with detours over
  // lists that are added and taken back.
  std::shared_ptr<const records::RecordTable> BuiltAnew();

  // All names that lists may hold, and some more.
  const std::vector<std::string>& names() const { return names_; }

 private:
  size_t Below(size_t end) { return random_() % end; }
  const std::string& AnyName() { return names_[Below(names_.size())]; }
  records::SharedRecordList AnyList();
  std::string AnyRecord();

  std::mt19937_64 random_;
  const std::vector<std::string> names_;
  records::ZoneEditor editor_;
  ZoneTwin twin_;
};

}  // namespace signpost::testing
