#include "http/host_rule.h"

#include <algorithm>
#include <optional>

#include "base/endpoint.h"
#include "wire/lower_case.h"

namespace signpost::http {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// What a name in a URI may hold, but for percent signs, which no name here has (RFC 3986 §3.2.2).
bool IsNameCharacter(char c) {
  constexpr std::string_view kOthers = "-._~!$&'()*+,;=";
  const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  return is_letter || IsDigit(c) || kOthers.find(c) != std::string_view::npos;
}

bool IsPort(std::string_view text) {
  return text.empty() || (text[0] == ':' && std::ranges::all_of(text.substr(1), IsDigit));
}

std::string Canonical(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  std::string canonical(name);
  std::ranges::transform(canonical, canonical.begin(), [](char c) {
    return static_cast<char>(wire::LowerCase(static_cast<uint8_t>(c)));
  });
  return canonical;
}

// "[::1]:8123"; a zone behind the address does not matter (RFC 6874).
HostVerdict CheckBracketed(std::string_view host) {
  const size_t end = host.find(']');
  if (end == std::string_view::npos || !IsPort(host.substr(end + 1))) {
    return HostVerdict::kMalformed;
  }
  const std::string_view inside = host.substr(1, end - 1);
  const auto address = IpAddress::Parse(inside.substr(0, inside.find('%')));
  const bool is_address = address && inside.find(':') != std::string_view::npos;
  return is_address ? HostVerdict::kServed : HostVerdict::kMalformed;
}

}  // namespace

std::string_view HostAsked(std::string_view target, std::string_view host_header) {
  target = target.substr(0, target.find('?'));
  const size_t scheme_end = target.find("://");
  if (target.starts_with('/') || scheme_end == std::string_view::npos) return host_header;
  const std::string_view rest = target.substr(scheme_end + 3);
  return rest.substr(0, rest.find('/'));
}

HostRule::HostRule(std::string_view zone, const std::vector<std::string>& names)
    : zone_(Canonical(zone)) {
  names_.insert("localhost");
  for (const std::string& name : names) names_.insert(Canonical(name));
  is_open_ = names_.contains("*");
}

HostVerdict HostRule::Check(std::string_view host) const {
  if (host.empty()) return HostVerdict::kServed;
  if (host[0] == '[') return CheckBracketed(host);
  const size_t colon = host.find(':');
  const std::string_view name = host.substr(0, colon);
  const std::string_view port = colon == std::string_view::npos ? "" : host.substr(colon);
  if (name.empty() || !IsPort(port) || !std::ranges::all_of(name, IsNameCharacter)) {
    return HostVerdict::kMalformed;
  }
  const std::string canonical = Canonical(name);
  const bool is_served = is_open_ || names_.contains(canonical) || IsInZone(canonical) ||
                         IpAddress::Parse(canonical).has_value();
  return is_served ? HostVerdict::kServed : HostVerdict::kForeign;
}

bool HostRule::IsInZone(std::string_view name) const {
  if (zone_.empty() || !name.ends_with(zone_)) return false;
  name.remove_suffix(zone_.size());
  return name.empty() || name.ends_with('.');
}

}  // namespace signpost::http
