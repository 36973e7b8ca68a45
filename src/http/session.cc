#include "http/session.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <chrono>
#include <ctime>
#include <utility>

namespace signpost::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;

// Holds one header and what a client sends ahead of its time.
constexpr size_t kBufferSize = 2 * kMaxRequestHeaderSize;

std::string_view FromBoost(beast::string_view text) { return {text.data(), text.size()}; }
beast::string_view ToBoost(std::string_view text) { return {text.data(), text.size()}; }

// RFC 9110 §5.6.7.
std::string DateText(std::chrono::system_clock::time_point now) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
  std::tm parts{};
  char text[32] = "";
  if (gmtime_r(&seconds, &parts) == nullptr) return {};
  return std::string(text, std::strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &parts));
}

// RFC 9112 §3.2: a request of HTTP/1.1 has exactly one Host; one of HTTP/1.0 may have one.
template <typename Header>
bool HasOneHost(const Header& header) {
  const size_t count = header.count(beast::http::field::host);
  return count == 1 || (count == 0 && header.version() < 11);
}

}  // namespace

Session::Session(asio::ip::tcp::socket socket, const IpAddress& client, Service* service)
    : service_(service),
      is_allowed_(service->options.allow.empty() || service->options.allow.Contains(client)),
      stream_(std::move(socket)),
      buffer_(kBufferSize),
      pause_(stream_.get_executor()) {
  service_->sessions.Add(this, ClientNetwork(client));
}

Session::~Session() {
  LeavePlace();
  service_->sessions.Remove(this);
}

void Session::Evict() {
  service_->sessions.Remove(this);
  stream_.close();
}

void Session::ReadRequest() {
  parser_.emplace();
  parser_->header_limit(kMaxRequestHeaderSize);
  parser_->body_limit(kMaxRequestBodySize);
  service_->sessions.SetWaiting(this, true);
  if (request_count_ > 0 && buffer_.size() == 0) {
    WaitForRequest();
  } else {
    ReadHeader();
  }
}

// Whoever keeps a connection open need not ask at once; but what is begun has its deadline.
void Session::WaitForRequest() {
  stream_.expires_after(service_->limits.idle);
  stream_.async_read_some(buffer_.prepare(kMaxRequestHeaderSize),
                          [self = shared_from_this()](Error error, size_t size) {
                            if (error == beast::error::timeout) self->Count("http_idle_closed");
                            if (error) return;
                            self->buffer_.commit(size);
                            self->ReadHeader();
                          });
}

void Session::ReadHeader() {
  stream_.expires_after(service_->limits.request);
  beast::http::async_read_header(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](Error error, size_t) { self->ReadBody(error); });
}

void Session::ReadBody(Error error) {
  // Who asks whether to send a body gets an answer in its place (RFC 9110 §10.1.1).
  const bool is_asked = !error && parser_->get().count(beast::http::field::expect) > 0;
  if (error || parser_->is_done() || is_asked) {
    Handle(error);
    return;
  }
  stream_.expires_after(service_->limits.request);
  beast::http::async_read(
      stream_, buffer_, *parser_,
      [self = shared_from_this()](Error read_error, size_t) { self->Handle(read_error); });
}

void Session::Handle(Error error) {
  service_->sessions.SetWaiting(this, false);
  if (error) {
    HandleReadError(error);
    return;
  }
  Count("http_requests");
  ++request_count_;
  const bool is_last = request_count_ >= service_->limits.requests_per_session_max;
  if (is_last) Count("http_ended_sessions");
  keep_alive_ = parser_->is_done() && parser_->keep_alive() && !is_last && !service_->is_retired;
  if (!RefuseForeigners()) Write(MakeRequestAnswer());
}

bool Session::RefuseForeigners() {
  const auto& request = parser_->get();
  if (!is_allowed_) {
    Refuse(403, "This server does not answer your address.", "http_refused_clients");
    return true;
  }
  if (!HasOneHost(request)) {
    Refuse(400, "A request needs one Host header.", "http_refused_requests");
    return true;
  }
  const auto host =
      HostAsked(FromBoost(request.target()), FromBoost(request[beast::http::field::host]));
  const HostVerdict verdict = service_->hosts.Check(host);
  if (verdict == HostVerdict::kMalformed) {
    Refuse(400, "The host that is asked for is neither a name nor an address.",
           "http_refused_requests");
  } else if (verdict == HostVerdict::kForeign) {
    Refuse(421, "This server does not answer for that host; httpHosts says for which it does.",
           "http_refused_hosts");
  }
  return verdict != HostVerdict::kServed;
}

void Session::HandleReadError(Error error) {
  using HttpError = beast::http::error;
  if (error == beast::error::timeout) {
    Count("http_request_deadlines");
  } else if (error == HttpError::header_limit || error == HttpError::buffer_overflow) {
    Refuse(431, "The request's header is too large.", "http_refused_headers");
  } else if (error == HttpError::body_limit) {
    Refuse(413, "The request's body is too large.", "http_refused_bodies");
  } else if (error == HttpError::end_of_stream || error == HttpError::partial_message) {
    // The client has gone.
  } else if (error.category() == beast::http::make_error_code(HttpError::bad_method).category()) {
    Refuse(400, "This is not a request of HTTP/1.1.", "http_refused_requests");
  }
}

Answer Session::MakeRequestAnswer() {
  const auto& request = parser_->get();
  const ApiContext context{.options = &service_->options,
                           .board = service_->board,
                           .snapshot = service_->publisher->Current(),
                           .now = std::chrono::system_clock::now(),
                           .publisher = service_->publisher,
                           .heartbeat = service_->limits.heartbeat,
                           .if_none_match = FromBoost(request[beast::http::field::if_none_match]),
                           .last_event_id = FromBoost(request["Last-Event-ID"]),
                           .table_builds = service_->publisher->generation() - 1,
                           .http_session_count = service_->sessions.count()};
  return MakeAnswer(FromBoost(request.method_string()), FromBoost(request.target()), context);
}

void Session::Refuse(unsigned status, std::string_view message, std::string_view figure) {
  Count(figure);
  keep_alive_ = false;
  Write(ErrorAnswer(status, message));
}

void Session::Write(Answer answer) {
  answer_ = std::move(answer);
  if (answer_.rest != nullptr && !IsHead()) TakePlace();
  answer_deadline_ =
      answer_.is_watch ? Clock::time_point::max() : Clock::now() + service_->limits.answer;
  PrepareHeader();
  WriteSlice();
}

// Long answers are few at a time, and so are watchers, who stay.
void Session::TakePlace() {
  const Limits& limits = service_->limits;
  size_t* const taken = answer_.is_watch ? &service_->watcher_count : &service_->long_answer_count;
  if (*taken < (answer_.is_watch ? limits.watchers_max : limits.long_answers_max)) {
    ++*taken;
    place_ = taken;
  } else if (answer_.is_watch) {
    Count("http_refused_watchers");
    answer_ = ErrorAnswer(503, "Too many are watching; try again later.");
  } else {
    Count("http_refused_long_answers");
    answer_ = ErrorAnswer(503, "Too many long answers are being written; try again later.");
  }
}

void Session::LeavePlace() {
  if (place_ != nullptr) --*place_;
  place_ = nullptr;
}

void Session::PrepareHeader() {
  using beast::http::field;
  const unsigned version = parser_->is_header_done() ? parser_->get().version() : 11;
  const bool is_chunked = answer_.rest != nullptr && version >= 11;
  if (answer_.rest != nullptr && !is_chunked) keep_alive_ = false;  // its end is the end
  response_.emplace(static_cast<beast::http::status>(answer_.status), version);
  response_->set(field::server, "Signpost/" SIGNPOST_VERSION);
  response_->set(field::date, DateText(std::chrono::system_clock::now()));
  response_->set(field::content_type, ToBoost(answer_.content_type));
  response_->set("X-Content-Type-Options", "nosniff");
  for (const auto& [name, value] : answer_.headers) response_->set(ToBoost(name), ToBoost(value));
  if (answer_.status == 405) response_->set(field::allow, ToBoost(kAllowedMethods));
  if (answer_.status == 503) response_->set(field::retry_after, "5");
  if (is_chunked) response_->chunked(true);
  if (answer_.rest == nullptr) response_->content_length(answer_.body.size());
  response_->keep_alive(keep_alive_);
  serializer_.emplace(*response_);
}

void Session::WriteSlice() {
  auto& body = response_->body();
  body.data = answer_.body.empty() ? nullptr : answer_.body.data();
  body.size = answer_.body.size();
  body.more = answer_.rest != nullptr;
  stream_.expires_at(std::min(Clock::now() + service_->limits.write, answer_deadline_));
  auto done = [self = shared_from_this()](Error error, size_t) { self->SliceWritten(error); };
  if (IsHead()) {
    serializer_->split(true);
    beast::http::async_write_header(stream_, *serializer_, std::move(done));
  } else {
    beast::http::async_write(stream_, *serializer_, std::move(done));
  }
}

void Session::SliceWritten(Error error) {
  if (error == beast::http::error::need_buffer) {
    WriteNextSlice();
  } else if (error) {
    if (error == beast::error::timeout) CountWriteTimeout();
  } else {
    EndAnswer();
  }
}

void Session::CountWriteTimeout() {
  Count(Clock::now() < answer_deadline_ ? "http_write_deadlines" : "http_answer_deadlines");
}

void Session::WriteNextSlice() {
  answer_.body.clear();
  if (!AppendSlice(answer_.rest.get(), &answer_.body)) answer_.rest = nullptr;
  // What would wait for ever ends with its server; who watches asks again.
  const bool ends = service_->is_retired && answer_.rest != nullptr && answer_.rest->IsWaiting();
  if (ends) answer_.rest = nullptr;
  if (!answer_.body.empty() || answer_.rest == nullptr) {
    WriteSlice();
  } else if (answer_.rest->IsWaiting()) {
    WriteLater();
  } else {  // others have their turn in between
    asio::post(stream_.get_executor(), [self = shared_from_this()] { self->WriteNextSlice(); });
  }
}

void Session::WriteLater() {
  pause_.expires_after(kWatchInterval);
  pause_.async_wait([self = shared_from_this()](Error error) {
    if (!error) self->WriteNextSlice();
  });
}

void Session::EndAnswer() {
  LeavePlace();
  serializer_.reset();
  response_.reset();
  answer_ = Answer();
  if (keep_alive_) {
    ReadRequest();
  } else {
    Drain();
  }
}

void Session::Drain() {
  Error ignored;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  stream_.expires_after(service_->limits.drain);
  service_->sessions.SetWaiting(this, true);  // all is said: whoever comes goes first
  buffer_.clear();
  ReadDropped(0);
}

void Session::ReadDropped(size_t dropped_size) {
  if (dropped_size >= kMaxDrainSize) return;
  stream_.async_read_some(buffer_.prepare(kBufferSize),
                          [self = shared_from_this(), dropped_size](Error error, size_t read_size) {
                            if (!error) self->ReadDropped(dropped_size + read_size);
                          });
}

bool Session::IsHead() const {
  return parser_->is_header_done() && parser_->get().method() == beast::http::verb::head;
}

}  // namespace signpost::http
