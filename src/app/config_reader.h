#pragma once

// From the text of a configuration file to a Config, key by key. Private to this room.

#include <string_view>

#include "app/config.h"

namespace signpost::app {

inline constexpr size_t kMaxConfigSize = size_t{1} << 20;  // octets

// Reads `json` into `result`: values of the right type and range into its config, messages about
// all others into its faults and warnings. False when it is no object of keys.
bool ReadConfig(std::string_view json, ConfigResult* result);

}  // namespace signpost::app
