#pragma once

// The parts of an event that are read: what state_places.h needs to know of Mesos' v1 JSON.
// Private to this room.

#include <span>

#include "mesos/state_places.h"

namespace signpost::mesos {

// Besides those of its base.
std::span<const KeyField> EventKeysOf(Place place);

// {kOutside, true} when `field` is no container of an event.
Container EventContainerOf(Field field);

// kNone when `place` is no array of an event.
Field EventItemOf(Place place);

}  // namespace signpost::mesos
