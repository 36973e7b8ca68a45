#pragma once

// The table of all configuration keys. A new key is a field of Config, a line here, one in
// config/full.json and one in docs/configuration.md; a test holds the four together.

#include <cstdint>
#include <span>
#include <string_view>
#include <variant>

#include "app/config.h"

namespace signpost::app {

struct IntegerKey {
  int64_t Config::*member;
  int64_t min;
  int64_t max;
};

// Where a key's value goes, which says what it must look like.
using KeyTarget = std::variant<IntegerKey, bool Config::*, std::string Config::*, Texts Config::*,
                               OneOrMore Config::*, ZoneResolvers Config::*, Credentials Config::*>;

struct ConfigKey {
  std::string_view name;   // as in config.json; matched without regard to case
  std::string_view shown;  // in /v1/config, in the reference's spelling
  KeyTarget target;
  bool is_ignored = false;  // shown, but never taken from a file
};

// In the order of /v1/config.
std::span<const ConfigKey> ConfigKeys();

// The key called `name`; null when there is none.
const ConfigKey* FindConfigKey(std::string_view name);

// The known name that is nearest to `name` in letters to be changed.
std::string_view NearestConfigKey(std::string_view name);

}  // namespace signpost::app
