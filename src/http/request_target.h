#pragma once

// Which route a request's target names (RFC 9112 §3.2). Strangers send anything: the outcome is
// data, not an error. Pure.

#include <string>
#include <string_view>

namespace signpost::http {

enum class Route {
  kPage,       // / and the files it is made of
  kVersion,    // /v1/version
  kConfig,     // /v1/config
  kHost,       // /v1/hosts/{host}
  kHostPorts,  // /v1/hosts/{host}/ports
  kService,    // /v1/services/{service}
  kEnumerate,  // /v1/enumerate
  kAxfr,       // /v1/axfr
  kStatus,     // /v1/status
  kSearch,     // /v1/search
  kExplain,    // /v1/explain/{name}
  kBrowse,     // /v1/browse
  kChanges,    // /v1/changes
  kWatch,      // /v1/watch
  kHealth,     // /health
  kReady,      // /ready
  kMetrics,    // /metrics
  kUnknown,
  kMalformed,  // a percent sign without two hexadecimal digits behind it
};

struct RequestTarget {
  Route route = Route::kUnknown;
  std::string name;  // {host}, {service} or {name}, decoded; of kPage the path. Not empty there.
};

// Takes "/path?query" and "http://authority/path?query"; the query is left to QueryParameter().
// The path is decoded
// before it is split, so that %2F is a border like any other slash, as in Mesos-DNS. One slash at
// the end does not matter; case does.
RequestTarget ParseRequestTarget(std::string_view target);

}  // namespace signpost::http
