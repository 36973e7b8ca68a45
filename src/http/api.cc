#include "http/api.h"

#include <utility>

#include "http/axfr.h"
#include "http/enumerate.h"
#include "http/metrics.h"
#include "http/page_answers.h"
#include "http/readiness.h"
#include "http/request_target.h"
#include "http/status_body.h"

namespace signpost::http {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kPlain = "text/plain; charset=utf-8";

Answer Version() {
  return JsonAnswer(R"({"Service":"Signpost","URL":"","Version":")" SIGNPOST_VERSION R"("})");
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
  Answer answer = JsonAnswer(ReadyBody(readiness, figures));
  if (!readiness.is_ready) answer.status = 503;
  return answer;
}

Answer Metrics(const StatusFigures& figures) {
  Answer answer = JsonAnswer(MetricsText(figures));
  answer.content_type = kMetricsType;
  return answer;
}

// Routes that speak of the zone, which must be known.
Answer ZoneAnswer(const RequestTarget& target, std::string_view target_text,
                  const ApiContext& context) {
  if (context.snapshot->table == nullptr) {
    return ErrorAnswer(503, "The state of the cluster is not known yet.");
  }
  switch (target.route) {
    case Route::kHost:
      return ProducedAnswer(HostBody(context.snapshot, target.name, context.options->name_server));
    case Route::kService:
      return ProducedAnswer(ServiceBody(context.snapshot, target.name));
    case Route::kAxfr:
      return ProducedAnswer(AxfrBody(context.snapshot, context.options->refresh_seconds,
                                     context.options->name_server));
    case Route::kEnumerate:
      return ProducedAnswer(EnumerateBody(context.snapshot));
    default:
      return ListingAnswer(target, target_text, context);
  }
}

Answer RouteAnswer(const RequestTarget& target, std::string_view target_text,
                   const ApiContext& context) {
  switch (target.route) {
    case Route::kPage:
      return FileAnswer(*FindPageFile(target.name), context);
    case Route::kVersion:
      return Version();
    case Route::kConfig:
      return JsonAnswer(context.options->config_json);
    case Route::kStatus:
      return JsonAnswer(StatusBody(FiguresOf(context)));
    case Route::kHealth:
      return JsonAnswer(R"({"healthy":true})");
    case Route::kReady:
      return Ready(FiguresOf(context));
    case Route::kMetrics:
      return Metrics(FiguresOf(context));
    case Route::kHostPorts:
      return ErrorAnswer(501, "Ports of a host are not implemented.");
    case Route::kWatch:
      return WatchAnswer(target_text, context);
    default:
      return ZoneAnswer(target, target_text, context);
  }
}

bool IsKnown(Route route, const HttpServerOptions& options) {
  switch (route) {
    case Route::kUnknown:
      return false;
    case Route::kEnumerate:
    case Route::kAxfr:
    case Route::kSearch:
    case Route::kExplain:
    case Route::kBrowse:
    case Route::kChanges:
    case Route::kWatch:
      return options.enumeration;
    default:
      return true;
  }
}

}  // namespace

Answer ErrorAnswer(unsigned status, std::string_view message) {
  Answer answer = JsonAnswer(std::string(message) + "\n");
  answer.status = status;
  answer.content_type = kPlain;
  return answer;
}

Answer JsonAnswer(std::string body) {
  Answer answer;
  answer.content_type = kJson;
  answer.body = std::move(body);
  return answer;
}

Answer ProducedAnswer(std::unique_ptr<BodyProducer> producer) {
  Answer answer = JsonAnswer({});
  if (AppendSlice(producer.get(), &answer.body)) answer.rest = std::move(producer);
  return answer;
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
  return RouteAnswer(target, target_text, context);
}

}  // namespace signpost::http
