#pragma once

// Records as the routes of the page write them.

#include <cstddef>
#include <string>

#include "base/bytes.h"
#include "records/record_list.h"
#include "wire/types.h"

namespace signpost::http {

// "A 10.0.0.1" as {"type":"A","data":"10.0.0.1"}; SRV data is "target.:port", NS data the name.
void AppendRecordJson(wire::Type type, Bytes rdata, std::string* text);

// The same with the owner: {"name":"web.mesos.","type":...}.
void AppendOwnedRecordJson(const records::RecordView& record, std::string* text);

// The first `count_max` records of `list` as an array.
void AppendRecordArray(const records::RecordList& list, size_t count_max, std::string* text);

}  // namespace signpost::http
