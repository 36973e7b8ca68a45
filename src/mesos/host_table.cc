#include "mesos/host_table.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "base/absl_text.h"
#include "mesos/pid.h"
#include "wire/name.h"

namespace signpost::mesos {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsPlain(char c) {
  return (c >= 'a' && c <= 'z') || IsDigit(c) || c == '-' || c == '_' || c == '.';
}

bool EndsInNumber(std::string_view name) {
  const std::string_view last = name.substr(name.rfind('.') + 1);  // npos + 1 == 0
  return std::ranges::all_of(last, IsDigit);
}

}  // namespace

std::string LookedUpName(std::string_view host) {
  if (AddressOfHost(host)) return {};
  if (host.ends_with('.')) host.remove_suffix(1);
  std::string name = absl::AsciiStrToLower(ToAbsl(host));
  const bool is_name = !name.empty() && std::ranges::all_of(name, IsPlain) && !EndsInNumber(name) &&
                       wire::Name::FromText(name + ".").ok();
  return is_name ? name : std::string();
}

bool HostTable::Set(const HostAddresses& found) {
  if (found.addresses.empty()) return addresses_.erase(found.host) > 0;
  auto& known = addresses_[found.host];
  if (known == found.addresses) return false;
  known = found.addresses;
  return true;
}

const std::vector<IpAddress>& HostTable::AddressesOf(std::string_view name) const {
  static const std::vector<IpAddress> kNone;
  const auto found = addresses_.find(ToAbsl(name));
  return found == addresses_.end() ? kNone : found->second;
}

}  // namespace signpost::mesos
