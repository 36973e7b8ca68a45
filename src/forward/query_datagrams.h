#pragma once

// Queries that leave from one socket, as sendmmsg(2) wants them: each an id and what is asked,
// which is not copied. Private to this room.

#include <sys/socket.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "forward/limits.h"

namespace signpost::forward {

class QueryDatagrams {
 public:
  QueryDatagrams() = default;
  QueryDatagrams(const QueryDatagrams&) = delete;  // the parts point at each other
  QueryDatagrams& operator=(const QueryDatagrams&) = delete;

  // At most kQueriesPerPort. `message`, but for its id, is sent under `id`; it outlives this.
  void Add(uint16_t id, std::vector<uint8_t>& message);

  std::span<mmsghdr> headers() { return std::span(headers_).first(count_); }

 private:
  static constexpr size_t kIdSize = 2;

  size_t count_ = 0;
  std::array<std::array<uint8_t, kIdSize>, kQueriesPerPort> ids_;
  std::array<std::array<iovec, 2>, kQueriesPerPort> parts_;
  std::array<mmsghdr, kQueriesPerPort> headers_;
};

}  // namespace signpost::forward
