#include "mesos/document_reader.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"

namespace signpost::mesos {

DocumentReader::DocumentReader(DocumentKind kind)
    : kind_(kind),
      handler_(&document_.state, kind == DocumentKind::kEvent ? &document_.event : nullptr),
      reader_(&handler_) {}

absl::StatusOr<Document> DocumentReader::Finish() {
  if (!reader_.Finish()) return NotA(kind_, reader_.fault(), reader_.offset());
  return std::move(document_);
}

absl::Status NotA(DocumentKind kind, std::string_view why, size_t offset) {
  const char* const name = kind == DocumentKind::kState ? "a state document" : "an event";
  return absl::InvalidArgumentError(
      absl::StrCat("not ", name, ": ", ToAbsl(why), " (at octet ", offset, ")"));
}

}  // namespace signpost::mesos
