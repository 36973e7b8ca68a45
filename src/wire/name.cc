#include "wire/name.h"

#include <cstring>

#include "absl/strings/str_cat.h"
#include "base/printable.h"
#include "wire/escape.h"
#include "wire/lower_case.h"

namespace signpost::wire {
namespace {

// Octets of a label that have a meaning in zone files.
constexpr std::string_view kSpecial = ".\\\";@$()";

// The octet that an escape stands for: "\X" or "\DDD" (RFC 1035 §5.1) at the start of `text`.
// Sets `size` to the escape's size; nullopt when it is none.
std::optional<uint8_t> ReadEscape(std::string_view text, size_t* size) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() < 2) return std::nullopt;
  *size = 2;
  if (!is_digit(text[1])) return static_cast<uint8_t>(text[1]);
  if (text.size() < 4 || !is_digit(text[2]) || !is_digit(text[3])) return std::nullopt;
  *size = 4;
  const int value = (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
  if (value > 255) return std::nullopt;
  return static_cast<uint8_t>(value);
}

// Takes the octets of labels one by one and keeps room for the root's zero.
class LabelWriter {
 public:
  explicit LabelWriter(std::array<uint8_t, kNameSizeMax>* octets) : octets_(*octets) {}

  // What is wrong, or null.
  const char* Octet(uint8_t octet) {
    if (size_ - label_start_ > kLabelSizeMax) return "a label is longer than 63 octets";
    if (size_ + 1 >= kNameSizeMax) return "it is longer than 255 octets";
    octets_[size_++] = octet;
    return nullptr;
  }

  const char* EndLabel() {
    if (size_ == label_start_ + 1) return "a label is empty";
    octets_[label_start_] = static_cast<uint8_t>(size_ - label_start_ - 1);
    label_start_ = size_++;
    return nullptr;
  }

  // Writes the root's zero in place of a further label.
  size_t Finish() {
    octets_[label_start_] = 0;
    return label_start_ + 1;
  }

  bool label_is_empty() const { return size_ == label_start_ + 1; }

 private:
  std::array<uint8_t, kNameSizeMax>& octets_;
  size_t label_start_ = 0;  // where the label's length goes
  size_t size_ = 1;
};

// Reads all labels of `text`; what is wrong, or null.
const char* ReadLabels(std::string_view text, LabelWriter* writer) {
  const char* fault = nullptr;
  for (size_t at = 0; at < text.size() && fault == nullptr;) {
    size_t size = 1;
    if (text[at] == '.') {
      fault = writer->EndLabel();
    } else if (text[at] == '\\') {
      const std::optional<uint8_t> octet = ReadEscape(text.substr(at), &size);
      fault = octet ? writer->Octet(*octet) : "a backslash without an octet behind it";
    } else {
      fault = writer->Octet(static_cast<uint8_t>(text[at]));
    }
    at += size;
  }
  if (fault == nullptr && !writer->label_is_empty()) fault = writer->EndLabel();
  return fault;
}

// Offsets of the labels of `wire_name` in their order; returns their number.
size_t LabelOffsets(Bytes wire_name, std::array<uint8_t, kNameSizeMax / 2>* offsets) {
  size_t count = 0;
  for (size_t at = 0; wire_name[at] != 0; at += wire_name[at] + size_t{1}) {
    (*offsets)[count++] = static_cast<uint8_t>(at);
  }
  return count;
}

int CompareLabels(Bytes a, Bytes b) {
  const int order = std::memcmp(a.data(), b.data(), std::min(a.size(), b.size()));
  if (order != 0) return order;
  return static_cast<int>(a.size()) - static_cast<int>(b.size());
}

}  // namespace

absl::StatusOr<Name> Name::FromText(std::string_view text) {
  Name name;
  if (text == ".") return name;
  LabelWriter writer(&name.octets_);
  const char* const fault = text.empty() ? "it is empty" : ReadLabels(text, &writer);
  if (fault != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("name \"", log::Printable(text), "\": ", fault));
  }
  name.size_ = static_cast<uint8_t>(writer.Finish());
  return name;
}

std::optional<Name> Name::FromWire(Bytes octets) {
  if (octets.empty() || NameSizeAt(octets) != octets.size()) return std::nullopt;
  Name name;
  std::memcpy(name.octets_.data(), octets.data(), octets.size());
  name.size_ = static_cast<uint8_t>(octets.size());
  return name;
}

size_t Name::label_count() const {
  size_t count = 0;
  for (size_t at = 0; octets_[at] != 0; at += octets_[at] + size_t{1}) ++count;
  return count;
}

Name Name::ToCanonical() const {
  Name name;
  CopyCanonical(wire(), name.octets_.data());
  name.size_ = size_;
  return name;
}

std::string Name::ToText() const { return NameToText(wire()); }

bool operator==(const Name& a, const Name& b) {
  return std::equal(
      a.wire().begin(), a.wire().end(), b.wire().begin(), b.wire().end(),
      [](uint8_t left, uint8_t right) { return LowerCase(left) == LowerCase(right); });
}

NameBuilder& NameBuilder::Label(std::string_view label) {
  // The root's zero must still fit behind it.
  const bool fits = size_ + 1 + label.size() + 1 <= kNameSizeMax;
  if (failed_ || complete_ || label.empty() || label.size() > kLabelSizeMax || !fits) {
    failed_ = true;
    return *this;
  }
  octets_[size_++] = static_cast<uint8_t>(label.size());
  for (const char c : label) octets_[size_++] = LowerCase(static_cast<uint8_t>(c));
  return *this;
}

NameBuilder& NameBuilder::Labels(std::string_view dotted) {
  while (!failed_) {
    const size_t dot = dotted.find('.');
    Label(dotted.substr(0, dot));
    if (dot == std::string_view::npos) break;
    dotted.remove_prefix(dot + 1);
  }
  return *this;
}

NameBuilder& NameBuilder::Suffix(Bytes suffix) {
  if (failed_ || complete_ || size_ + suffix.size() > kNameSizeMax) {
    failed_ = true;
    return *this;
  }
  CopyCanonical(suffix, octets_.data() + size_);
  size_ += suffix.size();
  complete_ = true;
  return *this;
}

std::optional<Bytes> NameBuilder::Build() const {
  if (failed_ || !complete_) return std::nullopt;
  return Bytes(octets_.data(), size_);
}

void NameBuilder::Clear() {
  size_ = 0;
  complete_ = false;
  failed_ = false;
}

std::string NameToText(Bytes wire_name) {
  if (wire_name.size() == 1) return ".";
  std::string text;
  text.reserve(wire_name.size());
  for (size_t at = 0; wire_name[at] != 0; at += wire_name[at] + size_t{1}) {
    for (const uint8_t octet : wire_name.subspan(at + 1, wire_name[at]))
      AppendEscaped(octet, '!', kSpecial, &text);
    text.push_back('.');
  }
  return text;
}

void CopyCanonical(Bytes wire_name, uint8_t* out) {
  size_t at = 0;
  for (; at + sizeof(uint64_t) <= wire_name.size(); at += sizeof(uint64_t)) {
    uint64_t word;
    std::memcpy(&word, wire_name.data() + at, sizeof(word));
    word = LowerCaseWord(word);
    std::memcpy(out + at, &word, sizeof(word));
  }
  for (; at < wire_name.size(); ++at) out[at] = LowerCase(wire_name[at]);
}

int CompareCanonical(Bytes a, Bytes b) {
  std::array<uint8_t, kNameSizeMax / 2> a_offsets;
  std::array<uint8_t, kNameSizeMax / 2> b_offsets;
  size_t a_left = LabelOffsets(a, &a_offsets);
  size_t b_left = LabelOffsets(b, &b_offsets);
  while (a_left > 0 && b_left > 0) {
    const size_t a_at = a_offsets[--a_left];
    const size_t b_at = b_offsets[--b_left];
    const int order = CompareLabels(a.subspan(a_at + 1, a[a_at]), b.subspan(b_at + 1, b[b_at]));
    if (order != 0) return order;
  }
  return static_cast<int>(a_left) - static_cast<int>(b_left);
}

}  // namespace signpost::wire
