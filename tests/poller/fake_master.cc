#include "poller/fake_master.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/absl_text.h"
#include "base/check.h"

namespace signpost::poller::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

void SetUpTls(const ServerTls& tls, asio::ssl::context* context) {
  context->use_certificate_chain(asio::buffer(tls.identity.certificate));
  context->use_private_key(asio::buffer(tls.identity.key), asio::ssl::context::pem);
  SSL_CTX_set_max_proto_version(context->native_handle(), tls.version_max);
  if (tls.client_authority.empty()) return;
  context->add_certificate_authority(asio::buffer(tls.client_authority));
  context->set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert);
}

template <typename Stream>
asio::awaitable<void> UntilTheClientGoes(Stream* stream) {
  std::array<char, 1024> octets;
  while (true) {
    const auto [error, size] = co_await stream->async_read_some(asio::buffer(octets), kAwait);
    if (error) co_return;
  }
}

// The Content-Length of the request whose head this is.
size_t BodySize(std::string_view head) {
  constexpr std::string_view kField = "Content-Length: ";
  const size_t begin = head.find(kField);
  if (begin == std::string_view::npos) return 0;
  const std::string_view value = head.substr(begin + kField.size());
  uint64_t size = 0;
  SIGNPOST_CHECK(absl::SimpleAtoi(ToAbsl(value.substr(0, value.find('\r'))), &size));
  return size;
}

}  // namespace

FakeMaster::FakeMaster(std::string_view address, std::optional<ServerTls> tls)
    : address_(address), tls_(std::move(tls)) {
  Give({});
  if (tls_) SetUpTls(*tls_, &tls_context_);
  const tcp::endpoint endpoint(asio::ip::make_address(address_), 0);
  acceptor_.open(endpoint.protocol());
  acceptor_.bind(endpoint);
  acceptor_.listen();
  port_ = acceptor_.local_endpoint().port();
  asio::co_spawn(context_, Accept(), asio::detached);
  thread_ = std::thread([this] { context_.run(); });
}

FakeMaster::~FakeMaster() {
  context_.stop();
  thread_.join();
}

void FakeMaster::Give(Answer answer) {
  GiveBy([answer = std::move(answer)](const std::string&) { return answer; });
}

void FakeMaster::GiveBy(std::function<Answer(const std::string& request)> answer_of) {
  const std::lock_guard lock(mutex_);
  answer_of_ = std::move(answer_of);
}

void FakeMaster::GiveState() { Give(Ok(StateText(pid()))); }

void FakeMaster::GreetWith(std::string octets) {
  const std::lock_guard lock(mutex_);
  greeting_ = std::move(octets);
}

void FakeMaster::Tell(std::string octets) {
  asio::post(context_, [this, octets = std::move(octets)] {
    for (tcp::socket* const stream : streams_) {
      boost::system::error_code ignored;
      asio::write(*stream, asio::buffer(octets), ignored);
    }
  });
}

void FakeMaster::DropStreams() {
  asio::post(context_, [this] {
    for (tcp::socket* const stream : streams_) {
      boost::system::error_code ignored;
      stream->shutdown(tcp::socket::shutdown_both, ignored);
    }
  });
}

std::string FakeMaster::host_port() const {
  const bool is_v6 = address_.find(':') != std::string::npos;
  return absl::StrCat(is_v6 ? "[" : "", address_, is_v6 ? "]:" : ":", port_);
}

std::vector<std::string> FakeMaster::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

std::vector<std::string> FakeMaster::names_asked() const {
  const std::lock_guard lock(mutex_);
  return names_asked_;
}

asio::awaitable<void> FakeMaster::Accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (error) co_return;
    asio::co_spawn(context_, Greet(std::move(socket)), asio::detached);
  }
}

asio::awaitable<void> FakeMaster::Greet(tcp::socket socket) {
  std::optional<std::string> greeting;
  {
    const std::lock_guard lock(mutex_);
    greeting = greeting_;
  }
  if (greeting) {
    co_await asio::async_write(socket, asio::buffer(*greeting), kAwait);
    co_await UntilTheClientGoes(&socket);
  } else if (tls_) {
    co_await ServeTls(std::move(socket));
  } else {
    co_await Serve(&socket);
  }
}

asio::awaitable<void> FakeMaster::ServeTls(tcp::socket socket) {
  asio::ssl::stream<tcp::socket&> stream(socket, tls_context_);
  const auto [error] = co_await stream.async_handshake(asio::ssl::stream_base::server, kAwait);
  if (error) {
    // A close with octets unread would overtake the alert.
    boost::system::error_code ignored;
    socket.shutdown(tcp::socket::shutdown_send, ignored);
    co_await UntilTheClientGoes(&socket);
    co_return;
  }
  const char* const name = SSL_get_servername(stream.native_handle(), TLSEXT_NAMETYPE_host_name);
  {
    const std::lock_guard lock(mutex_);
    names_asked_.emplace_back(name == nullptr ? "" : name);
  }
  co_await Serve(&stream);
  if (!tls_->cuts) co_await stream.async_shutdown(kAwait);
}

template <typename Stream>
asio::awaitable<void> FakeMaster::Serve(Stream* stream) {
  auto request = co_await ReadRequest(stream);
  if (!request) co_return;
  const Answer answer = AnswerTo(*request);
  co_await Send(stream, answer);
  if (answer.stays_open) co_await StayOpen(stream);
  if (answer.resets) {
    auto& socket = stream->lowest_layer();
    socket.set_option(asio::socket_base::linger(true, 0));
    socket.close();
  }
}

asio::awaitable<void> FakeMaster::StayOpen(tcp::socket* stream) {
  streams_.insert(stream);
  co_await UntilTheClientGoes(stream);
  streams_.erase(stream);
}

asio::awaitable<void> FakeMaster::StayOpen(asio::ssl::stream<tcp::socket&>* stream) {
  co_await UntilTheClientGoes(stream);
}

template <typename Stream>
asio::awaitable<std::optional<std::string>> FakeMaster::ReadRequest(Stream* stream) {
  std::string request;
  const auto [head_error, head_size] =
      co_await asio::async_read_until(*stream, asio::dynamic_buffer(request), "\r\n\r\n", kAwait);
  if (head_error) co_return std::nullopt;
  const size_t size = head_size + BodySize(request);
  if (size > request.size()) {
    const size_t begin = request.size();
    request.resize(size);
    const auto [error, read] = co_await asio::async_read(
        *stream, asio::buffer(request.data() + begin, size - begin), kAwait);
    if (error) co_return std::nullopt;
  }
  co_return request;
}

template <typename Stream>
asio::awaitable<void> FakeMaster::Send(Stream* stream, Answer answer) {
  asio::steady_timer timer(context_);
  std::string_view left = answer.octets;
  while (!left.empty()) {
    const size_t size = answer.piece_size == 0 ? left.size() : answer.piece_size;
    const std::string_view piece = left.substr(0, size);
    const auto [error, sent] =
        co_await asio::async_write(*stream, asio::buffer(piece.data(), piece.size()), kAwait);
    if (error) co_return;
    left.remove_prefix(piece.size());
    if (left.empty()) left = answer.endless;
    timer.expires_after(answer.pause);
    if (answer.pause.count() > 0) co_await timer.async_wait(kAwait);
  }
}

Answer FakeMaster::AnswerTo(const std::string& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
  return answer_of_(request);
}

uint16_t DeadPort() {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
  return acceptor.local_endpoint().port();
}

}  // namespace signpost::poller::testing
