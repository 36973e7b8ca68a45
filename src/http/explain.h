#pragma once

// /v1/explain/{name}: the records of a name, and which tasks make them.
//
//   {"name":"web.marathon.mesos.","serial":7,"exists":true,"ttl":60,
//    "record_count":1,"records":[{"type":"A","data":"10.0.0.1"}],
//    "sources":[{"framework":"marathon","name":"web","id":"web.1","agent":"node1","agent_id":"S1",
//                "address_source":"netinfo","health":"healthy",
//                "records":[{"type":"A","data":"10.0.0.1"}]}],"source_count":1}
//
// Records that no task makes are those of the cluster itself: agents, masters, frameworks, this
// server. The first of long lists are shown, all are counted.
//
// There is no index: the inventory is looked through, task by task, in as many slices as it takes.

#include <cstddef>
#include <memory>
#include <string>

#include "http/body_producer.h"
#include "http/lookup.h"

namespace signpost::http {

inline constexpr size_t kMaxExplainedRecords = 200;
inline constexpr size_t kMaxExplainedSources = 200;

// `snapshot` has a table. `name`: labels joined by dots, with or without the last one.
std::unique_ptr<BodyProducer> ExplainBody(SharedSnapshot snapshot, const std::string& name);

}  // namespace signpost::http
