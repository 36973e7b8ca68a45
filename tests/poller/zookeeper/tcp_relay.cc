#include "poller/zookeeper/tcp_relay.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/endpoint.h"

namespace signpost::poller::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);

tcp::endpoint EndpointOf(const std::string& text) {
  const auto host_port = SplitHostPort(text);
  return {asio::ip::make_address(host_port->host), host_port->port};
}

}  // namespace

struct TcpRelay::Pair {
  Socket client;
  Socket server;
};

TcpRelay::TcpRelay(const std::string& server)
    : acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
      server_(EndpointOf(server)),
      thaw_(context_, asio::steady_timer::time_point::max()) {
  asio::co_spawn(context_, Accept(), asio::detached);
  thread_ = std::thread([this] { context_.run(); });
}

TcpRelay::~TcpRelay() {
  context_.stop();
  thread_.join();
}

std::string TcpRelay::HostPort() const {
  return absl::StrCat("127.0.0.1:", acceptor_.local_endpoint().port());
}

void TcpRelay::Freeze() {
  asio::post(context_, [this] { is_frozen_ = true; });
}

void TcpRelay::Thaw() {
  asio::post(context_, [this] {
    is_frozen_ = false;
    thaw_.cancel();
  });
}

asio::awaitable<void> TcpRelay::Accept() {
  while (true) {
    auto [error, client] = co_await acceptor_.async_accept(kAwait);
    if (error) co_return;
    auto pair = std::make_shared<Pair>(Pair{std::move(client), Socket(context_)});
    asio::co_spawn(context_, Serve(std::move(pair)), asio::detached);
  }
}

asio::awaitable<void> TcpRelay::Serve(std::shared_ptr<Pair> pair) {
  const auto [error] = co_await pair->server.async_connect(server_, kAwait);
  if (error) co_return;
  asio::co_spawn(context_, Pass(pair, &pair->client, &pair->server), asio::detached);
  asio::co_spawn(context_, Pass(pair, &pair->server, &pair->client), asio::detached);
}

asio::awaitable<void> TcpRelay::Pass(std::shared_ptr<Pair> pair, Socket* from, Socket* to) {
  std::array<char, 4096> buffer;
  while (true) {
    const auto [read_error, size] = co_await from->async_read_some(asio::buffer(buffer), kAwait);
    while (is_frozen_) co_await thaw_.async_wait(kAwait);
    if (read_error) break;
    const auto [write_error, written] =
        co_await asio::async_write(*to, asio::buffer(buffer, size), kAwait);
    if (write_error) break;
  }
  boost::system::error_code ignored;
  pair->client.close(ignored);
  pair->server.close(ignored);
}

}  // namespace signpost::poller::testing
