#include "http/listener.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/ip/v6_only.hpp>
#include <cerrno>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "http/session.h"

namespace signpost::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Error = boost::system::error_code;

constexpr std::chrono::milliseconds kPauseAfterFailure{100};

tcp::endpoint ToAsio(const Endpoint& endpoint) {
  const Bytes octets = endpoint.address.bytes();
  if (endpoint.address.is_v4()) {
    asio::ip::address_v4::bytes_type v4;
    std::copy(octets.begin(), octets.end(), v4.begin());
    return {asio::ip::address_v4(v4), endpoint.port};
  }
  asio::ip::address_v6::bytes_type v6;
  std::copy(octets.begin(), octets.end(), v6.begin());
  return {asio::ip::address_v6(v6), endpoint.port};
}

// nullopt when it has gone already.
std::optional<IpAddress> PeerOf(const tcp::socket& socket) {
  Error error;
  const asio::ip::address address = socket.remote_endpoint(error).address();
  if (error) return std::nullopt;
  if (address.is_v4()) return IpAddress::FromBytes(address.to_v4().to_bytes());
  return IpAddress::FromBytes(address.to_v6().to_bytes());
}

// Of something that a session which ends gives back.
bool IsShortage(const Error& error) {
  using boost::system::errc::errc_t;
  for (const errc_t code : {errc_t::too_many_files_open, errc_t::too_many_files_open_in_system,
                            errc_t::no_buffer_space, errc_t::not_enough_memory}) {
    if (error == code) return true;
  }
  return false;
}

absl::Status Failure(const Endpoint& endpoint, const char* step, const Error& error) {
  return absl::UnavailableError(
      absl::StrCat("http ", endpoint.ToString(), ": cannot ", step, ": ", error.message()));
}

}  // namespace

absl::Status Listener::Open(const Endpoint& endpoint) {
  const tcp::endpoint wanted = ToAsio(endpoint);
  Error error;
  acceptor_.open(wanted.protocol(), error);
  if (error) return Failure(endpoint, "open a socket", error);
  acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (error) return Failure(endpoint, "set SO_REUSEADDR", error);
  if (!endpoint.address.is_v4()) {  // so that 0.0.0.0 and :: can be had side by side
    acceptor_.set_option(asio::ip::v6_only(true), error);
    if (error) return Failure(endpoint, "set IPV6_V6ONLY", error);
  }
  acceptor_.bind(wanted, error);
  if (error) return Failure(endpoint, "bind", error);
  acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) return Failure(endpoint, "listen", error);
  endpoint_ = {endpoint.address, acceptor_.local_endpoint(error).port()};
  if (error) return Failure(endpoint, "learn the port", error);
  return absl::OkStatus();
}

absl::Status Listener::Take(int descriptor, const Endpoint& endpoint) {
  const tcp protocol = endpoint.address.is_v4() ? tcp::v4() : tcp::v6();
  const int duplicate = fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
  Error error;
  if (duplicate < 0) {
    error.assign(errno, boost::system::system_category());
    return Failure(endpoint, "take over", error);
  }
  acceptor_.assign(protocol, duplicate, error);
  if (error) {
    close(duplicate);
    return Failure(endpoint, "take over", error);
  }
  endpoint_ = endpoint;
  return absl::OkStatus();
}

void Listener::Accept() {
  acceptor_.async_accept(
      [this](Error error, tcp::socket socket) { Accepted(error, std::move(socket)); });
}

void Listener::Close() {
  Error ignored;
  acceptor_.close(ignored);
}

void Listener::Accepted(Error error, tcp::socket socket) {
  if (error) {
    if (error != asio::error::operation_aborted) AcceptFailed(error);
    return;
  }
  if (const auto client = PeerOf(socket)) {
    if (MakeRoom(ClientNetwork(*client))) {
      std::make_shared<Session>(std::move(socket), *client, service_)->Start();
    } else {
      service_->board->Add("http_refused_sessions");
    }
  }
  if (acceptor_.is_open()) Accept();
}

// False: no room.
bool Listener::MakeRoom(const IpNetwork& client) {
  const SessionTable& sessions = service_->sessions;
  if (sessions.CountOf(client) >= service_->limits.client_sessions_max) {
    return Evict(sessions.LongestWaitingOf(client));
  }
  if (sessions.count() >= service_->limits.sessions_max) return Evict(sessions.LongestWaiting());
  return true;
}

bool Listener::Evict(Session* session) {
  if (session == nullptr) return false;
  service_->board->Add("http_evicted_sessions");
  session->Evict();
  return true;
}

// For lack of descriptors most likely. Trying again at once only spins, unless a session has made
// room for it.
void Listener::AcceptFailed(const Error& error) {
  service_->board->Add("http_accept_failures");
  if (IsShortage(error) && Evict(service_->sessions.LongestWaiting())) {
    Accept();
    return;
  }
  pause_.expires_after(kPauseAfterFailure);
  pause_.async_wait([this](Error stopped) {
    if (!stopped && acceptor_.is_open()) Accept();
  });
}

}  // namespace signpost::http
