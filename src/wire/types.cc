#include "wire/types.h"

#include <algorithm>
#include <charconv>

#include "wire/lower_case.h"

namespace signpost::wire {
namespace {

struct TypeEntry {
  Type type;
  std::string_view name;
};

constexpr TypeEntry kTypes[] = {
    {Type::kA, "A"},       {Type::kNs, "NS"},     {Type::kCname, "CNAME"}, {Type::kSoa, "SOA"},
    {Type::kPtr, "PTR"},   {Type::kTxt, "TXT"},   {Type::kAaaa, "AAAA"},   {Type::kSrv, "SRV"},
    {Type::kOpt, "OPT"},   {Type::kDs, "DS"},     {Type::kTkey, "TKEY"},   {Type::kTsig, "TSIG"},
    {Type::kIxfr, "IXFR"}, {Type::kAxfr, "AXFR"}, {Type::kMailb, "MAILB"}, {Type::kMaila, "MAILA"},
    {Type::kAny, "ANY"},
};

constexpr std::string_view kNumberPrefix = "TYPE";

bool SameText(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char left, char right) {
    return LowerCase(static_cast<uint8_t>(left)) == LowerCase(static_cast<uint8_t>(right));
  });
}

}  // namespace

std::string TypeName(Type type) {
  for (const TypeEntry& entry : kTypes) {
    if (entry.type == type) return std::string(entry.name);
  }
  return std::string(kNumberPrefix) + std::to_string(static_cast<uint16_t>(type));
}

std::optional<Type> TypeFromName(std::string_view text) {
  for (const TypeEntry& entry : kTypes) {
    if (SameText(entry.name, text)) return entry.type;
  }
  if (!SameText(kNumberPrefix, text.substr(0, kNumberPrefix.size()))) return std::nullopt;
  const char* const begin = text.data() + kNumberPrefix.size();
  const char* const end = text.data() + text.size();
  uint16_t number = 0;
  const auto [stopped, error] = std::from_chars(begin, end, number);
  if (error != std::errc() || stopped != end) return std::nullopt;
  return static_cast<Type>(number);
}

}  // namespace signpost::wire
