#pragma once

// /v1/changes: what the last builds changed, newest first.
//
//   {"serial":9,"kept":2,"changes":[
//     {"serial":9,"at":"2025-11-24T16:00:00Z","age_s":3,"added_count":1,"removed_count":0,
//      "added":[{"name":"web.marathon.mesos.","type":"A","data":"10.0.0.1"}],"removed":[]}, ...]}
//
// How much is kept: records/change_history.h.

#include <cstddef>
#include <memory>
#include <string>

#include "http/body_producer.h"
#include "http/lookup.h"
#include "http/time_text.h"

namespace signpost::http {

inline constexpr size_t kMaxListedChanges = 200;

// `limit` is at most kMaxListedChanges.
std::unique_ptr<BodyProducer> ChangesBody(SharedSnapshot snapshot, size_t limit, SystemTime now);

// One element of that list.
void AppendChange(const records::ZoneChange& change, SystemTime now, std::string* text);

}  // namespace signpost::http
