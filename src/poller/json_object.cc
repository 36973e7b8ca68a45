#include "poller/json_object.h"

#include <utility>

#include <rapidjson/memorystream.h>
#include <rapidjson/reader.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "absl/strings/ascii.h"
#include "base/absl_text.h"

namespace signpost::poller {
namespace {

using Members = std::map<std::string, std::string>;

// Iterative: the recursive parser overflows the stack on many brackets.
// Numbers stay text: RapidJSON 1.1 is not to be trusted with strange exponents.
constexpr unsigned kFlags = rapidjson::kParseIterativeFlag | rapidjson::kParseNumbersAsStringsFlag;

class MemberCollector : public rapidjson::BaseReaderHandler<rapidjson::UTF8<>, MemberCollector> {
 public:
  Members Take() { return std::move(members_); }

  bool Default() { return depth_ > 0; }  // null, true, false
  bool RawNumber(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return Add({text, size});
  }
  bool String(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    return Add({text, size});
  }
  bool Key(const char* text, rapidjson::SizeType size, bool /*copy*/) {
    if (depth_ == 1) key_ = absl::AsciiStrToLower(absl::string_view(text, size));
    return true;
  }
  bool StartObject() { return ++depth_ > 0; }
  bool EndObject(rapidjson::SizeType /*count*/) { return --depth_ >= 0; }
  bool StartArray() { return depth_++ > 0; }
  bool EndArray(rapidjson::SizeType /*count*/) { return --depth_ >= 0; }

 private:
  bool Add(std::string_view value) {
    if (depth_ == 1) members_[key_] = value;
    return depth_ > 0;
  }

  Members members_;
  std::string key_;
  int depth_ = 0;
};

}  // namespace

std::optional<Members> ReadJsonObject(std::string_view json) {
  rapidjson::MemoryStream stream(json.data(), json.size());
  rapidjson::Reader reader;
  MemberCollector collector;
  if (!reader.Parse<kFlags>(stream, collector)) return std::nullopt;
  return collector.Take();
}

std::string JsonString(std::string_view text) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  return {buffer.GetString(), buffer.GetSize()};
}

}  // namespace signpost::poller
