#include "dns/tcp_service.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <chrono>
#include <memory>
#include <utility>

namespace signpost::dns {
namespace {

using boost::asio::ip::tcp;

// Deadlines are kept to this part of the timeout, or better.
constexpr int kSweepsPerTimeout = 8;

// For descriptors to come free when the process has none left.
constexpr std::chrono::milliseconds kAcceptPause{100};

tcp::acceptor Adopt(FileDescriptor listening, boost::asio::io_context* context) {
  const bool is_v4 = BoundEndpoint(listening.number()).address.is_v4();
  return tcp::acceptor(*context, is_v4 ? tcp::v4() : tcp::v6(), listening.Release());
}

}  // namespace

TcpService::TcpService(boost::asio::io_context* context, const TcpLimits& limits,
                       TcpSession::Respond respond, TcpCounters* counters)
    : context_(*context),
      limits_(limits),
      respond_(std::move(respond)),
      counters_(*counters),
      sweep_(*context) {
  Sweep();
}

void TcpService::Listen(FileDescriptor listening) {
  Accept(&acceptors_.emplace_back(Adopt(std::move(listening), &context_)));
}

void TcpService::Close() {
  acceptors_.clear();
  for (TcpSession& session : sessions_) session.Close();
}

void TcpService::Accept(tcp::acceptor* acceptor) {
  acceptor->async_accept(
      [this, acceptor](const boost::system::error_code& error, tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        if (!error) {
          Begin(std::move(socket));
          return Accept(acceptor);
        }
        counters_.accept_failed.Add();
        auto pause = std::make_shared<boost::asio::steady_timer>(context_, kAcceptPause);
        pause->async_wait([this, acceptor, pause](const boost::system::error_code& stopped) {
          if (!stopped) Accept(acceptor);
        });
      });
}

void TcpService::Begin(tcp::socket socket) {
  counters_.accepted.Add();
  MakeRoom();
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto session =
      sessions_.emplace(sessions_.end(), std::move(socket), limits_.timeouts, &respond_);
  boost::asio::co_spawn(context_, session->Run(),
                        [this, session](const std::exception_ptr&) { sessions_.erase(session); });
}

// Of the sessions at the limit, closes the one that has been silent longest.
void TcpService::MakeRoom() {
  if (sessions_.size() < limits_.session_count_max) return;
  size_t open_count = 0;
  TcpSession* oldest = nullptr;
  for (TcpSession& session : sessions_) {
    if (session.closed()) continue;
    ++open_count;
    if (oldest == nullptr || session.waiting_since() < oldest->waiting_since()) oldest = &session;
  }
  if (open_count < limits_.session_count_max || oldest == nullptr) return;
  counters_.evicted.Add();
  Dismiss(oldest);
}

// Whoever takes no replies shall not have them kept by the system either.
void TcpService::Dismiss(TcpSession* session) {
  if (session->wait() == TcpSession::Wait::kClient) return session->Abort();
  session->Close();
}

void TcpService::Sweep() {
  const auto now = TcpSession::Clock::now();
  for (TcpSession& session : sessions_) {
    if (session.closed() || session.deadline() > now) continue;
    const bool idle = session.wait() == TcpSession::Wait::kQuery;
    (idle ? counters_.idle_closed : counters_.stalled_closed).Add();
    Dismiss(&session);
  }
  const auto timeout = std::min(limits_.timeouts.idle, limits_.timeouts.write);
  sweep_.expires_after(timeout / kSweepsPerTimeout + std::chrono::milliseconds(1));
  sweep_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Sweep();
  });
}

}  // namespace signpost::dns
