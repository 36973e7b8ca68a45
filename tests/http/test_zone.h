#pragma once

// Snapshots from lines of text.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/body_producer.h"
#include "records/snapshot.h"

namespace signpost::http::testing {

struct TestTask {
  std::string name;
  std::string id;
  std::vector<std::string> records;
};

struct TestFramework {
  std::string name;
  std::vector<TestTask> tasks;
};

// "owner A 10.0.0.1", "owner AAAA ::1", "owner SRV 31000 target"; names are plain text.
records::SharedRecordList ListOf(const std::vector<std::string>& lines);

// The zone "mesos." with serial 7, a TTL of 60 and the records of `lines` and all tasks.
std::shared_ptr<const records::Snapshot> SnapshotOf(
    const std::vector<std::string>& lines, const std::vector<TestFramework>& frameworks = {});

// A snapshot from before the first state.
std::shared_ptr<const records::Snapshot> UnknownZone();

// The whole of what `producer` makes.
std::string BodyOf(std::unique_ptr<BodyProducer> producer);

}  // namespace signpost::http::testing
