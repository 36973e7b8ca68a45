#pragma once

// /v1/browse: frameworks, the tasks of one, the records of one task.
//
//   /v1/browse                       {"serial":7,"frameworks":[{"number":0,"name":"marathon",
//                                      "task_count":3}, ...],"next":null}
//   /v1/browse?framework=0           {"serial":7,"framework":"marathon","task_count":3,"tasks":[
//                                      {"number":0,"name":"web","id":"web.1",...,
//                                       "record_count":8}, ...],"next":null}
//   /v1/browse?framework=0&task=0    {"serial":7,"framework":"marathon","name":"web","id":"web.1",
//                                      ...,"record_count":8,"records":[
//                                      {"name":"web.marathon.mesos.","type":"A",
//                                       "data":"10.0.0.1"}, ...]}
//
// A number stays with its framework or task while that is there, and may be another's later. Lists
// come in pages: "next" is the number to go on from, null at the end.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "http/body_producer.h"
#include "http/lookup.h"

namespace signpost::http {

inline constexpr size_t kMaxListedEntries = 500;  // frameworks or tasks a page
inline constexpr size_t kMaxBrowsedRecords = 500;

// What part of a list is wanted.
struct ListPart {
  size_t from = 0;   // the first number
  size_t limit = 0;  // elements, at most kMaxListedEntries
  std::string text;  // that names, or ids of tasks, contain; in lower case; empty: any
};

std::unique_ptr<BodyProducer> FrameworksBody(SharedSnapshot snapshot, const ListPart& part);

// Null when there is no such framework.
std::unique_ptr<BodyProducer> TasksBody(SharedSnapshot snapshot, size_t framework,
                                        const ListPart& part);

// nullopt when there is no such task.
std::optional<std::string> TaskBody(const records::Snapshot& snapshot, size_t framework,
                                    size_t task);

}  // namespace signpost::http
