#include "http/request_target.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace signpost::http {
namespace {

// More segments than any route has.
constexpr size_t kMaxSegments = 5;

// -1 when `character` is no hexadecimal digit.
int HexValue(char character) {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

// nullopt for a bad escape.
std::optional<std::string> PercentDecoded(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      decoded.push_back(text[at]);
      continue;
    }
    if (text.size() - at < 3) return std::nullopt;
    const int high = HexValue(text[at + 1]);
    const int low = HexValue(text[at + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    decoded.push_back(static_cast<char>(high << 4 | low));
    at += 2;
  }
  return decoded;
}

// The path of origin-form and absolute-form (RFC 9112 §3.2.1, §3.2.2), without the query.
std::string_view PathOf(std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (target.starts_with('/')) return target;
  const size_t scheme_end = target.find("://");
  if (scheme_end == std::string_view::npos) return {};
  const size_t path_begin = target.find('/', scheme_end + 3);
  return path_begin == std::string_view::npos ? "/" : target.substr(path_begin);
}

// Parts between slashes; the first slash and one at the end are left out. At most kMaxSegments.
std::vector<std::string_view> Segments(std::string_view path) {
  std::vector<std::string_view> segments;
  path.remove_prefix(1);
  if (path.ends_with('/')) path.remove_suffix(1);
  while (segments.size() < kMaxSegments) {
    const size_t end = path.find('/');
    segments.push_back(path.substr(0, end));
    if (end == std::string_view::npos) break;
    path.remove_prefix(end + 1);
  }
  return segments;
}

Route TopRoute(std::string_view segment) {
  if (segment == "health") return Route::kHealth;
  if (segment == "ready") return Route::kReady;
  if (segment == "metrics") return Route::kMetrics;
  return Route::kUnknown;
}

Route PlainRoute(std::string_view segment) {
  if (segment == "version") return Route::kVersion;
  if (segment == "config") return Route::kConfig;
  if (segment == "enumerate") return Route::kEnumerate;
  if (segment == "axfr") return Route::kAxfr;
  if (segment == "status") return Route::kStatus;
  return Route::kUnknown;
}

Route NamedRoute(const std::vector<std::string_view>& segments) {
  if (segments[2].empty()) return Route::kUnknown;
  if (segments[1] == "hosts") {
    if (segments.size() == 3) return Route::kHost;
    return segments.size() == 4 && segments[3] == "ports" ? Route::kHostPorts : Route::kUnknown;
  }
  return segments[1] == "services" && segments.size() == 3 ? Route::kService : Route::kUnknown;
}

}  // namespace

RequestTarget ParseRequestTarget(std::string_view target) {
  const auto path = PercentDecoded(PathOf(target));
  if (!path) return {Route::kMalformed, {}};
  if (path->empty()) return {};
  if (*path == "/") return {Route::kIndex, {}};
  const auto segments = Segments(*path);
  if (segments.size() == 1) return {TopRoute(segments[0]), {}};
  if (segments[0] != "v1") return {};
  if (segments.size() == 2) return {PlainRoute(segments[1]), {}};
  const Route route = NamedRoute(segments);
  if (route == Route::kUnknown) return {};
  return {route, std::string(segments[2])};
}

}  // namespace signpost::http
