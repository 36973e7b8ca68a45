// What an IAM service answers to a login, and what a redirect says: JSON, tokens, locations.

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "poller/base64.h"
#include "poller/json_object.h"
#include "poller/jwt.h"
#include "poller/location.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::poller;  // NOLINT: the target's own
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ReadJsonObject(text);
  JwtEnd(text);
  SIGNPOST_CHECK(FromBase64Url(Base64Url(text)) == text);
  ParseUrl(text);
  Target asked;
  asked.master = {"10.0.0.1", 5050};
  asked.is_https = true;
  auto next = FollowLocation(text, asked);
  SIGNPOST_CHECK(!next.ok() || next.value().is_https);
  SIGNPOST_CHECK(!next.ok() || next.value().is_named_by_master);
  return 0;
}
