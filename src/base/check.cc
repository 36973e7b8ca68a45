#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace signpost {

void CheckFailed(const char* file, int line, const char* condition) {
  std::fprintf(stderr, "signpost: %s:%d: check failed: %s\n", file, line, condition);
  std::abort();
}

}  // namespace signpost
