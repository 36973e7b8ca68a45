#pragma once

// What a worker's thread needs to answer datagrams many at a time, whatever socket they come from.
// Private to this room.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "dns/limits.h"
#include "dns/udp_receiver.h"
#include "dns/udp_sender.h"

namespace signpost::dns {

class UdpBatch {
 public:
  // `reply_size`: octets kept for each reply.
  explicit UdpBatch(size_t reply_size)
      : reply_size_(reply_size), replies_(new uint8_t[kUdpBatchSize * reply_size]) {}

  UdpReceiver receiver;
  UdpSender sender;

  // Room for the reply to query `index` of those that receiver.Next() gave.
  std::span<uint8_t> reply(size_t index) {
    return {replies_.get() + index * reply_size_, reply_size_};
  }

 private:
  const size_t reply_size_;
  const std::unique_ptr<uint8_t[]> replies_;
};

}  // namespace signpost::dns
