#include "records/chosen_names.h"

#include <cstring>

#include "base/check.h"
#include "records/name_hash.h"
#include "records/shard.h"
#include "support/zone.h"

namespace signpost::testing {
namespace {

using records::internal::Fold;
using records::internal::LoadWord;

constexpr size_t kCollidingLabelSize = 23;

bool IsCanonical(const uint8_t* octets, size_t size) {
  for (size_t i = 0; i < size; ++i) {
    if (octets[i] >= 'A' && octets[i] <= 'Z') return false;
  }
  return true;
}

std::string TextOf(const std::array<uint8_t, 31>& octets) {
  const auto name = wire::Name::FromWire(octets);
  SIGNPOST_CHECK(name.has_value());
  return name->ToText();
}

}  // namespace

wire::Name NameOf(std::string_view text) {
  const auto name = wire::Name::FromText(text);
  SIGNPOST_CHECK(name.ok());
  return name->ToCanonical();
}

uint64_t HashOf(std::string_view name) {
  return records::HashName(NameOf(name).wire(), ZoneOptionsOf().hash_seed);
}

std::vector<std::string> NamesOfPage(size_t page, size_t count) {
  std::vector<std::string> names;
  for (size_t number = 0; names.size() < count; ++number) {
    std::string name = "n" + std::to_string(number) + ".mesos.";
    if (records::PageOf(HashOf(name)) == page) names.push_back(std::move(name));
  }
  return names;
}

// The hash takes in eight octets after the other. When the first eight of two names give two
// different intermediate values, the second eight can be chosen so that the difference vanishes.
std::array<std::string, 2> NamesThatCollide(size_t number) {
  std::array<uint8_t, 31> first{};
  first[0] = kCollidingLabelSize;
  std::memset(&first[1], 'a', kCollidingLabelSize);
  const std::string suffix("\5mesos\0", 7);
  std::memcpy(&first[24], suffix.data(), suffix.size());
  std::memcpy(&first[16], &number, sizeof(uint32_t));
  const uint64_t start = ZoneOptionsOf().hash_seed ^ (first.size() * records::internal::kHashFirst);
  for (uint32_t attempt = 1;; ++attempt) {
    std::array<uint8_t, 31> second = first;
    std::memcpy(&second[1], &attempt, sizeof(attempt));
    const uint64_t word = LoadWord(&first[8]) ^
                          Fold(start ^ LoadWord(first.data()), records::internal::kHashSecond) ^
                          Fold(start ^ LoadWord(second.data()), records::internal::kHashSecond);
    std::memcpy(&second[8], &word, sizeof(word));
    if (IsCanonical(&second[1], kCollidingLabelSize)) return {TextOf(first), TextOf(second)};
  }
}

std::string OctetsOf(const records::RecordTable& table) {
  std::string octets;
  for (const auto& page : table.pages()) {
    octets += page == nullptr ? "no page" : "page";
    if (page == nullptr) continue;
    for (const auto& shard : page->shards()) {
      octets.append(reinterpret_cast<const char*>(shard.get()), shard->size());
    }
  }
  return octets;
}

}  // namespace signpost::testing
