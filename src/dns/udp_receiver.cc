#include "dns/udp_receiver.h"

#include <algorithm>

namespace signpost::dns {
namespace {

// The longest payload that IP can say, and what comes together is no longer.
constexpr size_t kMessageSizeMax = 65'536;

// Between the beginnings of two messages: not a multiple of a page, else they would all want the
// same few lines of the processor's cache.
constexpr size_t kMessageStride = kMessageSizeMax + 320;

}  // namespace

UdpReceiver::UdpReceiver() : octets_(new uint8_t[kUdpBatchSize * kMessageStride]) {
  for (size_t i = 0; i < kUdpBatchSize; ++i) {
    vectors_[i] = {octets_.get() + i * kMessageStride, kMessageSizeMax};
  }
}

bool UdpReceiver::Receive(int socket) {
  for (size_t i = 0; i < message_count_; ++i) Prepare(i);
  const int count = recvmmsg(socket, messages_.data(), kUdpBatchSize, MSG_DONTWAIT, nullptr);
  message_count_ = count < 0 ? 0 : static_cast<size_t>(count);
  message_ = 0;
  if (message_count_ > 0) Begin(0);
  return message_count_ == kUdpBatchSize;
}

void UdpReceiver::Prepare(size_t index) {
  msghdr& header = messages_[index].msg_hdr;
  header = {};
  peers_[index].AwaitFrom(&header);
  header.msg_iov = &vectors_[index];
  header.msg_iovlen = 1;
  header.msg_control = controls_[index].data();
  header.msg_controllen = controls_[index].size();
}

std::span<const UdpDatagram> UdpReceiver::Next() {
  size_t count = 0;
  while (count < kUdpBatchSize && message_ < message_count_) {
    UdpPeer* const peer = &peers_[message_];
    datagrams_[count++] = {TakeFromMessage(), peer};
  }
  return std::span(datagrams_).first(count);
}

void UdpReceiver::Begin(size_t index) {
  segment_size_ = peers_[index].TakeControl(&messages_[index].msg_hdr);
  rest_ = {static_cast<const uint8_t*>(vectors_[index].iov_base), messages_[index].msg_len};
}

// The next datagram of the message; goes on to the next message behind the last.
Bytes UdpReceiver::TakeFromMessage() {
  const size_t size = segment_size_ == 0 ? rest_.size() : std::min(segment_size_, rest_.size());
  const Bytes datagram = rest_.first(size);
  rest_ = rest_.subspan(size);
  if (rest_.empty() && ++message_ < message_count_) Begin(message_);
  return datagram;
}

}  // namespace signpost::dns
