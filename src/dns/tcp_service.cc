#include "dns/tcp_service.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <memory>
#include <utility>
#include <vector>

namespace signpost::dns {
namespace {

using boost::asio::ip::tcp;
using std::chrono::milliseconds;

// Deadlines are kept to this part of the timeout, or better.
constexpr int kSweepsPerTimeout = 8;

// For descriptors to come free when the process has none left.
constexpr milliseconds kAcceptPause{100};

tcp::acceptor Adopt(FileDescriptor listening, boost::asio::io_context* context) {
  const bool is_v4 = BoundEndpoint(listening.number()).address.is_v4();
  return tcp::acceptor(*context, is_v4 ? tcp::v4() : tcp::v6(), listening.Release());
}

// Of something that a session which ends gives back.
bool IsShortage(const boost::system::error_code& error) {
  using boost::system::errc::errc_t;
  for (const errc_t code : {errc_t::too_many_files_open, errc_t::too_many_files_open_in_system,
                            errc_t::no_buffer_space, errc_t::not_enough_memory}) {
    if (error == code) return true;
  }
  return false;
}

}  // namespace

milliseconds IdleTimeout(const TcpLimits& limits, size_t session_count) {
  const milliseconds most = limits.timeouts.idle;
  const milliseconds least = limits.idle_min;
  const size_t half = limits.session_count_max / 2;
  if (session_count <= half) return most;
  const size_t over = std::min(session_count, limits.session_count_max) - half;
  const auto part = static_cast<int64_t>(over);
  const auto whole = static_cast<int64_t>(limits.session_count_max - half);
  return most - (most - least) * part / whole;
}

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

void TcpService::Retire() {
  boost::system::error_code ignored;
  for (tcp::acceptor& acceptor : acceptors_) acceptor.close(ignored);
}

void TcpService::CloseIdle() {
  std::vector<TcpSession*> idle;
  open_.ForEach([&](TcpSession* session) {
    if (session->IsIdle()) idle.push_back(session);
  });
  for (TcpSession* session : idle) Dismiss(session);
}

size_t TcpService::BusyCount() const {
  size_t count = 0;
  open_.ForEach([&](const TcpSession* session) { count += session->IsIdle() ? 0 : 1; });
  return count;
}

void TcpService::Close() {
  acceptors_.clear();
  for (TcpSession& session : sessions_) session.Close();
}

void TcpService::Accept(tcp::acceptor* acceptor) {
  acceptor->async_accept(
      [this, acceptor](const boost::system::error_code& error, tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted) return;
        if (error) return AcceptFailed(acceptor, error);
        Begin(std::move(socket));
        if (acceptor->is_open()) Accept(acceptor);
      });
}

// Trying again at once only spins, unless a session has made room for it.
void TcpService::AcceptFailed(tcp::acceptor* acceptor, const boost::system::error_code& error) {
  counters_.accept_failed.Add();
  if (IsShortage(error) && Evict(open_.LongestSilent(), &counters_.evicted)) {
    return Accept(acceptor);
  }
  auto pause = std::make_shared<boost::asio::steady_timer>(context_, kAcceptPause);
  pause->async_wait([this, acceptor, pause](const boost::system::error_code& stopped) {
    if (!stopped && acceptor->is_open()) Accept(acceptor);
  });
}

void TcpService::Begin(tcp::socket socket) {
  counters_.accepted.Add();
  const auto peer = PeerAddress(socket.native_handle());
  if (!peer) return counters_.ended.Add();
  const IpNetwork client = ClientNetwork(*peer);
  MakeRoom(client);
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto session =
      sessions_.emplace(sessions_.end(), std::move(socket), *peer, limits_.timeouts, &respond_);
  open_.Add(&*session, client);
  boost::asio::co_spawn(context_, session->Run(), [this, session](const std::exception_ptr&) {
    open_.Remove(&*session);
    sessions_.erase(session);
    counters_.ended.Add();
  });
}

void TcpService::MakeRoom(const IpNetwork& client) {
  if (open_.CountOf(client) >= limits_.client_session_count_max) {
    Evict(open_.LongestSilentOf(client), &counters_.client_evicted);
  } else if (open_.count() >= limits_.session_count_max) {
    Evict(open_.LongestSilent(), &counters_.evicted);
  }
}

bool TcpService::Evict(TcpSession* session, Counter* counter) {
  if (session == nullptr) return false;
  counter->Add();
  Dismiss(session);
  return true;
}

// Whoever takes no replies shall not have them kept by the system either.
void TcpService::Dismiss(TcpSession* session) {
  open_.Remove(session);
  if (session->wait() == TcpSession::Wait::kClient) return session->Abort();
  session->Close();
}

void TcpService::Sweep() {
  const auto now = TcpSession::Clock::now();
  std::vector<std::pair<TcpSession*, Counter*>> expired;
  open_.ForEach([&](TcpSession* session) {
    if (Counter* counter = Expired(*session, now)) expired.emplace_back(session, counter);
  });
  for (const auto& [session, counter] : expired) Evict(session, counter);
  const auto timeout = std::min({limits_.timeouts.idle, limits_.timeouts.write, limits_.idle_min});
  sweep_.expires_after(timeout / kSweepsPerTimeout + milliseconds(1));
  sweep_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Sweep();
  });
}

// The counter of the deadline that is over; null while none is.
Counter* TcpService::Expired(const TcpSession& session, TcpSession::Clock::time_point now) {
  if (session.wait() == TcpSession::Wait::kClient) {
    return session.deadline() <= now ? &counters_.stalled_closed : nullptr;
  }
  if (session.wait() == TcpSession::Wait::kReply) return nullptr;
  const auto deadline =
      std::min(session.deadline(), session.waiting_since() + IdleTimeout(limits_, open_.count()));
  return deadline <= now ? &counters_.idle_closed : nullptr;
}

}  // namespace signpost::dns
