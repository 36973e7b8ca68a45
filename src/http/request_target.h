#pragma once

// Which route a request's target names (RFC 9112 §3.2). Strangers send anything: the outcome is
// data, not an error. Pure.

#include <string>
#include <string_view>

namespace signpost::http {

enum class Route {
  kIndex,      // /
  kVersion,    // /v1/version
  kConfig,     // /v1/config
  kHost,       // /v1/hosts/{host}
  kHostPorts,  // /v1/hosts/{host}/ports
  kService,    // /v1/services/{service}
  kEnumerate,  // /v1/enumerate
  kAxfr,       // /v1/axfr
  kStatus,     // /v1/status
  kHealth,     // /health
  kReady,      // /ready
  kMetrics,    // /metrics
  kUnknown,
  kMalformed,  // a percent sign without two hexadecimal digits behind it
};

struct RequestTarget {
  Route route = Route::kUnknown;
  std::string name;  // {host} or {service}, decoded; never empty for these routes
};

// Takes "/path?query" and "http://authority/path?query"; the query is ignored. The path is decoded
// before it is split, so that %2F is a border like any other slash, as in Mesos-DNS. One slash at
// the end does not matter; case does.
RequestTarget ParseRequestTarget(std::string_view target);

}  // namespace signpost::http
