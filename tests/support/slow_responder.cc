#include "support/slow_responder.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <sstream>
#include <utility>

namespace signpost::testing {
namespace {

std::string Lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string Word(const std::string& line, size_t index) {
  std::istringstream words(line);
  std::string word;
  for (size_t i = 0; i <= index; ++i) words >> word;
  return word;
}

// `line` with `owner` in place of its own.
std::string Owned(const std::string& line, const std::string& owner) {
  return owner + line.substr(line.find(' '));
}

// Is there a dot before `at` that ends a label, and is not one of its octets?
bool IsBorder(std::string_view name, size_t at) {
  if (at == 0 || name[at - 1] != '.') return at == 0;
  size_t backslashes = 0;
  while (backslashes + 1 < at && name[at - 2 - backslashes] == '\\') ++backslashes;
  return backslashes % 2 == 0;
}

bool IsAtOrBelow(std::string_view name, std::string_view parent) {
  return name.ends_with(parent) && IsBorder(name, name.size() - parent.size());
}

std::string WithoutWildcards(std::string name) {
  while (true) {
    size_t at = name.find(".*");
    while (at != std::string::npos && !IsBorder(name, at + 1)) at = name.find(".*", at + 1);
    if (at == std::string::npos) return name;
    name.erase(at, 2);
  }
}

}  // namespace

SlowResponder::SlowResponder(std::string apex, const std::vector<std::string>& lines,
                             std::string soa, std::string negative_soa)
    : apex_(std::move(apex)), soa_(std::move(soa)), negative_soa_(std::move(negative_soa)) {
  for (const std::string& line : lines) nodes_[Word(line, 0)][Word(line, 3)].push_back(line);
  nodes_[apex_]["SOA"] = {soa_};
}

ExpectedReply SlowResponder::Answer(const LdnsMessage& query, bool over_udp) const {
  const std::vector<uint8_t> cookie = query.cookie();
  const bool is_cookie = cookie.size() == 8 || (cookie.size() >= 16 && cookie.size() <= 40);
  if (!cookie.empty() && !is_cookie) return {.rcode = wire::Rcode::kFormErr};
  ExpectedReply reply = AnswerWithoutCookie(query, over_udp);
  reply.client_cookie = cookie;
  if (is_cookie) reply.client_cookie.resize(8);
  return reply;
}

ExpectedReply SlowResponder::AnswerWithoutCookie(const LdnsMessage& query, bool over_udp) const {
  const std::string name = Lower(Word(query.question.front(), 0));
  const std::string type = Word(query.question.front(), 2);
  ExpectedReply refused{.rcode = wire::Rcode::kRefused};
  if (query.qclass != 1 || !IsAtOrBelow(name, apex_)) return refused;
  if (type == "AXFR" || type == "IXFR") return refused;
  return AnswerFor(name, NameToAnswer(name), type, over_udp);
}

bool SlowResponder::Exists(std::string_view name) const {
  return std::any_of(nodes_.begin(), nodes_.end(),
                     [&](const auto& node) { return IsAtOrBelow(node.first, name); });
}

std::string SlowResponder::NameToAnswer(const std::string& name) const {
  return Exists(name) ? name : WithoutWildcards(name);
}

ExpectedReply SlowResponder::AnswerFor(const std::string& asked, const std::string& found,
                                       const std::string& type, bool over_udp) const {
  ExpectedReply reply{.aa = true};
  const auto node = nodes_.find(found);
  if (node != nodes_.end()) {
    for (const auto& [rrset_type, lines] : node->second) {
      if (type != "ANY" && type != rrset_type) continue;
      for (const std::string& line : lines) reply.answer.push_back(Owned(line, asked));
      const bool has_targets = rrset_type == "SRV" || rrset_type == "NS";
      if (has_targets && (type != "ANY" || !over_udp)) {
        reply.additional = AddressesOfTargets(lines);  // of SRV where there are both
      }
    }
  }
  reply.any_one_rrset = type == "ANY" && over_udp;
  if (reply.answer.empty()) {
    reply.authority = {negative_soa_};
    if (!Exists(found)) reply.rcode = wire::Rcode::kNxDomain;
  }
  return reply;
}

std::vector<std::string> SlowResponder::AddressesOfTargets(
    const std::vector<std::string>& lines) const {
  std::set<std::string> targets;
  for (const std::string& line : lines) {
    if (Word(line, 3) == "SRV") targets.insert(Word(line, 7));
    if (Word(line, 3) == "NS") targets.insert(Word(line, 4));
  }
  std::vector<std::string> addresses;
  for (const std::string& target : targets) {
    const auto node = nodes_.find(target);
    if (node == nodes_.end()) continue;
    for (const auto& [type, records] : node->second) {
      if (type != "A" && type != "AAAA") continue;
      addresses.insert(addresses.end(), records.begin(), records.end());
    }
  }
  return addresses;
}

}  // namespace signpost::testing
