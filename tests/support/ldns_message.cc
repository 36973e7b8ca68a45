#include "support/ldns_message.h"

#include <ldns/ldns.h>

#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "wire/name.h"

// ldns loses a TSIG when another one follows it in a message (ldns_pkt_set_tsig frees nothing).
// What it allocates is none of our leaks.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libldns\n"; }

namespace signpost::testing {
namespace {

struct PacketFree {
  void operator()(ldns_pkt* packet) const { ldns_pkt_free(packet); }
};
struct RdfFree {
  void operator()(ldns_rdf* rdf) const { ldns_rdf_deep_free(rdf); }
};
using Packet = std::unique_ptr<ldns_pkt, PacketFree>;
using Rdf = std::unique_ptr<ldns_rdf, RdfFree>;

// Takes over a text that ldns has allocated.
std::string Taken(char* text) {
  SIGNPOST_CHECK(text != nullptr);
  std::string copy(text);
  std::free(text);
  return copy;
}

Bytes OctetsOf(const ldns_rdf* rdf) { return {ldns_rdf_data(rdf), ldns_rdf_size(rdf)}; }

// Names in our own text form: ldns leaves some octets without an escape. It reads data that it
// cannot write.
std::string RdfText(const ldns_rdf* rdf) {
  if (ldns_rdf_get_type(rdf) == LDNS_RDF_TYPE_DNAME) return wire::NameToText(OctetsOf(rdf));
  char* const text = ldns_rdf2str(rdf);
  return text == nullptr ? "?" : Taken(text);
}

std::string ClassAndType(const ldns_rr* record) {
  return Taken(ldns_rr_class2str(ldns_rr_get_class(record))) + ' ' +
         Taken(ldns_rr_type2str(ldns_rr_get_type(record)));
}

std::string QuestionText(const ldns_rr* record) {
  return RdfText(ldns_rr_owner(record)) + ' ' + ClassAndType(record);
}

std::string RecordText(const ldns_rr* record) {
  std::string text = RdfText(ldns_rr_owner(record)) + ' ' + std::to_string(ldns_rr_ttl(record)) +
                     ' ' + ClassAndType(record);
  for (size_t index = 0; index < ldns_rr_rd_count(record); ++index) {
    text.append(" ").append(RdfText(ldns_rr_rdf(record, index)));
  }
  return text;
}

std::vector<std::string> Lines(const ldns_rr_list* records, std::string (*line)(const ldns_rr*)) {
  std::vector<std::string> lines;
  for (size_t index = 0; index < ldns_rr_list_rr_count(records); ++index) {
    lines.push_back(line(ldns_rr_list_rr(records, index)));
  }
  return lines;
}

void TakeHeader(const ldns_pkt* packet, LdnsMessage* message) {
  message->id = ldns_pkt_id(packet);
  message->opcode = static_cast<uint8_t>(ldns_pkt_get_opcode(packet));
  message->rcode = static_cast<wire::Rcode>(ldns_pkt_get_rcode(packet) |
                                            ldns_pkt_edns_extended_rcode(packet) << 4);
  message->qr = ldns_pkt_qr(packet);
  message->aa = ldns_pkt_aa(packet);
  message->tc = ldns_pkt_tc(packet);
  message->rd = ldns_pkt_rd(packet);
  message->ra = ldns_pkt_ra(packet);
  message->ad = ldns_pkt_ad(packet);
  message->cd = ldns_pkt_cd(packet);
}

void TakeQuestion(const ldns_pkt* packet, LdnsMessage* message) {
  const ldns_rr_list* const questions = ldns_pkt_question(packet);
  message->question = Lines(questions, QuestionText);
  if (message->question.empty()) return;
  message->qtype = static_cast<uint16_t>(ldns_rr_get_type(ldns_rr_list_rr(questions, 0)));
  message->qclass = static_cast<uint16_t>(ldns_rr_get_class(ldns_rr_list_rr(questions, 0)));
}

void TakeOptions(ldns_pkt* packet, LdnsMessage* message) {
  const ldns_edns_option_list* const list = ldns_pkt_edns_get_option_list(packet);
  for (size_t i = 0; i < ldns_edns_option_list_get_count(list); ++i) {
    const ldns_edns_option* const option = ldns_edns_option_list_get_option(list, i);
    const uint8_t* const data = ldns_edns_get_data(option);
    message->options.push_back({static_cast<uint16_t>(ldns_edns_get_code(option)),
                                {data, data + ldns_edns_get_size(option)}});
  }
}

constexpr uint16_t kCookieCode = 10;

void AddCookie(const std::vector<uint8_t>& cookie, ldns_pkt* packet) {
  std::vector<uint8_t> option(4);
  StoreU16(option.data(), kCookieCode);
  StoreU16(option.data() + 2, static_cast<uint16_t>(cookie.size()));
  option.insert(option.end(), cookie.begin(), cookie.end());
  ldns_pkt_set_edns_data(
      packet, ldns_rdf_new_frm_data(LDNS_RDF_TYPE_UNKNOWN, option.size(), option.data()));
}

void TakeOpt(const ldns_pkt* packet, LdnsMessage* message) {
  message->has_opt = ldns_pkt_edns(packet);
  message->udp_size = ldns_pkt_edns_udp_size(packet);
  message->edns_version = ldns_pkt_edns_version(packet);
  message->edns_flags = ldns_pkt_edns_z(packet);
}

}  // namespace

std::vector<uint8_t> LdnsMessage::cookie() const {
  for (const LdnsOption& option : options) {
    if (option.code == kCookieCode) return option.data;
  }
  return {};
}

std::optional<LdnsMessage> ParseWithLdns(Bytes message) {
  ldns_pkt* parsed = nullptr;
  if (ldns_wire2pkt(&parsed, message.data(), message.size()) != LDNS_STATUS_OK) return std::nullopt;
  const Packet packet(parsed);
  LdnsMessage result;
  TakeHeader(packet.get(), &result);
  TakeQuestion(packet.get(), &result);
  TakeOpt(packet.get(), &result);
  TakeOptions(packet.get(), &result);
  result.answer = Lines(ldns_pkt_answer(packet.get()), RecordText);
  result.authority = Lines(ldns_pkt_authority(packet.get()), RecordText);
  result.additional = Lines(ldns_pkt_additional(packet.get()), RecordText);
  result.size = message.size();
  return result;
}

std::vector<uint8_t> LdnsQuery(std::string_view name, wire::Type type,
                               const LdnsQueryOptions& options) {
  ldns_rdf* const owner = ldns_dname_new_frm_str(std::string(name).c_str());
  SIGNPOST_CHECK(owner != nullptr);
  const Packet packet(ldns_pkt_query_new(owner, static_cast<ldns_rr_type>(type),
                                         static_cast<ldns_rr_class>(options.qclass),
                                         options.recursion_desired ? LDNS_RD : 0));
  SIGNPOST_CHECK(packet != nullptr);
  ldns_pkt_set_id(packet.get(), options.id);
  if (options.udp_size != 0) ldns_pkt_set_edns_udp_size(packet.get(), options.udp_size);
  if (options.dnssec_ok) ldns_pkt_set_edns_do(packet.get(), true);
  if (!options.cookie.empty()) AddCookie(options.cookie, packet.get());
  uint8_t* octets = nullptr;
  size_t size = 0;
  SIGNPOST_CHECK(ldns_pkt2wire(&octets, packet.get(), &size) == LDNS_STATUS_OK);
  std::vector<uint8_t> query(octets, octets + size);
  std::free(octets);
  return query;
}

std::optional<std::vector<uint8_t>> LdnsNameFromText(std::string_view text) {
  ldns_rdf* parsed = nullptr;
  const ldns_status status = ldns_str2rdf_dname(&parsed, std::string(text).c_str());
  const Rdf name(parsed);
  if (status != LDNS_STATUS_OK) return std::nullopt;
  const Bytes octets = OctetsOf(name.get());
  return std::vector<uint8_t>(octets.begin(), octets.end());
}

std::string LdnsNameToText(Bytes wire_name) {
  const Rdf name(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire_name.size(), wire_name.data()));
  SIGNPOST_CHECK(name != nullptr);
  return Taken(ldns_rdf2str(name.get()));
}

}  // namespace signpost::testing
