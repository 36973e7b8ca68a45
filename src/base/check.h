#pragma once

// SIGNPOST_CHECK: what only a fault of our own can break. It ends the process with the place and
// the condition, in every build. What the world may break is returned as a status instead.

namespace signpost {

[[noreturn]] void CheckFailed(const char* file, int line, const char* condition);

}  // namespace signpost

#define SIGNPOST_CHECK(condition)                              \
  do {                                                         \
    if (!(condition)) [[unlikely]]                             \
      ::signpost::CheckFailed(__FILE__, __LINE__, #condition); \
  } while (false)
