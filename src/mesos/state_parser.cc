#include "mesos/state_parser.h"

#include <string>

// RapidJSON 1.1 adds to a null pointer while its stack is empty.
#ifdef __clang__
#pragma clang attribute push(__attribute__((no_sanitize("pointer-overflow"))), apply_to = function)
#endif
#include <rapidjson/error/en.h>
#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#ifdef __clang__
#pragma clang attribute pop
#endif

#include "absl/strings/str_cat.h"
#include "mesos/json_repair.h"
#include "mesos/pid.h"
#include "mesos/state_handler.h"

namespace signpost::mesos {
namespace {

// Never the recursive parser: 200,000 brackets overflow its stack. Numbers stay text: few are read.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

absl::Status NoState(std::string_view why, size_t offset) {
  return absl::InvalidArgumentError(
      absl::StrCat("not a state document: ", std::string(why), " (at octet ", offset, ")"));
}

struct Pass {
  rapidjson::ParseResult result;
  std::string fault;
  State state;
};

Pass Read(std::string_view json) {
  Pass pass;
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  StateHandler handler(&pass.state);
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

absl::StatusOr<State> Checked(Pass pass) {
  const size_t offset = pass.result.Offset();
  if (!pass.fault.empty()) return NoState(pass.fault, offset);
  if (pass.result.IsError()) {
    return NoState(rapidjson::GetParseError_En(pass.result.Code()), offset);
  }
  if (pass.state.leader.empty()) return NoState("it names no leader", 0);
  if (!ParsePid(pass.state.leader)) {
    return NoState(absl::StrCat("its leader \"", pass.state.leader, "\" is no NAME@HOST:PORT"), 0);
  }
  return std::move(pass.state);
}

}  // namespace

absl::StatusOr<State> ParseState(std::string_view json) {
  if (json.size() > kMaxStateSize) return NoState("it is too long", json.size());
  Pass pass = Read(json);
  if (CanRepair(pass.result.Code())) pass = Read(ReplaceHugeNumbers(ReplaceLoneSurrogates(json)));
  return Checked(std::move(pass));
}

}  // namespace signpost::mesos
