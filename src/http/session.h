#pragma once

// One connection: requests in, answers out, one at a time and in order.
//
// A session keeps itself alive by the operation it waits for, each of which has a deadline. It ends
// when an operation fails, or with the io_context.

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "http/api.h"
#include "http/service.h"

namespace signpost::http {

class Session : public std::enable_shared_from_this<Session> {
 public:
  // `service` must outlive the session; its table holds it from here on.
  Session(boost::asio::ip::tcp::socket socket, const IpAddress& client, Service* service);
  ~Session();

  void Start() { ReadRequest(); }

  // Ends it, while it waits for its client.
  void Evict();

 private:
  using Error = boost::beast::error_code;
  using RequestParser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  using Response = boost::beast::http::response<boost::beast::http::buffer_body>;
  using Serializer = boost::beast::http::response_serializer<boost::beast::http::buffer_body>;

  // Reading, in this order.
  void ReadRequest();
  void WaitForRequest();
  void ReadHeader();
  void ReadBody(Error error);
  void Handle(Error error);
  void HandleReadError(Error error);

  // Answering.
  bool RefuseForeigners();  // true: refused
  Answer MakeRequestAnswer();
  void Refuse(unsigned status, std::string_view message, std::string_view figure);
  void Write(Answer answer);
  void TakePlace();
  void LeavePlace();
  void PrepareHeader();
  void WriteSlice();
  void WriteNextSlice();
  void WriteLater();
  void SliceWritten(Error error);
  void EndAnswer();

  // Ending.
  void Drain();
  void ReadDropped(size_t dropped_size);

  void Count(std::string_view figure) { service_->board->Add(figure); }
  void CountWriteTimeout();
  bool IsHead() const;

  using Clock = std::chrono::steady_clock;

  Service* const service_;
  const bool is_allowed_;
  boost::beast::tcp_stream stream_;
  boost::beast::flat_buffer buffer_;
  boost::asio::steady_timer pause_;
  size_t request_count_ = 0;

  // Of the request at hand.
  std::optional<RequestParser> parser_;
  bool keep_alive_ = false;
  Answer answer_;
  Clock::time_point answer_deadline_;
  size_t* place_ = nullptr;  // the count of service_ that it is in: of long answers, of watchers
  std::optional<Response> response_;
  std::optional<Serializer> serializer_;
};

}  // namespace signpost::http
