#include "http/axfr.h"

#include <array>
#include <string>
#include <utility>

#include "http/json_text.h"
#include "http/record_text.h"
#include "records/table_walk.h"
#include "wire/rdata.h"

namespace signpost::http {
namespace {

using records::NodeView;
using records::RrsetView;

struct Section {
  wire::Type type;
  std::string_view key;
};
constexpr std::array<Section, 3> kSections = {{{wire::Type::kA, R"("As":{)"},
                                               {wire::Type::kAaaa, R"("AAAAs":{)"},
                                               {wire::Type::kSrv, R"("SRVs":{)"}}};

void AppendNumber(std::string_view key, uint32_t value, std::string* text) {
  AppendJsonKey(key, text);
  text->append(std::to_string(value)).push_back(',');
}

void AppendName(std::string_view key, std::string_view name, std::string* text) {
  AppendJsonKey(key, text);
  AppendJsonString(name, text);
  text->push_back(',');
}

std::string WithoutFinalDot(std::string name) {
  name.pop_back();
  return name;
}

// One walk over the table for each section; within a walk, one step for each node or record.
class AxfrProducer : public BodyProducer {
 public:
  AxfrProducer(SharedSnapshot snapshot, uint32_t refresh_seconds, OutsideHost outside)
      : snapshot_(std::move(snapshot)),
        refresh_seconds_(refresh_seconds),
        outside_(std::move(outside)),
        walk_(snapshot_->table.get()) {}

  bool Step(std::string* text) override {
    if (!has_begun_) {
      Begin(text);
    } else if (next_record_ < rrset_.record_count) {
      AppendValue(text);
    } else if (const NodeView node = walk_.Next()) {
      TakeNode(node, text);
    } else {
      return NextSection(text);
    }
    return true;
  }

 private:
  void Begin(std::string* text) {
    has_begun_ = true;
    text->push_back('{');
    AppendNumber("TTL", snapshot_->table->ttl(), text);
    AppendNumber("Serial", snapshot_->soa.serial, text);
    AppendNumber("RefreshSeconds", refresh_seconds_, text);
    AppendName("Mname", PlainName(snapshot_->soa.mname.wire()), text);
    AppendName("Rname", PlainName(snapshot_->soa.rname.wire()), text);
    AppendName("Domain", WithoutFinalDot(PlainName(snapshot_->apex.wire())), text);
    text->append(R"("Records":{)");
    BeginSection(text);
  }

  void BeginSection(std::string* text) {
    text->append(kSections[section_].key);
    is_first_name_ = true;
    std::string values;
    for (const IpAddress& address : outside_.addresses) {
      if (wire::AddressType(address) != kSections[section_].type) continue;
      values.push_back(values.empty() ? '[' : ',');
      AppendJsonString(address.ToString(), &values);
    }
    if (values.empty()) return;
    BeginName(outside_.name, text);
    text->append(values).push_back(']');
  }

  void BeginName(std::string_view name, std::string* text) {
    if (!is_first_name_) text->push_back(',');
    is_first_name_ = false;
    AppendJsonString(name, text);
    text->push_back(':');
  }

  void TakeNode(NodeView node, std::string* text) {
    rrset_ = node.Find(kSections[section_].type);
    next_record_ = 0;
    if (rrset_.record_count == 0) return;
    BeginName(PlainName(node.owner()), text);
    text->push_back('[');
  }

  void AppendValue(std::string* text) {
    AppendJsonString(PlainRdata(rrset_.type, rrset_.Rdata(next_record_++)), text);
    text->push_back(next_record_ < rrset_.record_count ? ',' : ']');
  }

  bool NextSection(std::string* text) {
    text->push_back('}');
    if (++section_ == kSections.size()) {
      text->append("}}");
      return false;
    }
    text->push_back(',');
    BeginSection(text);
    walk_.Restart();
    return true;
  }

  const SharedSnapshot snapshot_;
  const uint32_t refresh_seconds_;
  const OutsideHost outside_;
  bool has_begun_ = false;
  records::TableWalk walk_;
  size_t section_ = 0;
  bool is_first_name_ = true;
  RrsetView rrset_;  // of the node at hand
  size_t next_record_ = 0;
};

}  // namespace

std::unique_ptr<BodyProducer> AxfrBody(SharedSnapshot snapshot, uint32_t refresh_seconds,
                                       OutsideHost outside) {
  return std::make_unique<AxfrProducer>(std::move(snapshot), refresh_seconds, std::move(outside));
}

}  // namespace signpost::http
