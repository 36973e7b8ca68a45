#include "poller/http_stream.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/log.h"

namespace signpost::poller {

namespace asio = boost::asio;

asio::awaitable<Outcome<HttpStreamStart>> HttpStream::Open(Target target, std::string json) {
  HttpRequest request{.body = std::move(json), .is_stream = true};
  auto opened = co_await client_.Open(&exchange_, std::move(target), std::move(request),
                                      Clock::time_point::max());
  if (!opened.ok()) co_return opened.failure();
  const HttpHead& head = opened.value().head;
  if (!head.encoding.empty() && !absl::EqualsIgnoreCase(head.encoding, "identity")) {
    co_return exchange_.Fail(
        "encoding",
        absl::StrCat("Content-Encoding \"", log::Printable(head.encoding), "\" was not asked for"));
  }
  HttpStreamStart start{.location = head.location, .server = opened.value().server};
  if (!start.location.empty()) exchange_.Close();
  co_return start;
}

asio::awaitable<Outcome<std::string_view>> HttpStream::ReadSome(Clock::time_point deadline) {
  auto piece = co_await exchange_.ReadSome(deadline);
  if (piece.ok() && piece.value().empty()) co_return exchange_.Fail("body", "the stream has ended");
  co_return piece;
}

}  // namespace signpost::poller
