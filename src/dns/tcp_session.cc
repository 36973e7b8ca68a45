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

TcpSession::TcpSession(boost::asio::ip::tcp::socket socket, const IpAddress& client,
                       const Timeouts& timeouts, const Respond* respond)
    : socket_(std::move(socket)),
      client_(client),
      timeouts_(timeouts),
      respond_(*respond),
      self_(std::make_shared<TcpSession*>(this)),
      change_(socket_.get_executor(), Clock::time_point::max()) {
  Expect(timeouts_.idle);
}

boost::asio::awaitable<void> TcpSession::Run() {
  while (co_await WaitForClient() && co_await Receive()) {
    bool more = true;
    while (more) {
      more = AnswerReceived();
      Send();
      if (!co_await WaitForClient()) more = false;
    }
  }
  co_await WaitForReplies();
}

TcpSession::Reply TcpSession::ReplyLater() {
  ++awaited_count_;
  return [self = std::weak_ptr<TcpSession*>(self_)](Bytes reply) {
    if (const auto session = self.lock()) (*session)->TakeLateReply(reply);
  };
}

void TcpSession::Close() {
  closed_ = true;
  boost::system::error_code ignored;
  socket_.close(ignored);
  change_.cancel();
}

void TcpSession::Abort() {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  Close();
}

TcpSession::Wait TcpSession::wait() const {
  if (!sending_.empty()) return Wait::kClient;
  return awaited_count_ > 0 ? Wait::kReply : Wait::kQuery;
}

void TcpSession::Expect(std::chrono::milliseconds timeout) {
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
    full = stream_ != nullptr || replies_.size() >= kTcpRepliesSizeMax;
  }
  if (at > 0) Expect(timeouts_.idle);
  unwanted_ = at;
  DropUnwanted();
  return full;
}

size_t TcpSession::AnswerAt(size_t at) {
  if (at + kLengthSize > received_.size()) return at;
  const size_t size = LoadU16(&received_[at]);
  const size_t kept = std::min(size, kTcpQuerySizeMax);
  if (at + kLengthSize + kept > received_.size()) return at;
  Append(respond_(Bytes(received_).subspan(at + kLengthSize, kept), kept < size, this));
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

void TcpSession::TakeFromStream() {
  if (stream_ == nullptr) return;
  const StreamStep step = stream_(&message_);
  if (step == StreamStep::kMessage) return Append(message_);
  stream_ = nullptr;
  message_ = {};
  if (step == StreamStep::kBroken) Close();
}

void TcpSession::TakeLateReply(Bytes reply) {
  --awaited_count_;
  change_.cancel();
  if (closed_) return;
  if (replies_.size() >= kTcpLateRepliesSizeMax) {
    // A client that asks and asks, and takes nothing.
    deadline_ = waiting_since_;
    return;
  }
  Append(reply);
  Send();
}

boost::asio::awaitable<bool> TcpSession::Receive() {
  std::array<uint8_t, kReadSize> octets;
  const auto [error, size] = co_await socket_.async_read_some(boost::asio::buffer(octets), kAwait);
  if (error) co_return false;
  received_.insert(received_.end(), octets.begin(), octets.begin() + static_cast<ptrdiff_t>(size));
  co_return true;
}

void TcpSession::Send() {
  if (closed_ || !sending_.empty()) return;
  if (replies_.empty()) TakeFromStream();
  if (replies_.empty()) return;
  sending_.swap(replies_);
  Expect(timeouts_.write);
  boost::asio::async_write(
      socket_, boost::asio::buffer(sending_),
      [this](const boost::system::error_code& error, size_t /*size*/) { OnSent(error); });
}

void TcpSession::OnSent(const boost::system::error_code& error) {
  sending_.clear();
  if (sending_.capacity() > kTcpRepliesSizeMax) sending_.shrink_to_fit();
  Expect(timeouts_.idle);
  if (error) return Close();
  Send();
  change_.cancel();
}

boost::asio::awaitable<bool> TcpSession::WaitForClient() {
  while (!closed_ && !sending_.empty()) co_await WaitForChange();
  co_return !closed_;
}

// The system may read sending_ until it says that it has ended, even when the socket is closed.
boost::asio::awaitable<void> TcpSession::WaitForReplies() {
  while (!sending_.empty() || (!closed_ && awaited_count_ > 0)) co_await WaitForChange();
}

boost::asio::awaitable<void> TcpSession::WaitForChange() { co_await change_.async_wait(kAwait); }

}  // namespace signpost::dns
