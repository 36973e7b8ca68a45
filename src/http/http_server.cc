#include "http/http_server.h"

#include <boost/asio/io_context.hpp>
#include <list>
#include <thread>

#include "base/check.h"
#include "base/thread_name.h"
#include "http/listener.h"
#include "http/service.h"

namespace signpost::http {

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

  // Sessions are owned by the operations they wait for, and end with the context.
  void Stop() {
    if (context_ == nullptr) return;
    context_->stop();
    if (thread_.joinable()) thread_.join();
    listeners_.clear();
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

  Service service_;
  std::unique_ptr<boost::asio::io_context> context_;
  std::list<Listener> listeners_;
  std::thread thread_;
};

HttpServer::HttpServer(const HttpServerOptions& options,
                       const records::SnapshotPublisher* publisher, StatusBoard* board,
                       const Limits& limits)
    : implementation_(std::make_unique<Implementation>(options, publisher, board, limits)) {}

HttpServer::~HttpServer() = default;

absl::Status HttpServer::Bind() { return implementation_->Bind(); }

absl::Status HttpServer::Start() { return implementation_->Start(); }

void HttpServer::Stop() { implementation_->Stop(); }

std::vector<Endpoint> HttpServer::endpoints() const { return implementation_->endpoints(); }

}  // namespace signpost::http
