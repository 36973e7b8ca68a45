#include "dns/tcp_session.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "dns/limits.h"

namespace signpost::dns {
namespace {

constexpr auto kAwait = boost::asio::as_tuple(boost::asio::use_awaitable);
constexpr size_t kLengthSize = 2;
constexpr size_t kReadSize = 4096;

}  // namespace

TcpSession::TcpSession(boost::asio::ip::tcp::socket socket, const Timeouts& timeouts,
                       const Respond* respond)
    : socket_(std::move(socket)), timeouts_(timeouts), respond_(*respond) {
  Expect(Wait::kQuery, timeouts_.idle);
}

boost::asio::awaitable<void> TcpSession::Run() {
  while (co_await Receive()) {
    bool more = true;
    while (more) {
      more = AnswerReceived();
      if (!replies_.empty() && !co_await SendReplies()) co_return;
    }
  }
}

void TcpSession::Close() {
  closed_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void TcpSession::Abort() {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  Close();
}

void TcpSession::Expect(Wait wait, std::chrono::milliseconds timeout) {
  wait_ = wait;
  waiting_since_ = Clock::now();
  deadline_ = waiting_since_ + timeout;
}

bool TcpSession::AnswerReceived() {
  DropUnwanted();
  if (unwanted_ > 0) return false;
  size_t at = 0;
  bool full = false;
  while (!full) {
    const size_t next = AnswerAt(at);
    if (next == at) break;
    at = next;
    full = replies_.size() >= kTcpRepliesSizeMax;
  }
  if (at > 0) Expect(Wait::kQuery, timeouts_.idle);
  unwanted_ = at;
  DropUnwanted();
  return full;
}

size_t TcpSession::AnswerAt(size_t at) {
  if (at + kLengthSize > received_.size()) return at;
  const size_t size = LoadU16(&received_[at]);
  const size_t kept = std::min(size, kTcpQuerySizeMax);
  if (at + kLengthSize + kept > received_.size()) return at;
  Append(respond_(Bytes(received_).subspan(at + kLengthSize, kept), kept < size));
  return at + kLengthSize + size;
}

// What is answered; of an oversized query also what has not come yet, as soon as it comes.
void TcpSession::DropUnwanted() {
  const size_t dropped = std::min(unwanted_, received_.size());
  received_.erase(received_.begin(), received_.begin() + static_cast<ptrdiff_t>(dropped));
  unwanted_ -= dropped;
}

void TcpSession::Append(Bytes reply) {
  if (reply.empty()) return;
  std::array<uint8_t, kLengthSize> length{};
  StoreU16(length.data(), static_cast<uint16_t>(reply.size()));
  replies_.insert(replies_.end(), length.begin(), length.end());
  replies_.insert(replies_.end(), reply.begin(), reply.end());
}

boost::asio::awaitable<bool> TcpSession::Receive() {
  std::array<uint8_t, kReadSize> octets;
  const auto [error, size] = co_await socket_.async_read_some(boost::asio::buffer(octets), kAwait);
  if (error) co_return false;
  received_.insert(received_.end(), octets.begin(), octets.begin() + static_cast<ptrdiff_t>(size));
  co_return true;
}

boost::asio::awaitable<bool> TcpSession::SendReplies() {
  Expect(Wait::kClient, timeouts_.write);
  const auto [error, size] =
      co_await boost::asio::async_write(socket_, boost::asio::buffer(replies_), kAwait);
  Expect(Wait::kQuery, timeouts_.idle);
  replies_.clear();
  if (replies_.capacity() > kTcpRepliesSizeMax) replies_.shrink_to_fit();
  co_return !error;
}

}  // namespace signpost::dns
