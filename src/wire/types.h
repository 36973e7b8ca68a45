#pragma once

// Numbers of the DNS protocol, as the IANA registry "Domain Name System (DNS) Parameters" has them.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace signpost::wire {

enum class Type : uint16_t {
  kA = 1,
  kNs = 2,
  kCname = 5,
  kSoa = 6,
  kPtr = 12,
  kTxt = 16,
  kAaaa = 28,
  kSrv = 33,
  kOpt = 41,
  kDs = 43,
  kTkey = 249,
  kTsig = 250,
  kIxfr = 251,
  kAxfr = 252,
  kMailb = 253,
  kMaila = 254,
  kAny = 255,
};

enum class Class : uint16_t { kIn = 1, kChaos = 3, kHesiod = 4, kNone = 254, kAny = 255 };

enum class Opcode : uint8_t {
  kQuery = 0,
  kInverseQuery = 1,
  kStatus = 2,
  kNotify = 4,
  kUpdate = 5
};

// Codes above 15 need an OPT record (RFC 6891 §6.1.3).
enum class Rcode : uint16_t {
  kNoError = 0,
  kFormErr = 1,
  kServFail = 2,
  kNxDomain = 3,
  kNotImp = 4,
  kRefused = 5,
  kNotAuth = 9,
  kBadVers = 16,
  kBadCookie = 23,
};

// EDNS options that we know.
enum class OptionCode : uint16_t { kCookie = 10, kTcpKeepalive = 11, kExtendedError = 15 };

// RFC 1035 §2.3.4, §4.1.1, §4.2.2; RFC 6891 §6.2.3.
inline constexpr size_t kHeaderSize = 12;
inline constexpr size_t kNameSizeMax = 255;
inline constexpr size_t kLabelSizeMax = 63;
inline constexpr size_t kPlainUdpSizeMax = 512;
inline constexpr size_t kMessageSizeMax = 65535;

// RFC 7873 §4.
inline constexpr size_t kClientCookieSize = 8;
inline constexpr size_t kServerCookieSizeMin = 8;
inline constexpr size_t kServerCookieSizeMax = 32;

// Bits of the header's second 16-bit word (RFC 1035 §4.1.1, RFC 4035 §3.2).
inline constexpr uint16_t kFlagQr = 0x8000;
inline constexpr uint16_t kFlagOpcode = 0x7800;  // mask of four bits
inline constexpr uint16_t kFlagAa = 0x0400;
inline constexpr uint16_t kFlagTc = 0x0200;
inline constexpr uint16_t kFlagRd = 0x0100;
inline constexpr uint16_t kFlagRa = 0x0080;
inline constexpr uint16_t kFlagAd = 0x0020;
inline constexpr uint16_t kFlagCd = 0x0010;

// "A", "AAAA", ...; "TYPE257" (RFC 3597 §5) for those without a name here.
std::string TypeName(Type type);

// The other way round, without regard to case. nullopt if the text is no type.
std::optional<Type> TypeFromName(std::string_view text);

}  // namespace signpost::wire
