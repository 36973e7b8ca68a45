#include "system/reflecting_master.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <utility>

#include "base/check.h"

namespace signpost::testing {
namespace {

constexpr char kHeader[] = "Authorization: ";
constexpr char kLength[] = "Content-Length: ";

// The octets of a whole request that begins with `text`, as far as its head tells.
size_t SizeOf(const std::string& text) {
  const size_t head_end = text.find("\r\n\r\n");
  if (head_end == std::string::npos) return text.size() + 1;
  const size_t at = text.find(kLength);
  const size_t body = at < head_end ? std::stoul(text.substr(at + sizeof(kLength) - 1)) : 0;
  return head_end + 4 + body;
}

// With its body: who closes before all is read may take the answer back.
std::string ReadRequest(int connection) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(connection, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
  std::string request;
  char piece[4096];
  while (request.size() < SizeOf(request) && request.size() < (1U << 16)) {
    const ssize_t size = recv(connection, piece, sizeof(piece), 0);
    if (size <= 0) break;
    request.append(piece, static_cast<size_t>(size));
  }
  return request;
}

std::string CredentialsOf(const std::string& request) {
  const size_t at = request.find(kHeader);
  if (at == std::string::npos) return {};
  const size_t begin = at + sizeof(kHeader) - 1;
  return request.substr(begin, request.find("\r\n", begin) - begin);
}

std::string Response(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nConnection: close\r\n" +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace

ReflectingMaster::ReflectingMaster(std::string token)
    : token_(std::move(token)), listening_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  socklen_t size = sizeof(address);
  SIGNPOST_CHECK(bind(listening_, generic, size) == 0 && listen(listening_, SOMAXCONN) == 0);
  SIGNPOST_CHECK(getsockname(listening_, generic, &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this] { Serve(); });
}

ReflectingMaster::~ReflectingMaster() {
  is_stopped_ = true;
  shutdown(listening_, SHUT_RDWR);  // wakes accept
  thread_.join();
  close(listening_);
}

void ReflectingMaster::Serve() {
  while (!is_stopped_) {
    const int connection = accept(listening_, nullptr, nullptr);
    if (connection < 0) continue;
    Answer(connection);
    close(connection);
  }
}

void ReflectingMaster::Answer(int connection) {
  const std::string request = ReadRequest(connection);
  const std::string sent = CredentialsOf(request);
  if (!sent.empty()) {
    const std::lock_guard lock(mutex_);
    credentials_.insert(sent);
  }
  const std::string response = request.find("/login ") != std::string::npos
                                   ? Response("200 OK", R"({"token": ")" + token_ + "\"}")
                                   : Response("401 " + sent, "{\"sent\": \"" + request + "\"}");
  send(connection, response.data(), response.size(), MSG_NOSIGNAL);
}

std::set<std::string> ReflectingMaster::credentials() const {
  const std::lock_guard lock(mutex_);
  return credentials_;
}

bool ReflectingMaster::WaitForCredentials() const {
  for (int i = 0; i < 6000; ++i) {
    if (!credentials().empty()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

}  // namespace signpost::testing
