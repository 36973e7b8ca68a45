#include "support/reply_agreement.h"

#include <algorithm>
#include <cctype>

namespace signpost::testing {
namespace {

using Lines = std::vector<std::string>;

constexpr size_t kAddressSizeMax = 28;  // an AAAA record whose owner is a pointer

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// Sorted, with owners in lower case.
Lines Lower(Lines lines) {
  for (std::string& line : lines) {
    const size_t owner_end = line.find(' ');
    std::transform(line.begin(), line.begin() + static_cast<ptrdiff_t>(owner_end), line.begin(),
                   [](unsigned char c) { return std::tolower(c); });
  }
  return Sorted(std::move(lines));
}

bool Includes(const Lines& all, const Lines& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

std::string TypeOf(const std::string& line) {
  const size_t at = line.find(" IN ") + 4;
  return line.substr(at, line.find(' ', at) - at);
}

bool IsOneRrsetOf(const Lines& all, const Lines& answer) {
  if (answer.empty() || !Includes(all, answer)) return answer.empty() && all.empty();
  return std::all_of(answer.begin(), answer.end(), [&](const std::string& line) {
    return TypeOf(line) == TypeOf(answer.front());
  });
}

bool IsAnswer(const LdnsMessage& reply, const ExpectedReply& expected) {
  const Lines answer = Lower(reply.answer);
  const Lines all = Sorted(expected.answer);
  if (expected.any_one_rrset) return IsOneRrsetOf(all, answer);
  if (!reply.tc) return answer == all;
  return Includes(all, answer) && answer.size() < all.size() && reply.additional.empty();
}

// The client's own and one of the server's behind it (RFC 9018 §4), or none.
bool IsCookie(const std::vector<uint8_t>& cookie, const std::vector<uint8_t>& client_cookie) {
  if (client_cookie.empty()) return cookie.empty();
  return cookie.size() == 24 &&
         std::equal(client_cookie.begin(), client_cookie.end(), cookie.begin());
}

}  // namespace

std::string Disagreement(const LdnsMessage& reply, const ExpectedReply& expected, size_t size_max) {
  if (reply.rcode != expected.rcode) return "rcode";
  if (reply.aa != expected.aa) return "AA";
  if (reply.size > size_max) return "size";
  if (!IsCookie(reply.cookie(), expected.client_cookie)) return "cookie";
  if (!IsAnswer(reply, expected)) return "answer";
  if (Lower(reply.authority) != Sorted(expected.authority)) return "authority";
  const Lines additional = Lower(reply.additional);
  if (!Includes(Sorted(expected.additional), additional)) return "additional";
  const bool has_room = reply.size + kAddressSizeMax <= size_max;
  if (!reply.tc && additional.size() < expected.additional.size() && has_room) {
    return "additional: there was room for more";
  }
  return "";
}

}  // namespace signpost::testing
