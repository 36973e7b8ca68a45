#include "base/endpoint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost {
namespace {

bool IsMapped(const std::array<uint8_t, 16>& octets) {
  static constexpr std::array<uint8_t, 12> kPrefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  return std::equal(kPrefix.begin(), kPrefix.end(), octets.begin());
}

absl::Status NotHostPort(std::string_view text, std::string_view why) {
  return absl::InvalidArgumentError(
      absl::StrCat("\"", ToAbsl(text), "\" is not host:port: ", ToAbsl(why)));
}

}  // namespace

std::optional<IpAddress> IpAddress::FromBytes(Bytes octets) {
  if (octets.size() != 4 && octets.size() != 16) return std::nullopt;
  IpAddress address;
  address.size_ = static_cast<uint8_t>(octets.size());
  std::copy(octets.begin(), octets.end(), address.octets_.begin());
  return address;
}

std::optional<IpAddress> IpAddress::Parse(std::string_view text) {
  // inet_pton takes neither leading zeros nor short forms in IPv4, which is what we want.
  char copy[INET6_ADDRSTRLEN];
  if (text.empty() || text.size() >= sizeof(copy)) return std::nullopt;
  *std::copy(text.begin(), text.end(), copy) = '\0';
  if (text.find('\0') != std::string_view::npos) return std::nullopt;
  std::array<uint8_t, 16> octets{};
  if (inet_pton(AF_INET, copy, octets.data()) == 1) return FromBytes({octets.data(), 4});
  if (inet_pton(AF_INET6, copy, octets.data()) != 1) return std::nullopt;
  if (IsMapped(octets)) return FromBytes({octets.data() + 12, 4});
  return FromBytes(octets);
}

bool IpAddress::IsLoopback() const {
  if (is_v4()) return octets_[0] == 127;
  return octets_[15] == 1 && std::all_of(octets_.begin(), octets_.begin() + 15,
                                         [](uint8_t octet) { return octet == 0; });
}

bool IpAddress::IsLinkLocal() const {
  if (is_v4()) return octets_[0] == 169 && octets_[1] == 254;
  return octets_[0] == 0xfe && (octets_[1] & 0xc0) == 0x80;
}

bool IpAddress::IsUnspecified() const {
  return std::all_of(octets_.begin(), octets_.begin() + size_,
                     [](uint8_t octet) { return octet == 0; });
}

bool IpAddress::IsPrivate() const {
  if (!is_v4()) return (octets_[0] & 0xfe) == 0xfc;
  return octets_[0] == 10 || (octets_[0] == 172 && (octets_[1] & 0xf0) == 16) ||
         (octets_[0] == 192 && octets_[1] == 168);
}

std::string IpAddress::ToString() const {
  char text[INET6_ADDRSTRLEN];
  inet_ntop(is_v4() ? AF_INET : AF_INET6, octets_.data(), text, sizeof(text));
  char* const dot = is_v4() ? nullptr : std::strchr(text, '.');
  if (dot == nullptr) return text;
  // The system writes ::1.2.3.4 for ::102:304; the reference does not.
  char* const tail = std::strrchr(text, ':');
  *tail = '\0';
  return absl::StrCat(text, ":", absl::Hex(LoadU16(&octets_[12])), ":",
                      absl::Hex(LoadU16(&octets_[14])));
}

std::string Endpoint::ToString() const {
  if (address.is_v4()) return absl::StrCat(address.ToString(), ":", port);
  return absl::StrCat("[", address.ToString(), "]:", port);
}

absl::StatusOr<HostPort> SplitHostPort(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return NotHostPort(text, "it has no port");
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  if (host.starts_with('[') && host.ends_with(']')) {
    host = host.substr(1, host.size() - 2);
  } else if (host.find(':') != std::string_view::npos) {
    return NotHostPort(text, "an IPv6 address stands in brackets");
  }
  if (host.find_first_of("[]") != std::string_view::npos)
    return NotHostPort(text, "a stray bracket");
  uint16_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (error != std::errc() || end != port.data() + port.size()) {
    return NotHostPort(text, "the port is not a number from 0 to 65535");
  }
  return HostPort{std::string(host), number};
}

}  // namespace signpost
