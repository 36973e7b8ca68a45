#include "mesos/document_reader.h"

#include <string>

#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>

#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "mesos/json_repair.h"
#include "mesos/state_handler.h"

namespace signpost::mesos {
namespace {

// Numbers stay text: few are read.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

struct Pass {
  rapidjson::ParseResult result;
  std::string fault;
  Document document;
};

StateHandler HandlerFor(DocumentKind kind, Document* document) {
  if (kind == DocumentKind::kState) return StateHandler(&document->state);
  return {&document->state, &document->event};
}

Pass Read(std::string_view json, DocumentKind kind) {
  Pass pass;
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  StateHandler handler = HandlerFor(kind, &pass.document);
  pass.result = reader.Parse<kFlags>(stream, handler);
  pass.fault = handler.fault();
  // A zero octet looks like the end to the reader.
  if (!pass.result.IsError() && stream.Tell() != json.size()) {
    pass.result.Set(rapidjson::kParseErrorDocumentRootNotSingular, stream.Tell());
  }
  return pass;
}

// Faults that one tenant can bring into everybody's document.
bool CanRepair(rapidjson::ParseErrorCode code) {
  return code == rapidjson::kParseErrorStringUnicodeSurrogateInvalid ||
         code == rapidjson::kParseErrorNumberTooBig;
}

}  // namespace

absl::StatusOr<Document> ReadDocument(std::string_view json, DocumentKind kind) {
  Pass pass = Read(json, kind);
  if (CanRepair(pass.result.Code())) {
    pass = Read(ReplaceHugeNumbers(ReplaceLoneSurrogates(json)), kind);
  }
  if (pass.fault.empty() && !pass.result.IsError()) return std::move(pass.document);
  if (pass.fault.empty()) pass.fault = rapidjson::GetParseError_En(pass.result.Code());
  return NotA(kind, pass.fault, pass.result.Offset());
}

absl::Status NotA(DocumentKind kind, std::string_view why, size_t offset) {
  const char* const name = kind == DocumentKind::kState ? "a state document" : "an event";
  return absl::InvalidArgumentError(
      absl::StrCat("not ", name, ": ", ToAbsl(why), " (at octet ", offset, ")"));
}

}  // namespace signpost::mesos
