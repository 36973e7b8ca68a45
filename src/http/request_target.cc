#include "http/request_target.h"

#include <cstddef>
#include <vector>

#include "http/page_files.h"
#include "http/percent.h"

namespace signpost::http {
namespace {

// More segments than any route has.
constexpr size_t kMaxSegments = 5;

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
  if (segment == "search") return Route::kSearch;
  if (segment == "browse") return Route::kBrowse;
  if (segment == "changes") return Route::kChanges;
  if (segment == "watch") return Route::kWatch;
  return Route::kUnknown;
}

Route NamedRoute(const std::vector<std::string_view>& segments) {
  if (segments[2].empty()) return Route::kUnknown;
  if (segments[1] == "hosts") {
    if (segments.size() == 3) return Route::kHost;
    return segments.size() == 4 && segments[3] == "ports" ? Route::kHostPorts : Route::kUnknown;
  }
  if (segments.size() != 3) return Route::kUnknown;
  if (segments[1] == "explain") return Route::kExplain;
  return segments[1] == "services" ? Route::kService : Route::kUnknown;
}

}  // namespace

RequestTarget ParseRequestTarget(std::string_view target) {
  const auto path = PercentDecoded(PathOf(target));
  if (!path) return {Route::kMalformed, {}};
  if (path->empty()) return {};
  if (FindPageFile(*path) != nullptr) return {Route::kPage, *path};
  const auto segments = Segments(*path);
  if (segments.size() == 1) return {TopRoute(segments[0]), {}};
  if (segments[0] != "v1") return {};
  if (segments.size() == 2) return {PlainRoute(segments[1]), {}};
  const Route route = NamedRoute(segments);
  if (route == Route::kUnknown) return {};
  return {route, std::string(segments[2])};
}

}  // namespace signpost::http
