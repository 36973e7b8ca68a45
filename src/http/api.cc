#include "http/api.h"

#include <utility>

#include "http/axfr.h"
#include "http/enumerate.h"
#include "http/index_page.h"
#include "http/json_text.h"
#include "http/metrics.h"
#include "http/readiness.h"
#include "http/request_target.h"
#include "http/status_body.h"

namespace signpost::http {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kPlain = "text/plain; charset=utf-8";

Answer Json(std::string body) {
  return {.status = 200, .content_type = kJson, .body = std::move(body), .rest = nullptr};
}

Answer Produced(std::unique_ptr<BodyProducer> producer) {
  Answer answer = Json({});
  if (AppendSlice(producer.get(), &answer.body)) answer.rest = std::move(producer);
  return answer;
}

Answer Version() {
  return Json(R"({"Service":"Signpost","URL":"","Version":")" SIGNPOST_VERSION R"("})");
}

StatusFigures FiguresOf(const ApiContext& context) {
  StatusFigures figures{.snapshot = context.snapshot.get(),
                        .board = context.board->All(),
                        .dns = {},
                        .now = context.now,
                        .max_stale = context.options->max_stale,
                        .table_builds = context.table_builds,
                        .http_session_count = context.http_session_count};
  if (context.options->dns_counters) figures.dns = context.options->dns_counters();
  return figures;
}

Answer Ready(const StatusFigures& figures) {
  const Readiness readiness = ReadinessOf(figures);
  Answer answer = Json(ReadyBody(readiness, figures));
  if (!readiness.is_ready) answer.status = 503;
  return answer;
}

Answer Metrics(const StatusFigures& figures) {
  return {200, kMetricsType, MetricsText(figures), nullptr};
}

// Routes that speak of the zone, which must be known.
Answer ZoneAnswer(const RequestTarget& target, const ApiContext& context) {
  if (context.snapshot->table == nullptr) {
    return ErrorAnswer(503, "The state of the cluster is not known yet.");
  }
  switch (target.route) {
    case Route::kHost:
      return Produced(HostBody(context.snapshot, target.name, context.options->name_server));
    case Route::kService:
      return Produced(ServiceBody(context.snapshot, target.name));
    case Route::kAxfr:
      return Produced(AxfrBody(context.snapshot, context.options->refresh_seconds,
                               context.options->name_server));
    default:
      return Produced(EnumerateBody(context.snapshot));
  }
}

Answer RouteAnswer(const RequestTarget& target, const ApiContext& context) {
  switch (target.route) {
    case Route::kIndex:
      return {200, kHtml, std::string(kIndexPage), nullptr};
    case Route::kVersion:
      return Version();
    case Route::kConfig:
      return Json(context.options->config_json);
    case Route::kStatus:
      return Json(StatusBody(FiguresOf(context)));
    case Route::kHealth:
      return Json(R"({"healthy":true})");
    case Route::kReady:
      return Ready(FiguresOf(context));
    case Route::kMetrics:
      return Metrics(FiguresOf(context));
    case Route::kHostPorts:
      return ErrorAnswer(501, "Ports of a host are not implemented.");
    default:
      return ZoneAnswer(target, context);
  }
}

bool IsKnown(Route route, const HttpServerOptions& options) {
  if (route == Route::kEnumerate || route == Route::kAxfr) return options.enumeration;
  return route != Route::kUnknown;
}

}  // namespace

Answer ErrorAnswer(unsigned status, std::string_view message) {
  return {status, kPlain, std::string(message) + "\n", nullptr};
}

Answer MakeAnswer(std::string_view method, std::string_view target_text,
                  const ApiContext& context) {
  const RequestTarget target = ParseRequestTarget(target_text);
  if (target.route == Route::kMalformed) {
    return ErrorAnswer(400, "The path holds a percent sign without two hexadecimal digits.");
  }
  if (!IsKnown(target.route, *context.options)) return ErrorAnswer(404, "There is no such page.");
  if (method != "GET" && method != "HEAD") {
    return ErrorAnswer(405, "Only GET and HEAD are allowed.");
  }
  return RouteAnswer(target, context);
}

}  // namespace signpost::http
