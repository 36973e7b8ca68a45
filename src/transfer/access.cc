#include "transfer/access.h"

#include <algorithm>

namespace signpost::transfer {

std::optional<wire::Name> KeyNameOf(std::string_view text) {
  if (!text.starts_with(kKeyPrefix)) return std::nullopt;
  const auto name = wire::Name::FromText(text.substr(kKeyPrefix.size()));
  return name.ok() ? std::optional(name->ToCanonical()) : std::nullopt;
}

Access::Access(const std::vector<std::string>& texts) : networks_(texts) {
  for (const std::string& text : texts) {
    if (const auto name = KeyNameOf(text)) keys_.push_back(*name);
  }
}

bool Access::Allows(const IpAddress& client, const TsigKey* key) const {
  return networks_.Contains(client) || (key != nullptr && std::ranges::count(keys_, key->name) > 0);
}

}  // namespace signpost::transfer
