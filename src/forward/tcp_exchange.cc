#include "forward/tcp_exchange.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "wire/types.h"

namespace signpost::forward {
namespace {

using boost::asio::ip::tcp;
using boost::system::error_code;

constexpr size_t kLengthSize = 2;

boost::asio::ip::address ToAsio(const IpAddress& address) {
  const Bytes octets = address.bytes();
  if (address.is_v4()) {
    boost::asio::ip::address_v4::bytes_type v4;
    std::ranges::copy(octets, v4.begin());
    return boost::asio::ip::address_v4(v4);
  }
  boost::asio::ip::address_v6::bytes_type v6;
  std::ranges::copy(octets, v6.begin());
  return boost::asio::ip::address_v6(v6);
}

}  // namespace

// Kept by its operations; once it is left alone, their results mean nothing any more.
class TcpExchange::Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(boost::asio::io_context* context, Bytes query, OctetBudget* budget, Handlers handlers)
      : socket_(*context), budget_(budget), handlers_(std::move(handlers)) {
    SIGNPOST_CHECK(query.size() <= wire::kMessageSizeMax);
    query_.resize(kLengthSize + query.size());
    StoreU16(query_.data(), static_cast<uint16_t>(query.size()));
    std::ranges::copy(query, query_.begin() + kLengthSize);
  }

  void Start(const Endpoint& server) {
    const tcp::endpoint endpoint(ToAsio(server.address), server.port);
    error_code error;
    socket_.open(endpoint.protocol(), error);
    if (error) {
      boost::asio::post(socket_.get_executor(),
                        [self = shared_from_this()] { self->Finish(End::kNoSocket); });
      return;
    }
    socket_.set_option(tcp::no_delay(true), error);
    socket_.async_connect(endpoint, [self = shared_from_this()](const error_code& failed) {
      if (failed) return self->Finish(End::kClosed);
      self->Send();
    });
  }

  void Leave() {
    is_left_ = true;
    error_code ignored;
    socket_.close(ignored);
    GiveBack();
  }

 private:
  void Send() {
    boost::asio::async_write(
        socket_, boost::asio::buffer(query_),
        [self = shared_from_this()](const error_code& failed, size_t /*size*/) {
          if (failed) return self->Finish(End::kClosed);
          self->ReadLength();
        });
  }

  void ReadLength() {
    boost::asio::async_read(socket_, boost::asio::buffer(length_),
                            [self = shared_from_this()](const error_code& failed, size_t /*size*/) {
                              if (failed) return self->Finish(End::kClosed);
                              self->ReadMessage();
                            });
  }

  void ReadMessage() {
    if (is_left_) return;
    const size_t size = LoadU16(length_.data());
    if (size > budget_->left) return Finish(End::kNoRoom);
    budget_->left -= size;
    message_.resize(size);
    boost::asio::async_read(socket_, boost::asio::buffer(message_),
                            [self = shared_from_this()](const error_code& failed, size_t /*size*/) {
                              if (failed) return self->Finish(End::kClosed);
                              self->Deliver();
                            });
  }

  void Deliver() {
    if (is_left_) return;
    handlers_.on_message(message_);
    if (is_left_) return;
    GiveBack();
    ReadLength();
  }

  void Finish(End end) {
    if (!is_left_) handlers_.on_end(end);
  }

  void GiveBack() {
    budget_->left += message_.size();
    message_.clear();
  }

  tcp::socket socket_;
  OctetBudget* const budget_;
  const Handlers handlers_;
  std::vector<uint8_t> query_;
  std::array<uint8_t, kLengthSize> length_;
  std::vector<uint8_t> message_;  // its octets are taken from the budget
  bool is_left_ = false;
};

TcpExchange::TcpExchange(boost::asio::io_context* context, const Endpoint& server, Bytes query,
                         OctetBudget* budget, Handlers handlers)
    : connection_(std::make_shared<Connection>(context, query, budget, std::move(handlers))) {
  connection_->Start(server);
}

TcpExchange::~TcpExchange() { connection_->Leave(); }

}  // namespace signpost::forward
