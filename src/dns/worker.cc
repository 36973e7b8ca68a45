#include "dns/worker.h"

#include <algorithm>

#include "dns/limits.h"

namespace signpost::dns {

Worker::Worker(const DnsServerOptions& options, const records::SnapshotPublisher* publisher)
    : responder_(options.responder),
      reader_(publisher),
      batch_(std::max<size_t>(options.responder.udp_size_max, wire::kPlainUdpSizeMax)),
      tcp_reply_(wire::kMessageSizeMax),
      tcp_(
          &context_,
          {.session_count_max = options.tcp_session_count_max,
           .timeouts = {.idle = options.tcp_idle_timeout, .write = options.tcp_write_timeout}},
          [this](Bytes query) { return RespondOverTcp(query); }, &tcp_counters_) {}

void Worker::Add(SocketPair sockets) {
  udp_.emplace_back(std::move(sockets.udp), &context_, &reader_, &responder_, &batch_,
                    &udp_counters_)
      .Start();
  tcp_.Listen(std::move(sockets.tcp));
}

void Worker::Start() {
  thread_ = std::thread([this] { context_.run(); });
}

void Worker::Stop() {
  context_.stop();
  if (thread_.joinable()) thread_.join();
}

Bytes Worker::RespondOverTcp(Bytes query) {
  const size_t size = responder_.Respond(reader_.Get(), Transport::kTcp, query, tcp_reply_);
  return {tcp_reply_.data(), size};
}

}  // namespace signpost::dns
