// Names from any text and any octets: what is accepted keeps the invariants of name.h and survives
// the way to text and back, also through ldns, which reads the same octets in the same text.

#include <vector>

#include "base/check.h"
#include "support/ldns_message.h"
#include "wire/name.h"

namespace signpost::wire {
namespace {

// The way there and back, once through either's text.
void CheckLdns(const Name& name) {
  const auto by_ldns = testing::LdnsNameFromText(name.ToText());
  SIGNPOST_CHECK(by_ldns && SameBytes(*by_ldns, name.wire()));
  const auto by_us = Name::FromText(testing::LdnsNameToText(name.wire()));
  SIGNPOST_CHECK(by_us.ok() && SameBytes(by_us->wire(), name.wire()));
}

// The other functions, on a name that keeps the invariants.
void CheckName(const Name& name) {
  SIGNPOST_CHECK(Name::FromWire(name.wire()).has_value());
  const auto again = Name::FromText(name.ToText());
  SIGNPOST_CHECK(again.ok() && SameBytes(again->wire(), name.wire()));
  CheckLdns(name);

  const Name canonical = name.ToCanonical();
  SIGNPOST_CHECK(canonical == name && canonical.size() == name.size());
  SIGNPOST_CHECK(SameBytes(canonical.ToCanonical().wire(), canonical.wire()));
  SIGNPOST_CHECK(CompareCanonical(canonical.wire(), canonical.wire()) == 0);

  size_t labels = 0;
  for (Bytes at = canonical.wire(); at.size() > 1; at = ParentOf(at)) {
    ++labels;
    SIGNPOST_CHECK(IsAtOrBelow(canonical.wire(), at));
    SIGNPOST_CHECK(CompareCanonical(ParentOf(at), at) < 0);
    SIGNPOST_CHECK(CompareCanonical(at, ParentOf(at)) > 0);
  }
  SIGNPOST_CHECK(labels == name.label_count());
}

// ldns ends a text at a zero octet.
void CheckText(std::string_view text) {
  const auto name = Name::FromText(text);
  if (name.ok()) CheckName(*name);
  if (!name.ok() || text.find('\0') != std::string_view::npos) return;
  const auto by_ldns = testing::LdnsNameFromText(text);
  SIGNPOST_CHECK(!by_ldns || SameBytes(*by_ldns, name->wire()));
}

void CheckBuilder(std::string_view text) {
  NameBuilder builder;
  const size_t half = text.size() / 2;
  builder.Label(text.substr(0, half)).Labels(text.substr(half)).Suffix(Name().wire());
  const auto built = builder.Build();
  if (built) CheckName(Name::FromWire(*built).value());
}

}  // namespace
}  // namespace signpost::wire

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  wire::CheckText(text);
  if (const auto name = wire::Name::FromWire({data, size})) wire::CheckName(*name);
  wire::CheckBuilder(text);
  return 0;
}
