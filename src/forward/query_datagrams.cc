#include "forward/query_datagrams.h"

#include "base/bytes.h"
#include "base/check.h"

namespace signpost::forward {

void QueryDatagrams::Add(uint16_t id, std::vector<uint8_t>& message) {
  SIGNPOST_CHECK(count_ < kQueriesPerPort);
  StoreU16(ids_[count_].data(), id);
  parts_[count_] = {iovec{ids_[count_].data(), kIdSize},
                    iovec{message.data() + kIdSize, message.size() - kIdSize}};
  headers_[count_] = {};
  headers_[count_].msg_hdr.msg_iov = parts_[count_].data();
  headers_[count_].msg_hdr.msg_iovlen = parts_[count_].size();
  ++count_;
}

}  // namespace signpost::forward
