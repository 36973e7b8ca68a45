#include "dns/tcp_session.h"

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
  deadline_ = Clock::time_point::max();  // nobody closes it twice
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void TcpSession::Expect(Wait wait, std::chrono::milliseconds timeout) {
  wait_ = wait;
  deadline_ = Clock::now() + timeout;
}

bool TcpSession::AnswerReceived() {
  size_t at = 0;
  bool full = false;
  while (received_.size() - at >= kLengthSize) {
    const size_t size = LoadU16(&received_[at]);
    if (received_.size() - at - kLengthSize < size) break;
    full = replies_.size() >= kTcpRepliesSizeMax;
    if (full) break;
    Append(respond_(Bytes(received_).subspan(at + kLengthSize, size)));
    at += kLengthSize + size;
  }
  if (at > 0) Expect(Wait::kQuery, timeouts_.idle);
  received_.erase(received_.begin(), received_.begin() + static_cast<ptrdiff_t>(at));
  return full;
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
