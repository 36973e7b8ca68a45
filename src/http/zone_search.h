#pragma once

// /v1/search: names of the zone that contain a text.
//
//   {"query":"web","serial":7,"match_count":2,"names":[
//     {"name":"web.marathon.mesos.","types":["A","SRV"],"record_count":3}, ...]}
//
// A name matches when it contains every word of the query (parts between spaces), whatever the
// letters' case. Of the matches the best are listed: the name itself, then names that begin with
// the first word, then those in which a label does, then the others; shorter ones first, then in
// the order of the alphabet. Names without records are left out.
//
// There is no index: the table is looked through, name by name, in as many slices as it takes.

#include <cstddef>
#include <memory>
#include <string>

#include "http/body_producer.h"
#include "http/lookup.h"

namespace signpost::http {

inline constexpr size_t kMaxSearchWords = 8;  // more are ignored
inline constexpr size_t kMaxFoundNames = 100;

// `snapshot` has a table; `limit` is at most kMaxFoundNames. A query without a word finds nothing.
std::unique_ptr<BodyProducer> SearchBody(SharedSnapshot snapshot, const std::string& query,
                                         size_t limit);

}  // namespace signpost::http
