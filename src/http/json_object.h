#pragma once

// Writes one JSON object member by member, with the commas between them.

#include <string>
#include <string_view>
#include <type_traits>

#include "http/json_text.h"

namespace signpost::http {

class ObjectWriter {
 public:
  // `text` must outlive the writer, which begins the object; End() ends it.
  explicit ObjectWriter(std::string* text) : text_(text) { text_->push_back('{'); }
  void End() { text_->push_back('}'); }

  // Begins a member, whose value is to be appended to the result.
  std::string* Key(std::string_view name) {
    if (!is_first_) text_->push_back(',');
    is_first_ = false;
    AppendJsonString(name, text_);
    text_->push_back(':');
    return text_;
  }
  template <typename Number>
  requires std::is_arithmetic_v<Number>
  void Add(std::string_view name, Number value) { Key(name)->append(std::to_string(value)); }
  void Add(std::string_view name, std::string_view value) { AppendJsonString(value, Key(name)); }
  void AddBool(std::string_view name, bool value) { Key(name)->append(value ? "true" : "false"); }

 private:
  std::string* const text_;
  bool is_first_ = true;
};

}  // namespace signpost::http
