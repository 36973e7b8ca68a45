#include "poller/fake_master.h"

#include <zlib.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/substitute.h"
#include "base/absl_text.h"
#include "base/check.h"

namespace signpost::poller::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

constexpr char kState[] = R"({
  "version": "1.11.0", "leader": "$0",
  "slaves": [{"id": "S1", "hostname": "10.0.0.1", "pid": "slave(1)@10.0.0.1:5051"}],
  "frameworks": [{"id": "F1", "name": "marathon", "hostname": "10.0.0.2", "tasks": [
    {"id": "$1.1", "name": "$1", "slave_id": "S1", "framework_id": "F1", "state": "TASK_RUNNING",
     "statuses": [{"state": "TASK_RUNNING", "timestamp": 1.0, "container_status":
       {"network_infos": [{"ip_addresses": [{"ip_address": "10.0.2.1"}]}]}}],
     "resources": {"ports": "[31000-31000]"}}]}]
})";

}  // namespace

Answer OkWithHeaders(std::string_view headers, std::string_view body) {
  return {.octets = absl::StrCat("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n",
                                 ToAbsl(headers), "\r\n", ToAbsl(body))};
}

Answer Ok(std::string_view body) {
  return OkWithHeaders(absl::StrCat("Content-Length: ", body.size(), "\r\n"), body);
}

Answer Chunked(std::string_view body, std::string_view headers) {
  std::string chunks;
  for (size_t offset = 0; offset < body.size(); offset += 100) {
    const std::string_view chunk = body.substr(offset, 100);
    absl::StrAppend(&chunks, absl::Hex(chunk.size()), "\r\n", ToAbsl(chunk), "\r\n");
  }
  return OkWithHeaders(absl::StrCat("Transfer-Encoding: chunked\r\n", ToAbsl(headers)),
                       chunks + "0\r\n\r\n");
}

Answer Gzipped(std::string_view body) {
  const std::string packed = Gzip(body);
  return OkWithHeaders(
      absl::StrCat("Content-Encoding: gzip\r\nContent-Length: ", packed.size(), "\r\n"), packed);
}

Answer Status(int status, std::string_view body) {
  return {.octets = absl::StrCat("HTTP/1.1 ", status, " Some Status\r\nContent-Length: ",
                                 body.size(), "\r\n\r\n", ToAbsl(body))};
}

Answer RedirectTo(std::string_view location) {
  return {.octets = absl::StrCat("HTTP/1.1 307 Temporary Redirect\r\nLocation: ", ToAbsl(location),
                                 "\r\nContent-Length: 0\r\n\r\n")};
}

Answer Silence() { return {.octets = "", .stays_open = true}; }

std::string Gzip(std::string_view text) {
  z_stream stream{};
  SIGNPOST_CHECK(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY) ==
                 Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  SIGNPOST_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

FakeMaster::FakeMaster(std::string_view address) : address_(address) {
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
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
}

void FakeMaster::GiveState() { Give(Ok(StateText(pid()))); }

std::string FakeMaster::host_port() const {
  const bool is_v6 = address_.find(':') != std::string::npos;
  return absl::StrCat(is_v6 ? "[" : "", address_, is_v6 ? "]:" : ":", port_);
}

std::vector<std::string> FakeMaster::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

asio::awaitable<void> FakeMaster::Accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(kAwait);
    if (error) co_return;
    asio::co_spawn(context_, Serve(std::move(socket)), asio::detached);
  }
}

asio::awaitable<void> FakeMaster::Serve(tcp::socket socket) {
  std::string request;
  const auto [read_error, head_size] =
      co_await asio::async_read_until(socket, asio::dynamic_buffer(request), "\r\n\r\n", kAwait);
  if (read_error) co_return;
  const Answer answer = AnswerTo(std::move(request));
  asio::steady_timer timer(context_);
  std::string_view left = answer.octets;
  while (!left.empty()) {
    const size_t size = answer.piece_size == 0 ? left.size() : answer.piece_size;
    const std::string_view piece = left.substr(0, size);
    const auto [error, sent] =
        co_await asio::async_write(socket, asio::buffer(piece.data(), piece.size()), kAwait);
    if (error) co_return;
    left.remove_prefix(piece.size());
    timer.expires_after(answer.pause);
    if (answer.pause.count() > 0) co_await timer.async_wait(kAwait);
  }
  if (!answer.stays_open) co_return;
  char octet;
  co_await socket.async_read_some(asio::buffer(&octet, 1), kAwait);  // until the client goes
}

Answer FakeMaster::AnswerTo(std::string request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(std::move(request));
  return answer_;
}

uint16_t DeadPort() {
  asio::io_context context;
  tcp::acceptor acceptor(context, tcp::endpoint(asio::ip::make_address("127.0.0.1"), 0));
  return acceptor.local_endpoint().port();
}

std::string StateText(std::string_view pid, std::string_view task) {
  return absl::Substitute(kState, ToAbsl(pid), ToAbsl(task));
}

}  // namespace signpost::poller::testing
