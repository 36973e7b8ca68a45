#include "http/test_client.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>

namespace signpost::http::testing {

namespace asio = boost::asio;
namespace beast = boost::beast;

// Small, so that what is not read keeps the server waiting.
constexpr int kReceiveBufferSize = 65536;

TestClient::TestClient(const Endpoint& server, const IpAddress& source) : socket_(context_) {
  beast::error_code error;
  const auto address = asio::ip::make_address(server.address.ToString(), error);
  const asio::ip::tcp::endpoint endpoint(address, server.port);
  socket_.open(endpoint.protocol(), error);
  socket_.set_option(asio::socket_base::receive_buffer_size(kReceiveBufferSize), error);
  if (!source.IsUnspecified()) {
    socket_.bind({asio::ip::make_address(source.ToString(), error), 0}, error);
  }
  socket_.connect(endpoint, error);
  if (error) socket_.close(error);
}

void TestClient::Send(std::string_view text) {
  beast::error_code ignored;  // the server may have gone; the next Read() shows it
  asio::write(socket_, asio::buffer(text.data(), text.size()), ignored);
}

void TestClient::Request(std::string_view method, std::string_view target,
                         std::string_view headers) {
  std::string text(method);
  text.append(" ").append(target).append(" HTTP/1.1\r\nHost: localhost\r\n").append(headers);
  Send(text + "\r\n");
}

TestClient::Parser& TestClient::CurrentParser() {
  if (!parser_) {
    parser_.emplace();
    parser_->body_limit(boost::none);
  }
  return *parser_;
}

bool TestClient::ReadHeader() {
  beast::error_code error;
  beast::http::read_header(socket_, buffer_, CurrentParser(), error);
  return !error;
}

std::optional<TestClient::Response> TestClient::Read(bool head) {
  beast::error_code error;
  if (head) CurrentParser().skip(true);
  beast::http::read(socket_, buffer_, CurrentParser(), error);
  std::optional<Response> response;
  if (!error) response = parser_->release();
  parser_.reset();
  return response;
}

std::optional<TestClient::Response> TestClient::Get(std::string_view target) {
  Request("GET", target);
  return Read();
}

bool TestClient::ReceiveUntil(std::string_view text) {
  char octets[4096];
  beast::error_code error;
  size_t at = 0;
  while ((at = received_.find(text)) == std::string::npos) {
    const size_t size = socket_.read_some(asio::buffer(octets), error);
    if (error) return false;
    received_.append(octets, size);
  }
  received_.erase(0, at + text.size());
  return true;
}

bool TestClient::IsClosedByServer() {
  char octet;
  beast::error_code error;
  return buffer_.size() == 0 && socket_.read_some(asio::buffer(&octet, 1), error) == 0 && error;
}

}  // namespace signpost::http::testing
