// What an IAM service answers to a login, from any octets: JSON, tokens; and what we write
// ourselves is read again.

#include <algorithm>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "poller/base64.h"
#include "poller/iam_account.h"
#include "poller/json_object.h"
#include "poller/jwt.h"

namespace signpost::poller {
namespace {

void CheckBase64(std::string_view text) {
  const std::string encoded = Base64Url(text);
  SIGNPOST_CHECK(encoded.size() == (text.size() * 4 + 2) / 3);
  SIGNPOST_CHECK(FromBase64Url(encoded) == text);
  if (const auto octets = FromBase64Url(text))
    SIGNPOST_CHECK(Base64Url(*octets).size() == text.size());
}

void CheckJson(std::string_view text) {
  const auto members = ReadJsonObject(text);
  std::string again = "{\"\":0";
  if (members) {
    for (const auto& [key, value] : *members)
      again += "," + JsonString(key) + ":" + JsonString(value);
    const auto read = ReadJsonObject(again + "}");
    SIGNPOST_CHECK(read && std::ranges::includes(*read, *members));
  }
  const auto one = ReadJsonObject("{\"a\":" + JsonString(text) + "}");
  SIGNPOST_CHECK(one && one->at("a") == text);
}

void CheckToken(std::string_view text) {
  JwtEnd(text);
  const auto end = JwtEnd("head." + Base64Url(text) + ".signature");
  if (!end) return;
  SIGNPOST_CHECK(end->time_since_epoch().count() >= 0);
  SIGNPOST_CHECK(ReadJsonObject(text)->contains("exp"));
}

void CheckAccount(std::string_view text) {
  const auto account = ParseIamAccount(text);
  if (account.ok()) {
    SIGNPOST_CHECK(!account->uid.empty() && account->login.master.port != 0);
    return;
  }
  const std::string message(account.status().message());
  SIGNPOST_CHECK(std::ranges::none_of(message, [](unsigned char c) { return c < ' '; }));
}

}  // namespace
}  // namespace signpost::poller

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::poller;  // NOLINT: the target's own
  const std::string_view text = signpost::AsText({data, size});
  CheckBase64(text);
  CheckJson(text);
  CheckToken(text);
  CheckAccount(text);
  return 0;
}
