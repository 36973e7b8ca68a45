#include "base/network.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "absl/strings/str_cat.h"
#include "base/check.h"

namespace signpost {
namespace {

uint8_t BitsOf(const IpAddress& address) { return address.is_v4() ? 32 : 128; }

// Digits without a leading zero or a sign.
std::optional<uint8_t> PrefixSizeOf(std::string_view text, uint8_t max) {
  if (text.empty() || (text.size() > 1 && text[0] == '0')) return std::nullopt;
  uint8_t size = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
  if (error != std::errc() || end != text.data() + text.size() || size > max) return std::nullopt;
  return size;
}

// The first `size` bits of an octet.
uint8_t MaskOf(size_t size) { return static_cast<uint8_t>(0xff00 >> std::min<size_t>(size, 8)); }

// `address` with nothing but zeros behind its first `prefix_size` bits.
IpAddress FirstOf(const IpAddress& address, size_t prefix_size) {
  std::array<uint8_t, 16> octets{};
  const Bytes bytes = address.bytes();
  for (size_t i = 0; i < bytes.size() && i * 8 < prefix_size; ++i) {
    octets[i] = bytes[i] & MaskOf(prefix_size - i * 8);
  }
  return *IpAddress::FromBytes({octets.data(), bytes.size()});
}

}  // namespace

std::optional<IpNetwork> IpNetwork::Parse(std::string_view text) {
  const size_t slash = text.find('/');
  const auto address = IpAddress::Parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return IpNetwork(*address, BitsOf(*address));
  const auto size = PrefixSizeOf(text.substr(slash + 1), BitsOf(*address));
  if (!size) return std::nullopt;
  return IpNetwork(*address, *size);
}

IpNetwork::IpNetwork(const IpAddress& address, uint8_t prefix_size)
    : first_(FirstOf(address, prefix_size)), prefix_size_(prefix_size) {
  SIGNPOST_CHECK(prefix_size <= BitsOf(address));
}

bool IpNetwork::Contains(const IpAddress& address) const {
  const Bytes octets = address.bytes();
  const Bytes first = first_.bytes();
  if (octets.size() != first.size()) return false;
  const size_t whole = prefix_size_ / 8;
  if (!std::equal(first.begin(), first.begin() + static_cast<ptrdiff_t>(whole), octets.begin())) {
    return false;
  }
  return whole == first.size() || (octets[whole] & MaskOf(prefix_size_ % 8)) == first[whole];
}

std::string IpNetwork::ToString() const {
  return absl::StrCat(first_.ToString(), "/", static_cast<int>(prefix_size_));
}

IpNetwork ClientNetwork(const IpAddress& address) {
  constexpr uint8_t kIpv6ClientBits = 64;
  return IpNetwork(address, address.is_v4() ? BitsOf(address) : kIpv6ClientBits);
}

std::vector<IpNetwork> NamedNetworks(std::string_view name) {
  static constexpr std::pair<std::string_view, std::string_view> kNamed[] = {
      {"loopback", "127.0.0.0/8"},  {"loopback", "::1/128"},          {"private", "10.0.0.0/8"},
      {"private", "172.16.0.0/12"}, {"private", "192.168.0.0/16"},    {"private", "fc00::/7"},
      {"unique-local", "fc00::/7"}, {"link-local", "169.254.0.0/16"}, {"link-local", "fe80::/10"},
  };
  std::vector<IpNetwork> networks;
  for (const auto& [known, network] : kNamed) {
    if (known == name) networks.push_back(*IpNetwork::Parse(network));
  }
  return networks;
}

NetworkList::NetworkList(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) {
    const std::vector<IpNetwork> named = NamedNetworks(text);
    networks_.insert(networks_.end(), named.begin(), named.end());
    if (const auto network = IpNetwork::Parse(text)) networks_.push_back(*network);
  }
}

bool NetworkList::Contains(const IpAddress& address) const {
  return std::ranges::any_of(networks_,
                             [&](const IpNetwork& network) { return network.Contains(address); });
}

}  // namespace signpost
