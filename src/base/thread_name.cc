#include "base/thread_name.h"

#include <pthread.h>

namespace signpost {

void NameThread(const std::string& name) {
  constexpr size_t kShownMax = 15;
  pthread_setname_np(pthread_self(), name.substr(0, kShownMax).c_str());
}

}  // namespace signpost
