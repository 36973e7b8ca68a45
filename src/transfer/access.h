#pragma once

// Who may have the whole zone: `allowTransfer`. A value; any thread may use it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/network.h"
#include "transfer/tsig_key.h"
#include "wire/name.h"

namespace signpost::transfer {

// What stands before a key's name where networks may stand as well.
inline constexpr std::string_view kKeyPrefix = "key:";

// The key that `text`, "key:NAME", names; nullopt when it is something else.
std::optional<wire::Name> KeyNameOf(std::string_view text);

class Access {
 public:
  Access() = default;  // nobody may

  // Each text is "key:NAME", or a network as NetworkList takes them; others are left out.
  explicit Access(const std::vector<std::string>& texts);

  // Of a client at `client`, whose query is signed with `key`, or not signed at all (null).
  bool Allows(const IpAddress& client, const TsigKey* key) const;

  bool IsNobody() const { return networks_.empty() && keys_.empty(); }

 private:
  NetworkList networks_;
  std::vector<wire::Name> keys_;
};

}  // namespace signpost::transfer
