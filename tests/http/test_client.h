#pragma once

// A client over a real socket that shows what a server does with it, octet by octet if need be.

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "base/endpoint.h"

namespace signpost::http::testing {

class TestClient {
 public:
  using Response = boost::beast::http::response<boost::beast::http::string_body>;

  // Connects; is_open() says whether that worked. `source`: the client's own address.
  explicit TestClient(const Endpoint& server, const IpAddress& source = IpAddress());

  bool is_open() const { return socket_.is_open(); }

  void Send(std::string_view text);

  // Sends a request of HTTP/1.1 without a body.
  void Request(std::string_view method, std::string_view target, std::string_view headers = "");

  // The next answer; nullopt when the connection ended before it was complete. ReadHeader() reads
  // its first part only; Read() goes on behind it. `head`: the answer has no body.
  std::optional<Response> Read(bool head = false);
  bool ReadHeader();

  // Request and Read.
  std::optional<Response> Get(std::string_view target);

  // Everything that comes, as it comes, until `text` is among it; false when the connection ends
  // first. Not to be mixed with Read().
  bool ReceiveUntil(std::string_view text);

  // Waits for the server to close the connection; false when it sends something.
  bool IsClosedByServer();

 private:
  using Parser = boost::beast::http::response_parser<boost::beast::http::string_body>;

  Parser& CurrentParser();

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::string received_;  // by ReceiveUntil(), behind what it waited for
};

}  // namespace signpost::http::testing
