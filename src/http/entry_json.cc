#include "http/entry_json.h"

namespace signpost::http {
namespace {

void AddIfKnown(std::string_view name, std::string_view value, ObjectWriter* object) {
  if (!value.empty()) object->Add(name, value);
}

}  // namespace

void AddEntryMembers(const records::InventoryEntry& entry, ObjectWriter* object) {
  object->Add("name", entry.name);
  object->Add("id", entry.id);
  if (entry.circumstances == nullptr) return;
  const records::Circumstances& now = *entry.circumstances;
  AddIfKnown("agent", now.place, object);
  AddIfKnown("agent_id", now.place_id, object);
  AddIfKnown("address_source", now.address_source, object);
  if (now.is_address_kept) object->AddBool("address_kept", true);
  AddIfKnown("health", now.condition, object);
}

}  // namespace signpost::http
