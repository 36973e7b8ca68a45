#include "support/files.h"

#include <zlib.h>

#include "base/check.h"

namespace signpost::testing {

std::string ReadFile(std::string_view path) {
  const std::string whole =
      path.starts_with('/') ? std::string(path) : std::string(SIGNPOST_SOURCE_DIR "/").append(path);
  const gzFile file = gzopen(whole.c_str(), "rb");  // reads plain files too
  SIGNPOST_CHECK(file != nullptr);
  std::string text;
  char buffer[1 << 16];
  int got = 0;
  while ((got = gzread(file, buffer, sizeof(buffer))) > 0) text.append(buffer, got);
  SIGNPOST_CHECK(got == 0);
  gzclose(file);
  return text;
}

}  // namespace signpost::testing
