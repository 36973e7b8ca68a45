// EDNS options of any octets, in a query that is well-formed else: the query is taken when ldns can
// take all options apart, down to the last octet, and the first cookie has a size of RFC 7873;
// options and cookie are those that ldns finds.

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "support/ldns_message.h"
#include "wire/query_reader.h"

namespace signpost::wire {
namespace {

// Of the longest option list that fits into a message.
constexpr size_t kOptionsSizeMax = kMessageSizeMax - 100;

// One question, an OPT of the root with DO set, `options`.
std::vector<uint8_t> QueryWith(Bytes options) {
  std::vector<uint8_t> query = {0, 7, 1, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 'a', 0, 0, 1, 0, 1};
  query.insert(query.end(), {0, 0, 41, 16, 0, 0, 0, 0x80, 0, 0, 0});
  StoreU16(&query[query.size() - 2], static_cast<uint16_t>(options.size()));
  query.insert(query.end(), options.begin(), options.end());
  return query;
}

std::vector<uint8_t> OctetsOf(const std::vector<testing::LdnsOption>& options) {
  std::vector<uint8_t> octets;
  for (const testing::LdnsOption& option : options) {
    octets.resize(octets.size() + 4);
    StoreU16(&octets[octets.size() - 4], option.code);
    StoreU16(&octets[octets.size() - 2], static_cast<uint16_t>(option.data.size()));
    octets.insert(octets.end(), option.data.begin(), option.data.end());
  }
  return octets;
}

// Of the first COOKIE; null when there is none.
const std::vector<uint8_t>* CookieIn(const std::vector<testing::LdnsOption>& options) {
  constexpr auto kCode = static_cast<uint16_t>(OptionCode::kCookie);
  const auto cookie = std::ranges::find(options, kCode, &testing::LdnsOption::code);
  return cookie == options.end() ? nullptr : &cookie->data;
}

bool IsCookieSize(size_t size) { return size == 8 || (size >= 16 && size <= 40); }

void CheckOptions(Bytes sent) {
  const std::vector<uint8_t> message = QueryWith(sent);
  Query query;
  const ParseResult result = ParseQuery(message, &query);
  SIGNPOST_CHECK(query.has_opt && query.dnssec_ok && query.udp_size == 4096);
  const auto ldns = testing::ParseWithLdns(message);
  const bool is_whole = ldns && SameBytes(OctetsOf(ldns->options), sent);
  const auto* const cookie = is_whole ? CookieIn(ldns->options) : nullptr;
  const bool is_taken = is_whole && (cookie == nullptr || IsCookieSize(cookie->size()));
  SIGNPOST_CHECK(result == (is_taken ? ParseResult::kOk : ParseResult::kFormErr));
  SIGNPOST_CHECK(SameBytes(query.options, is_taken ? sent : Bytes()));
  if (is_taken) SIGNPOST_CHECK(SameBytes(query.cookie, cookie != nullptr ? *cookie : Bytes()));
}

}  // namespace
}  // namespace signpost::wire

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size <= signpost::wire::kOptionsSizeMax) signpost::wire::CheckOptions({data, size});
  return 0;
}
