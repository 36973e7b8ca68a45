#include "http/query_parameters.h"

#include <algorithm>
#include <charconv>

#include "http/percent.h"

namespace signpost::http {
namespace {

std::string_view QueryOf(std::string_view target) {
  const size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {};
  target.remove_prefix(mark + 1);
  return target.substr(0, target.find('#'));
}

}  // namespace

std::optional<std::string> QueryParameter(std::string_view target, std::string_view name) {
  for (std::string_view rest = QueryOf(target); !rest.empty();) {
    const size_t end = std::min(rest.find('&'), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t sign = std::min(part.find('='), part.size());
    if (part.substr(0, sign) != name) continue;
    std::string value(part.substr(std::min(sign + 1, part.size())));
    std::replace(value.begin(), value.end(), '+', ' ');
    return PercentDecoded(value);
  }
  return std::nullopt;
}

std::optional<uint32_t> QueryNumber(std::string_view target, std::string_view name) {
  const auto text = QueryParameter(target, name);
  if (!text) return std::nullopt;
  uint32_t number = 0;
  const char* const end = text->data() + text->size();
  const auto [at, error] = std::from_chars(text->data(), end, number);
  if (error != std::errc() || at != end) return std::nullopt;
  return number;
}

uint32_t QueryLimit(std::string_view target, std::string_view name, uint32_t otherwise,
                    uint32_t max) {
  return std::min(QueryNumber(target, name).value_or(otherwise), max);
}

}  // namespace signpost::http
