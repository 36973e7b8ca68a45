#include "http/http_server.h"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <list>
#include <optional>
#include <thread>

#include "base/check.h"
#include "base/thread_name.h"
#include "http/listener.h"
#include "http/service.h"

namespace signpost::http {
namespace {

// How often a retired server looks whether its last client has gone.
constexpr std::chrono::milliseconds kRetiredPause{20};

}  // namespace

class HttpServer::Implementation {
 public:
  Implementation(const HttpServerOptions& options, const records::SnapshotPublisher* publisher,
                 StatusBoard* board, const Limits& limits)
      : service_{.options = options, .publisher = publisher, .board = board, .limits = limits} {}

  ~Implementation() { Stop(); }

  absl::Status Bind() {
    SIGNPOST_CHECK(context_ == nullptr);
    context_ = std::make_unique<boost::asio::io_context>(1);
    for (const Endpoint& endpoint : service_.options.listen) {
      absl::Status opened = Open(endpoint);
      if (!opened.ok()) {
        Stop();
        return opened;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Start() {
    if (context_ == nullptr) {
      if (absl::Status status = Bind(); !status.ok()) return status;
    }
    for (Listener& listener : listeners_) listener.Accept();
    thread_ = std::thread([this] {
      NameThread("http");
      context_->run();
    });
    return absl::OkStatus();
  }

  void Retire() {
    open_count_ = 1;  // until it has looked
    boost::asio::post(*context_, [this] {
      for (Listener& listener : listeners_) listener.Close();
      service_.is_retired = true;
      CountSessions();
    });
  }

  size_t session_count() const { return open_count_; }

  std::vector<HandedSocket> sockets() {
    std::vector<HandedSocket> all;
    for (Listener& listener : listeners_) {
      all.push_back({.kind = SocketKind::kTcp,
                     .endpoint = listener.endpoint(),
                     .descriptor = listener.descriptor(),
                     .name = {},
                     .is_own = true});
    }
    return all;
  }

  // Sessions are owned by the operations they wait for, and end with the context.
  void Stop() {
    if (context_ == nullptr) return;
    context_->stop();
    if (thread_.joinable()) thread_.join();
    listeners_.clear();
    retired_.reset();
    context_.reset();
  }

  std::vector<Endpoint> endpoints() const {
    std::vector<Endpoint> endpoints;
    for (const Listener& listener : listeners_) endpoints.push_back(listener.endpoint());
    return endpoints;
  }

 private:
  // Takes what was handed over for `endpoint`, or else binds.
  absl::Status Open(const Endpoint& endpoint) {
    const auto add = [this]() -> Listener& {
      return listeners_.emplace_back(context_.get(), &service_);
    };
    const auto handed = DescriptorsOf(service_.options.handed, SocketKind::kTcp, endpoint);
    if (handed.empty()) return add().Open(endpoint);
    for (const int descriptor : handed) {
      if (absl::Status taken = add().Take(descriptor, endpoint); !taken.ok()) return taken;
    }
    return absl::OkStatus();
  }

  void CountSessions() {
    open_count_ = service_.sessions.count();
    if (!retired_) retired_.emplace(*context_);
    retired_->expires_after(kRetiredPause);
    retired_->async_wait([this](const boost::system::error_code& error) {
      if (!error) CountSessions();
    });
  }

  Service service_;
  std::unique_ptr<boost::asio::io_context> context_;
  std::list<Listener> listeners_;
  std::optional<boost::asio::steady_timer> retired_;  // runs after Retire()
  std::atomic<size_t> open_count_{0};                 // of session_count()
  std::thread thread_;
};

HttpServer::HttpServer(const HttpServerOptions& options,
                       const records::SnapshotPublisher* publisher, StatusBoard* board,
                       const Limits& limits)
    : implementation_(std::make_unique<Implementation>(options, publisher, board, limits)) {}

HttpServer::~HttpServer() = default;

absl::Status HttpServer::Bind() { return implementation_->Bind(); }

absl::Status HttpServer::Start() { return implementation_->Start(); }

void HttpServer::Retire() { implementation_->Retire(); }

size_t HttpServer::session_count() const { return implementation_->session_count(); }

std::vector<HandedSocket> HttpServer::sockets() const { return implementation_->sockets(); }

void HttpServer::Stop() { implementation_->Stop(); }

std::vector<Endpoint> HttpServer::endpoints() const { return implementation_->endpoints(); }

}  // namespace signpost::http
