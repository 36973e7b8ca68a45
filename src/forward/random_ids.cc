#include "forward/random_ids.h"

#include <sys/random.h>

#include "base/check.h"

namespace signpost::forward {

uint16_t RandomIds::Next() {
  if (left_ == 0) {
    SIGNPOST_CHECK(getrandom(ids_.data(), sizeof(ids_), 0) == sizeof(ids_));
    left_ = ids_.size();
  }
  return ids_[--left_];
}

}  // namespace signpost::forward
