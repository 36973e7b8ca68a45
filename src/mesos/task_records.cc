// TaskRecords of record_generator.h: the names of one task.

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "mesos/record_generator.h"
#include "mesos/record_writer.h"
#include "mesos/task_id.h"

namespace signpost::mesos {
namespace {

// RFC 1035 §2.3.4.
constexpr size_t kLabelMax = wire::kLabelSizeMax;

// May the discovery name be an owner as it is? With any other character no query would reach it
// without escapes.
bool IsPlain(std::string_view name) {
  return std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

std::string LowerCase(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return lower;
}

// NAME-HASH-TAIL; when its last label would not fit, the name's part of it is shortened.
std::string CanonicalName(std::string_view name, std::string_view suffix) {
  const size_t label_size = name.size() - (name.rfind('.') + 1);  // npos + 1 == 0
  if (label_size + suffix.size() > kLabelMax && suffix.size() < kLabelMax) {
    name.remove_suffix(label_size + suffix.size() - kLabelMax);
    while (name.ends_with('-') || name.ends_with('_')) name.remove_suffix(1);
  }
  return absl::StrCat(absl::string_view(name.data(), name.size()),
                      absl::string_view(suffix.data(), suffix.size()));
}

// What all names of one task have in common.
struct Context {
  const Task& task;
  std::span<const IpAddress> agent_addresses;
  const NamingOptions& options;
  std::optional<wire::Name> framework;        // FRAMEWORK.DOMAIN
  std::optional<wire::Name> framework_slave;  // FRAMEWORK.slave.DOMAIN
  std::string id_suffix;                      // -HASH-TAIL
};

// The records of a task under one of its names.
class TaskNames {
 public:
  TaskNames(const Context& context, const std::string& name, RecordWriter* writer)
      : context_(context),
        writer_(*writer),
        name_(name),
        canonical_(CanonicalName(name, context.id_suffix)) {}

  void WriteAll() {
    WriteAddresses();
    WritePorts();
    if (context_.task.discovery_name.empty()) return;  // ports without it are not looked at
    for (const DiscoveryPort& port : context_.task.discovery_ports) WriteDiscoveryPort(port);
  }

 private:
  static std::optional<wire::Name> Below(const std::optional<wire::Name>& suffix,
                                         std::string_view labels) {
    return suffix ? NameIn(labels, *suffix) : std::nullopt;
  }

  // Names of the infrastructure are no task's.
  std::optional<wire::Name> OwnName(const std::optional<wire::Name>& suffix,
                                    std::string_view labels) const {
    auto name = Below(suffix, labels);
    return name && *name == context_.options.name_server ? std::nullopt : name;
  }

  void WriteAddresses() {
    const auto addresses =
        TaskAddresses(context_.task, context_.agent_addresses, context_.options.sources);
    for (const std::string& name : {name_, canonical_}) {
      writer_.Addresses(OwnName(context_.framework, name), addresses);
      writer_.Addresses(OwnName(context_.framework_slave, name), context_.agent_addresses);
    }
  }

  // The agent's ports that the task was given.
  void WritePorts() {
    const auto target = Below(context_.framework_slave, canonical_);
    const bool has_discovery = !context_.task.discovery_name.empty();
    if (context_.task.ports.empty() || context_.agent_addresses.empty()) return;
    for (const char* protocol : {"._tcp", "._udp"}) {
      const std::string service = absl::StrCat("_", name_, protocol);
      const auto slave_owner = Below(context_.framework_slave, service);
      const auto owner = Below(context_.framework, service);
      for (const uint16_t port : context_.task.ports) {
        writer_.Service(slave_owner, port, target);
        if (!has_discovery) writer_.Service(owner, port, target);
      }
    }
  }

  void WriteDiscoveryPort(const DiscoveryPort& port) {
    const std::string protocol = MangleLabel(port.protocol, context_.options.label_rule);
    if (protocol.empty()) {
      WriteDiscoveryService(port, "tcp");
      WriteDiscoveryService(port, "udp");
    } else {
      WriteDiscoveryService(port, protocol);
    }
  }

  void WriteDiscoveryService(const DiscoveryPort& port, const std::string& protocol) {
    const std::string service = absl::StrCat("_", name_, "._", protocol);
    const auto target = Below(context_.framework, canonical_);
    writer_.Service(Below(context_.framework, service), port.number, target);
    const std::string port_name = MangleLabel(port.name, context_.options.label_rule);
    if (port_name.empty()) return;
    writer_.Service(Below(context_.framework, absl::StrCat("_", port_name, ".", service)),
                    port.number, target);
  }

  const Context& context_;
  RecordWriter& writer_;
  const std::string name_;
  const std::string canonical_;
};

Context MakeContext(const Task& task, std::string_view framework_name,
                    std::span<const IpAddress> agent_addresses, const NamingOptions& options) {
  const std::string framework = MangleDomain(framework_name, options.label_rule);
  return {.task = task,
          .agent_addresses = agent_addresses,
          .options = options,
          .framework = NameIn(framework, options.domain),
          .framework_slave = NameIn(absl::StrCat(framework, ".slave"), options.domain),
          .id_suffix = absl::StrCat("-", TaskIdHash(task.id), "-", AgentIdTail(task.agent_id))};
}

// What the task is called below its framework: one name or two.
std::vector<std::string> OwnLabels(const Task& task, const NamingOptions& options) {
  const bool has_discovery = !task.discovery_name.empty();
  std::vector<std::string> labels = {
      MangleLabel(has_discovery ? task.discovery_name : task.name, options.label_rule)};
  const std::string raw = LowerCase(task.discovery_name);
  if (has_discovery && raw != labels[0] && IsPlain(raw)) labels.push_back(raw);
  return labels;
}

}  // namespace

records::RecordList TaskRecords(const Task& task, std::string_view framework_name,
                                std::span<const IpAddress> agent_addresses,
                                const NamingOptions& options, RefusedRecords* refused) {
  records::RecordList list;
  RecordWriter writer(options, &list, refused);
  const Context context = MakeContext(task, framework_name, agent_addresses, options);
  for (const std::string& name : OwnLabels(task, options)) {
    TaskNames(context, name, &writer).WriteAll();
  }
  list.ShrinkToFit();
  return list;
}

std::vector<std::string> SharedNames(const Task& task, std::string_view framework_name,
                                     const NamingOptions& options) {
  std::vector<std::string> names = OwnLabels(task, options);
  const std::string framework = MangleDomain(framework_name, options.label_rule);
  std::erase(names, "");
  for (std::string& name : names) name += "." + framework;
  return names;
}

}  // namespace signpost::mesos
