#include "http/lookup.h"

#include <utility>

#include "absl/strings/match.h"
#include "base/absl_text.h"
#include "http/json_text.h"
#include "http/record_text.h"
#include "wire/name.h"
#include "wire/rdata.h"

namespace signpost::http {
namespace {

using records::NodeView;
using records::RecordTable;
using records::RrsetView;

constexpr uint8_t kRoot[] = {0};

// The node of `text`: labels joined by dots, the last dot may be left out, no escapes. A false
// NodeView for what is no name.
NodeView FindText(const RecordTable& table, std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  wire::NameBuilder builder;
  const auto name = builder.Labels(text).Suffix(kRoot).Build();
  return name ? table.Find(*name) : NodeView();
}

std::string WithoutWildcards(std::string text) {
  constexpr std::string_view kWildcard = ".*";
  for (size_t at = 0; (at = text.find(kWildcard, at)) != std::string::npos;) {
    text.erase(at, kWildcard.size());
  }
  return text;
}

// As in DNS: ".*" is taken out only where the literal name does not exist.
NodeView FindAsked(const RecordTable& table, const std::string& text) {
  const NodeView literal = FindText(table, text);
  return literal ? literal : FindText(table, WithoutWildcards(text));
}

RrsetView FindRrset(NodeView node, wire::Type type) { return node ? node.Find(type) : RrsetView(); }

void AppendMember(std::string_view key, std::string_view value, std::string* text) {
  AppendJsonKey(key, text);
  AppendJsonString(value, text);
}

// A JSON array of what a subclass makes of records number 0 .. count - 1.
class ArrayProducer : public BodyProducer {
 public:
  bool Step(std::string* text) override {
    if (!has_begun_) text->push_back('[');
    has_begun_ = true;
    if (next_ < count()) {
      AppendElements(next_++, text);
      return true;
    }
    if (is_empty_) AppendEmpty(text);
    text->push_back(']');
    return false;
  }

 protected:
  virtual size_t count() const = 0;
  virtual void AppendElements(size_t index, std::string* text) = 0;
  virtual void AppendEmpty(std::string* text) = 0;

  // Between Begin and End stand the members of one element.
  void BeginElement(std::string* text) {
    text->append(is_empty_ ? "{" : ",{");
    is_empty_ = false;
  }

 private:
  size_t next_ = 0;
  bool has_begun_ = false;
  bool is_empty_ = true;
};

bool IsCalled(std::string_view name, std::string_view host) {
  if (name.ends_with('.')) name.remove_suffix(1);
  if (host.ends_with('.')) host.remove_suffix(1);
  return !name.empty() && absl::EqualsIgnoreCase(ToAbsl(name), ToAbsl(host));
}

void AppendHost(std::string_view host, std::string_view address, std::string* text) {
  AppendMember("host", host, text);
  text->push_back(',');
  AppendMember("ip", address, text);
  text->push_back('}');
}

constexpr std::string_view kNoHost = R"({"host":"","ip":""})";

class OutsideHostProducer : public ArrayProducer {
 public:
  explicit OutsideHostProducer(const OutsideHost& host) : host_(host) {}

 private:
  size_t count() const override { return host_.addresses.size(); }

  void AppendElements(size_t index, std::string* text) override {
    BeginElement(text);
    AppendHost(host_.name, host_.addresses[index].ToString(), text);
  }

  void AppendEmpty(std::string* text) override { text->append(kNoHost); }

  const OutsideHost host_;
};

class HostProducer : public ArrayProducer {
 public:
  HostProducer(SharedSnapshot snapshot, const std::string& host) : snapshot_(std::move(snapshot)) {
    const NodeView node = FindAsked(*snapshot_->table, host);
    v4_ = FindRrset(node, wire::Type::kA);
    v6_ = FindRrset(node, wire::Type::kAaaa);
    if (node) host_ = PlainName(node.owner());
  }

 private:
  size_t count() const override { return size_t{v4_.record_count} + v6_.record_count; }

  void AppendElements(size_t index, std::string* text) override {
    const bool is_v4 = index < v4_.record_count;
    const Bytes rdata = is_v4 ? v4_.Rdata(index) : v6_.Rdata(index - v4_.record_count);
    BeginElement(text);
    AppendHost(host_, PlainRdata(is_v4 ? v4_.type : v6_.type, rdata), text);
  }

  void AppendEmpty(std::string* text) override { text->append(kNoHost); }

  const SharedSnapshot snapshot_;
  std::string host_;
  RrsetView v4_;
  RrsetView v6_;
};

class ServiceProducer : public ArrayProducer {
 public:
  ServiceProducer(SharedSnapshot snapshot, const std::string& service)
      : snapshot_(std::move(snapshot)), service_(service) {
    targets_ = FindRrset(FindAsked(*snapshot_->table, service), wire::Type::kSrv);
  }

 private:
  size_t count() const override { return targets_.record_count; }

  void AppendElements(size_t index, std::string* text) override {
    const Bytes rdata = targets_.Rdata(index);
    const NodeView target = snapshot_->table->Find(wire::SrvTarget(rdata));
    for (const wire::Type type : {wire::Type::kA, wire::Type::kAaaa}) {
      const RrsetView addresses = FindRrset(target, type);
      if (addresses.record_count > 0) AppendElement(rdata, addresses, text);
    }
  }

  void AppendElement(Bytes srv, const RrsetView& addresses, std::string* text) {
    BeginElement(text);
    AppendMember("service", service_, text);
    text->push_back(',');
    AppendMember("host", PlainName(wire::SrvTarget(srv)), text);
    text->push_back(',');
    AppendMember("ip", PlainRdata(addresses.type, addresses.Rdata(0)), text);
    text->push_back(',');
    AppendMember("port", std::to_string(wire::SrvPort(srv)), text);
    text->push_back('}');
  }

  void AppendEmpty(std::string* text) override {
    text->append(R"({"service":"","host":"","ip":"","port":""})");
  }

  const SharedSnapshot snapshot_;
  const std::string service_;
  RrsetView targets_;
};

}  // namespace

std::unique_ptr<BodyProducer> HostBody(SharedSnapshot snapshot, const std::string& host,
                                       const OutsideHost& outside) {
  if (IsCalled(outside.name, host)) return std::make_unique<OutsideHostProducer>(outside);
  return std::make_unique<HostProducer>(std::move(snapshot), host);
}

std::unique_ptr<BodyProducer> ServiceBody(SharedSnapshot snapshot, const std::string& service) {
  return std::make_unique<ServiceProducer>(std::move(snapshot), service);
}

}  // namespace signpost::http
