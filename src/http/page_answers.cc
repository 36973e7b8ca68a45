#include "http/page_answers.h"

#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "http/browse.h"
#include "http/changes.h"
#include "http/explain.h"
#include "http/query_parameters.h"
#include "http/watch.h"
#include "http/zone_search.h"

namespace signpost::http {
namespace {

constexpr uint32_t kFoundNames = 20;
constexpr uint32_t kListedEntries = 100;
constexpr uint32_t kListedChanges = 50;

// The lists are of this moment.
constexpr std::pair<std::string_view, std::string_view> kNoStore = {"Cache-Control", "no-store"};

Answer NotFound() { return ErrorAnswer(404, "There is none with this number."); }

Answer Search(std::string_view target, const ApiContext& context) {
  const std::string query = QueryParameter(target, "q").value_or("");
  return ProducedAnswer(SearchBody(context.snapshot, query,
                                   QueryLimit(target, "limit", kFoundNames, kMaxFoundNames)));
}

Answer Browse(std::string_view target, const ApiContext& context) {
  const auto framework = QueryNumber(target, "framework");
  const auto task = QueryNumber(target, "task");
  if (framework && task) {
    auto body = TaskBody(*context.snapshot, *framework, *task);
    return body ? JsonAnswer(*std::move(body)) : NotFound();
  }
  const ListPart part{.from = QueryNumber(target, "from").value_or(0),
                      .limit = QueryLimit(target, "limit", kListedEntries, kMaxListedEntries),
                      .text = absl::AsciiStrToLower(QueryParameter(target, "q").value_or(""))};
  if (!framework) return ProducedAnswer(FrameworksBody(context.snapshot, part));
  auto body = TasksBody(context.snapshot, *framework, part);
  return body != nullptr ? ProducedAnswer(std::move(body)) : NotFound();
}

Answer Changes(std::string_view target, const ApiContext& context) {
  const size_t limit = QueryLimit(target, "limit", kListedChanges, kMaxListedChanges);
  return ProducedAnswer(ChangesBody(context.snapshot, limit, context.now));
}

Answer PlainListing(const RequestTarget& target, std::string_view target_text,
                    const ApiContext& context) {
  switch (target.route) {
    case Route::kSearch:
      return Search(target_text, context);
    case Route::kBrowse:
      return Browse(target_text, context);
    case Route::kChanges:
      return Changes(target_text, context);
    default:
      return ProducedAnswer(ExplainBody(context.snapshot, target.name));
  }
}

std::optional<uint32_t> NumberOf(std::string_view text) {
  uint32_t number = 0;
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || at != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Answer FileAnswer(const PageFile& file, const ApiContext& context) {
  Answer answer;
  answer.headers = {{"ETag", file.etag},
                    {"Cache-Control", "no-cache"},  // to be kept, but asked after each time
                    {"Content-Security-Policy", kContentSecurityPolicy},
                    {"Referrer-Policy", "no-referrer"},
                    {"Cross-Origin-Opener-Policy", "same-origin"}};
  answer.content_type = file.content_type;
  if (context.if_none_match == file.etag) {
    answer.status = 304;
  } else {
    answer.body = std::string(file.body);
  }
  return answer;
}

Answer ListingAnswer(const RequestTarget& target, std::string_view target_text,
                     const ApiContext& context) {
  Answer answer = PlainListing(target, target_text, context);
  answer.headers.push_back(kNoStore);
  return answer;
}

Answer WatchAnswer(std::string_view target_text, const ApiContext& context) {
  if (context.publisher == nullptr) return ErrorAnswer(404, "There is nothing to watch.");
  auto last = NumberOf(context.last_event_id);
  if (!last) last = QueryNumber(target_text, "since");
  Answer answer = ProducedAnswer(WatchBody(context.publisher, last, context.heartbeat));
  answer.content_type = "text/event-stream";
  answer.headers.push_back(kNoStore);
  answer.is_watch = true;
  return answer;
}

}  // namespace signpost::http
