#include "mesos/json_reader.h"

#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>
#include <vector>

#include "mesos/state_handler.h"
#include "mesos/state_parser.h"

namespace signpost::mesos {
namespace {

namespace json = boost::json;
using ErrorCode = json::error_code;

std::string_view View(json::string_view text) { return {text.data(), text.size()}; }

// Boost.JSON's Handler concept: hands on what the parser finds. Keys, texts and numbers come whole,
// or in parts before the last one; what is not read is not put together.
class Events {
 public:
  static constexpr size_t max_object_size = std::numeric_limits<size_t>::max();
  static constexpr size_t max_array_size = max_object_size;
  static constexpr size_t max_key_size = max_object_size;
  static constexpr size_t max_string_size = max_object_size;

  explicit Events(StateHandler* handler) : handler_(handler) {}

  bool on_document_begin(ErrorCode&) { return true; }
  bool on_document_end(ErrorCode&) { return true; }
  bool on_object_begin(ErrorCode& error) { return Start(/*is_object=*/true, &error); }
  bool on_object_end(size_t, ErrorCode& error) { return End(&error); }
  bool on_array_begin(ErrorCode& error) { return Start(/*is_object=*/false, &error); }
  bool on_array_end(size_t, ErrorCode& error) { return End(&error); }
  bool on_key_part(json::string_view text, size_t, ErrorCode&) {
    if (handler_->ReadsKeys()) parts_.append(View(text));
    return true;
  }
  bool on_key(json::string_view text, size_t, ErrorCode& error) {
    return is_muted_ || Told(handler_->Key(Whole(text)), &error);
  }
  bool on_string_part(json::string_view text, size_t, ErrorCode&) { return AddPart(text); }
  bool on_string(json::string_view text, size_t, ErrorCode& error) {
    return Told(handler_->String(Whole(text)), &error);
  }
  bool on_number_part(json::string_view text, ErrorCode&) { return AddPart(text); }
  bool on_int64(int64_t, json::string_view text, ErrorCode& error) { return Number(text, &error); }
  bool on_uint64(uint64_t, json::string_view text, ErrorCode& error) {
    return Number(text, &error);
  }
  bool on_double(double, json::string_view text, ErrorCode& error) { return Number(text, &error); }
  bool on_bool(bool value, ErrorCode& error) { return Told(handler_->Bool(value), &error); }
  bool on_null(ErrorCode& error) { return Told(handler_->Null(), &error); }
  bool on_comment_part(json::string_view, ErrorCode&) { return true; }
  bool on_comment(json::string_view, ErrorCode&) { return true; }

  // What stands open, as another parser has to read it to get here. It is to be muted meanwhile.
  std::string Openings() const {
    std::string openings;
    for (const bool is_object : is_object_) openings.append(is_object ? "{\"\":" : "[");
    return openings;
  }
  void Mute(bool is_muted) { is_muted_ = is_muted; }
  std::string TakeParts() { return std::exchange(parts_, {}); }

 private:
  bool Start(bool is_object, ErrorCode* error) {
    if (is_muted_) return true;
    is_object_.push_back(is_object);
    return Told(handler_->Start(is_object), error);
  }

  bool End(ErrorCode* error) {
    is_object_.pop_back();
    return Told(handler_->End(), error);
  }

  bool Number(json::string_view text, ErrorCode* error) {
    return Told(handler_->Number(Whole(text)), error);
  }

  bool AddPart(json::string_view text) {
    if (handler_->ReadsValue()) parts_.append(View(text));
    return true;
  }

  std::string_view Whole(json::string_view text) {
    return parts_.empty() ? View(text) : parts_.append(View(text));
  }

  // Any error will do: the handler knows why.
  bool Told(bool goes_on, ErrorCode* error) {
    parts_.clear();
    if (!goes_on) *error = json::error::syntax;
    return goes_on;
  }

  StateHandler* const handler_;
  std::vector<bool> is_object_;  // what stands open
  std::string parts_;
  bool is_muted_ = false;
};

// One more level than the handler allows: it is to refuse.
json::parse_options Options() {
  json::parse_options options;
  options.max_depth = kMaxStateDepth + 1;
  options.allow_invalid_utf8 = true;
  return options;
}

bool IsOfNumber(char c) { return std::string_view("+-.0123456789eE").find(c) != std::string::npos; }

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// As good as the number with the huge exponent whose beginning is `text`: out of all bounds.
std::string_view PlainNumber(std::string_view text) {
  if (text.ends_with('-') || text.find("e-") != text.npos || text.find("E-") != text.npos)
    return "0";
  return text.starts_with('-') ? "-1e99" : "1e99";
}

}  // namespace

class JsonReader::Parser {
 public:
  explicit Parser(StateHandler* handler) : parser_(Options(), handler) {}

  // Takes `octets`, the last ones unless `is_more`. Returns how many of them were good.
  size_t Write(std::string_view octets, bool is_more) {
    return parser_.write_some(is_more, octets.data(), octets.size(), error_);
  }

  const ErrorCode& error() const { return error_; }

  // After an exponent that the parser refuses, of a number that ends in `octets`: goes on behind it
  // as if a plainer number had stood there.
  void Resume(std::string_view octets) {
    Events& events = parser_.handler();
    const auto end = std::find_if_not(octets.rbegin(), octets.rend(), IsOfNumber);
    const std::string number = events.TakeParts().append(end.base(), octets.end());
    const std::string openings = events.Openings();
    parser_.reset();
    events.Mute(true);
    Write(openings, /*is_more=*/true);
    events.Mute(false);
    Write(PlainNumber(number), /*is_more=*/true);
  }

 private:
  json::basic_parser<Events> parser_;
  ErrorCode error_;
};

JsonReader::JsonReader(StateHandler* handler)
    : handler_(*handler), parser_(std::make_unique<Parser>(handler)) {}

JsonReader::~JsonReader() = default;

void JsonReader::Add(std::string_view octets) {
  repair_.Add(octets, [this](std::string_view mended) { Write(mended); });
}

bool JsonReader::Finish() {
  repair_.Finish([this](std::string_view mended) { Write(mended); });
  if (!fault_.empty()) return false;
  parser_->Write({}, /*is_more=*/false);
  if (parser_->error()) NoteError();
  return fault_.empty();
}

void JsonReader::Write(std::string_view octets) {
  while (fault_.empty() && !octets.empty()) {
    const size_t good = skips_digits_ ? SkipDigits(octets) : WriteSome(octets);
    offset_ += good;
    octets.remove_prefix(good);
  }
}

// Returns how many of `octets` were good. After it there is a fault, or nothing is left, or a
// number's digits are to be skipped.
size_t JsonReader::WriteSome(std::string_view octets) {
  const size_t good = parser_->Write(octets, /*is_more=*/true);
  if (parser_->error() == json::error::exponent_overflow) {
    parser_->Resume(octets.substr(0, good));
    skips_digits_ = true;
  } else if (parser_->error()) {
    NoteError();
  } else if (good < octets.size()) {
    fault_ = "something stands behind its root";
  }
  return good;
}

// Returns how many digits there are at the start of `octets`.
size_t JsonReader::SkipDigits(std::string_view octets) {
  const auto* const end = std::find_if_not(octets.begin(), octets.end(), IsDigit);
  skips_digits_ = end == octets.end();
  return static_cast<size_t>(end - octets.begin());
}

void JsonReader::NoteError() {
  fault_ = handler_.fault();
  if (!fault_.empty()) return;
  const bool is_incomplete = parser_->error() == json::error::incomplete;
  fault_ = is_incomplete && offset_ == 0 ? "it is empty" : parser_->error().message();
}

}  // namespace signpost::mesos
