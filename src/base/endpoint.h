#pragma once

// IP addresses and endpoints as values. Any thread may use them; nothing here waits or looks names
// up.

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "base/bytes.h"

namespace signpost {

// An IPv4 or IPv6 address without a zone.
class IpAddress {
 public:
  IpAddress() = default;  // 0.0.0.0

  // Reads the canonical text form: dotted quads without leading zeros, RFC 4291 §2.2 for IPv6, no
  // zone, no brackets. ::ffff:a.b.c.d becomes the IPv4 address. nullopt for anything else.
  static std::optional<IpAddress> Parse(std::string_view text);

  // From 4 or 16 octets in network order; nullopt for another length. No mapping is applied.
  static std::optional<IpAddress> FromBytes(Bytes octets);

  bool is_v4() const { return size_ == 4; }
  Bytes bytes() const { return {octets_.data(), size_}; }

  bool IsLoopback() const;   // 127/8, ::1
  bool IsLinkLocal() const;  // 169.254/16, fe80::/10
  bool IsUnspecified() const;
  bool IsPrivate() const;  // RFC 1918, RFC 4193 (fc00::/7)

  std::string ToString() const;  // RFC 5952

  friend bool operator==(const IpAddress&, const IpAddress&) = default;
  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;

 private:
  uint8_t size_ = 4;
  std::array<uint8_t, 16> octets_{};
};

struct Endpoint {
  IpAddress address;
  uint16_t port = 0;

  std::string ToString() const;  // "10.0.0.1:53", "[::1]:53"
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// "host:port" taken apart; an IPv6 address stands in brackets. The host may be a name or empty.
struct HostPort {
  std::string host;
  uint16_t port = 0;
};

// Fails when there is no port, the port is not 0..65535, or an IPv6 address lacks its brackets; the
// message names the text.
absl::StatusOr<HostPort> SplitHostPort(std::string_view text);

}  // namespace signpost
