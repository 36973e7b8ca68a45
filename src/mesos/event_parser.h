#pragma once

// Reads the events of a master's stream, one JSON document each.
//
// Pure; any thread; memory in proportion to the document. Nesting and a
// task's ports are limited as in a
// state (state_parser.h), the size by kMaxRecordSize (record_io.h). Ports and addresses that are
// left out of a task are counted when the next state shows it.

#include <string_view>

#include "mesos/event.h"
#include "mesos/record_io.h"

namespace signpost::mesos {

// Never fails: what is no event, or lacks what its type promises, is an UnreadableEvent.
Event ParseEvent(std::string_view json);

// The event in `record`. The stream's first one may be passed over (it holds the whole cluster,
// which is not read) and is a Subscribed then; any other that was passed over is unreadable.
Event EventOf(const Record& record, bool is_first);

}  // namespace signpost::mesos
