#pragma once

// What the answer to a query must hold, worked out in the slowest and plainest way: over lists of
// text lines, by RFC 1034 §4.3.2. The fast responder must agree with it on every query.

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "support/ldns_message.h"
#include "wire/types.h"

namespace signpost::testing {

// What must be in a reply, were there room for all; names in lower case, no order.
struct ExpectedReply {
  wire::Rcode rcode = wire::Rcode::kNoError;
  bool aa = false;
  std::vector<std::string> answer = {};
  std::vector<std::string> authority = {};
  std::vector<std::string> additional = {};
  bool any_one_rrset = false;               // RFC 8482: the answer is one RRset of `answer`
  std::vector<uint8_t> client_cookie = {};  // RFC 7873: with which the reply's cookie begins
};

class SlowResponder {
 public:
  // `lines`: "owner TTL IN TYPE rdata" of all records but the SOA, in lower case with full names.
  // `soa` and `negative_soa`: the SOA line as asked for, and with the TTL of negative answers.
  SlowResponder(std::string apex, const std::vector<std::string>& lines, std::string soa,
                std::string negative_soa);

  ExpectedReply Answer(const LdnsMessage& query, bool over_udp) const;

 private:
  using Rrsets = std::map<std::string, std::vector<std::string>>;  // by type

  ExpectedReply AnswerWithoutCookie(const LdnsMessage& query, bool over_udp) const;
  bool Exists(std::string_view name) const;
  std::string NameToAnswer(const std::string& name) const;
  ExpectedReply AnswerFor(const std::string& asked, const std::string& found,
                          const std::string& type, bool over_udp) const;
  std::vector<std::string> AddressesOfTargets(const std::vector<std::string>& lines) const;

  const std::string apex_;
  const std::string soa_;
  const std::string negative_soa_;
  std::map<std::string, Rrsets> nodes_;  // by owner
};

}  // namespace signpost::testing
