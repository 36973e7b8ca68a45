#include "mesos/labels.h"

namespace signpost::mesos {
namespace {

constexpr size_t kRfc1123SizeMax = 63;
constexpr size_t kRfc952SizeMax = 24;

size_t SizeMaxOf(LabelRule rule) {
  return rule == LabelRule::kRfc952 ? kRfc952SizeMax : kRfc1123SizeMax;
}

// The octet that stands for `c` in a label; 0 when it is dropped.
char Mapped(char c) {
  if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-') return c;
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c | 0x20);
  return c == '_' || c == '.' ? '-' : 0;
}

std::string Trimmed(std::string text, std::string_view leading) {
  text.erase(text.find_last_not_of('-') + 1);
  text.erase(0, std::min(text.find_first_not_of(leading), text.size()));
  return text;
}

// Where the cut falls on dashes, those on both sides of it go and the text behind moves up.
std::string Cut(std::string text, size_t size_max) {
  if (text.size() <= size_max) return text;
  std::string head = text.substr(0, size_max);
  head.erase(head.find_last_not_of('-') + 1);
  if (head.size() == size_max) return head;
  const size_t rest = text.find_first_not_of('-', size_max);
  if (rest != std::string::npos) head.append(text, rest);
  return head.substr(0, size_max);
}

}  // namespace

std::string MangleLabel(std::string_view text, LabelRule rule) {
  std::string label;
  label.reserve(text.size());
  for (const char c : text) {
    if (const char mapped = Mapped(c); mapped != 0) label.push_back(mapped);
  }
  const std::string_view leading = rule == LabelRule::kRfc952 ? "-0123456789" : "-";
  return Cut(Trimmed(std::move(label), leading), SizeMaxOf(rule));
}

std::string MangleDomain(std::string_view text, LabelRule rule) {
  std::string domain;
  while (true) {
    const size_t dot = text.find('.');
    const std::string label = MangleLabel(text.substr(0, dot), rule);
    if (!label.empty()) domain.append(domain.empty() ? "" : ".").append(label);
    if (dot == std::string_view::npos) return domain;
    text.remove_prefix(dot + 1);
  }
}

}  // namespace signpost::mesos
