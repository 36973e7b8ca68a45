#include "http/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <algorithm>
#include <set>
#include <variant>
#include <vector>

#include "http/metric_rules.h"
#include "http/readiness.h"
#include "http/time_text.h"

namespace signpost::http {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Numbers = std::map<std::string, double, std::less<>>;

// What stands neither on the board nor among the counters of DNS.
void AddOwn(const StatusFigures& figures, Numbers* numbers) {
  const records::Snapshot& snapshot = *figures.snapshot;
  const bool is_known = snapshot.table != nullptr;
  (*numbers)["zone_known"] = is_known ? 1 : 0;
  (*numbers)["zone_serial"] = snapshot.soa.serial;
  (*numbers)["data_age_s"] = static_cast<double>(DataAge(figures));
  (*numbers)["ready"] = ReadinessOf(figures).is_ready ? 1 : 0;
  (*numbers)["built_unix_s"] = static_cast<double>(UnixSeconds(snapshot.built_at));
  (*numbers)["names"] = is_known ? static_cast<double>(snapshot.table->name_count()) : 0;
  (*numbers)["records"] = is_known ? static_cast<double>(snapshot.table->record_count()) : 0;
  (*numbers)["table_builds"] = static_cast<double>(figures.table_builds);
  (*numbers)["http_open_sessions"] = static_cast<double>(figures.http_session_count);
  const auto begun = figures.dns.find("dns_tcp_sessions");
  const auto ended = figures.dns.find("dns_tcp_sessions_ended");
  if (begun == figures.dns.end() || ended == figures.dns.end()) return;
  // Read one after the other while sessions come and go.
  (*numbers)["dns_tcp_open_sessions"] =
      static_cast<double>(begun->second - std::min(begun->second, ended->second));
}

Numbers NumbersOf(const StatusFigures& figures) {
  Numbers numbers;
  for (const auto& [name, value] : figures.dns) numbers[name] = static_cast<double>(value);
  for (const auto& [name, value] : figures.board) {
    const int64_t* const number = std::get_if<int64_t>(&value);
    if (number != nullptr) numbers[name] = static_cast<double>(*number);
  }
  AddOwn(figures, &numbers);
  return numbers;
}

class FigureMetrics : public prometheus::Collectable {
 public:
  explicit FigureMetrics(const StatusFigures* figures)
      : figures_(*figures), numbers_(NumbersOf(*figures)) {
    for (const MetricRule& rule : MetricRules()) {
      for (const MetricSource& source : rule.sources) named_.insert(source.figure);
    }
  }

  std::vector<MetricFamily> Collect() const override {
    std::vector<MetricFamily> families;
    families.push_back(Info(kBuildInfo, "The program.", {{"version", SIGNPOST_VERSION}}));
    families.push_back(StateInfo());
    for (const MetricRule& rule : MetricRules()) {
      MetricFamily family = FamilyOf(rule);
      if (!family.metric.empty()) families.push_back(std::move(family));
    }
    AddUnnamed(&families);
    return families;
  }

 private:
  static MetricFamily Info(std::string_view name, std::string_view help,
                           std::vector<ClientMetric::Label> labels) {
    MetricFamily family{std::string(name), std::string(help), MetricType::Gauge, {}};
    ClientMetric& metric = family.metric.emplace_back();
    metric.label = std::move(labels);
    metric.gauge.value = 1;
    return family;
  }

  MetricFamily StateInfo() const {
    std::vector<ClientMetric::Label> labels;
    for (const char* name : {"following", "stream_state", "zk_state", "hold_reason"}) {
      const auto found = figures_.board.find(name);
      const std::string* text =
          found == figures_.board.end() ? nullptr : std::get_if<std::string>(&found->second);
      labels.push_back({name, text == nullptr ? "" : *text});
    }
    return Info(kStateInfo, "How the state is learnt, in words.", std::move(labels));
  }

  MetricFamily FamilyOf(const MetricRule& rule) const {
    const bool is_counter = rule.kind == MetricKind::kCounter;
    MetricFamily family{std::string(rule.name),
                        std::string(rule.help),
                        is_counter ? MetricType::Counter : MetricType::Gauge,
                        {}};
    for (const MetricSource& source : rule.sources) {
      if (source.figure.ends_with('*')) {
        AddAllOf(rule, source.figure.substr(0, source.figure.size() - 1), &family);
        continue;
      }
      const auto found = numbers_.find(source.figure);
      if (found == numbers_.end() && !is_counter) continue;
      const double value = found == numbers_.end() ? 0 : found->second;
      Add(rule, source.label_value, value, &family);
    }
    return family;
  }

  void AddAllOf(const MetricRule& rule, std::string_view beginning, MetricFamily* family) const {
    for (auto at = numbers_.lower_bound(beginning);
         at != numbers_.end() && at->first.starts_with(beginning); ++at) {
      if (named_.contains(at->first)) continue;
      Add(rule, std::string_view(at->first).substr(beginning.size()), at->second, family);
    }
  }

  static void Add(const MetricRule& rule, std::string_view label_value, double value,
                  MetricFamily* family) {
    ClientMetric& metric = family->metric.emplace_back();
    if (!rule.label.empty()) {
      metric.label.push_back({std::string(rule.label), std::string(label_value)});
    }
    (rule.kind == MetricKind::kCounter ? metric.counter.value : metric.gauge.value) =
        value * rule.unit;
  }

  bool HasRule(std::string_view figure) const {
    return std::ranges::any_of(named_, [figure](std::string_view named) {
      if (!named.ends_with('*')) return named == figure;
      named.remove_suffix(1);
      return figure.starts_with(named);
    });
  }

  void AddUnnamed(std::vector<MetricFamily>* families) const {
    for (const auto& [name, value] : figures_.dns) {
      if (HasRule(name)) continue;
      const std::string metric_name = "signpost_" + name + "_total";
      const MetricRule rule{metric_name, MetricKind::kCounter, "See docs/dns.md.", "", {}};
      MetricFamily family = FamilyOf(rule);
      Add(rule, {}, static_cast<double>(value), &family);
      families->push_back(std::move(family));
    }
  }

  const StatusFigures& figures_;
  const Numbers numbers_;
  std::set<std::string_view, std::less<>> named_;  // figures of rules
};

}  // namespace

std::string MetricsText(const StatusFigures& figures) {
  return prometheus::TextSerializer().Serialize(FigureMetrics(&figures).Collect());
}

}  // namespace signpost::http
