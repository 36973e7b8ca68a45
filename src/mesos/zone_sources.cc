#include "mesos/zone_sources.h"

#include <memory>
#include <utility>

namespace signpost::mesos {
namespace {

records::ZoneOptions ZoneOptionsOf(const ClusterZoneOptions& options) {
  return {.apex = options.naming.domain,
          .name_server = options.naming.name_server,
          .ttl = options.ttl,
          .hash_seed = options.hash_seed};
}

records::SharedRecordList Shared(records::RecordList list) {
  return std::make_shared<const records::RecordList>(std::move(list));
}

// The element `number`, which may lie beyond the end so far.
template <typename T>
T& At(std::vector<T>& sources, uint32_t number) {
  if (number >= sources.size()) sources.resize(number + 1);
  return sources[number];
}

// Where a task runs on `agent`, by whose word, in which health.
records::Circumstances DescribeTask(const Task& task, const Agent& agent,
                                    const NamingOptions& options) {
  records::Circumstances now{.place = agent.hostname, .place_id = agent.id};
  const auto source = TaskAddressSource(task, AgentAddresses(agent), options.sources);
  if (source) now.address_source = NameOf(*source);
  now.is_address_kept = task.addresses_kept && source && *source != AddressSource::kHost;
  if (task.health_checked) now.condition = task.healthy ? "healthy" : "unhealthy";
  return now;
}

void Add(const RefusedRecords& more, RefusedRecords* sum) {
  sum->unencodable += more.unencodable;
  sum->over_task_limit += more.over_task_limit;
  sum->reserved += more.reserved;
}

void Subtract(const RefusedRecords& less, RefusedRecords* sum) {
  sum->unencodable -= less.unencodable;
  sum->over_task_limit -= less.over_task_limit;
  sum->reserved -= less.reserved;
}

}  // namespace

ZoneSources::ZoneSources(const ClusterZoneOptions& options)
    : options_(options), editor_(ZoneOptionsOf(options)) {
  editor_.Add(Shared(NameServerRecords(options.listen, options.naming)));
}

bool ZoneSources::Apply(const ClusterChange& change, const ClusterModel& model) {
  bool changed = false;
  if (change.leader || masters_ == nullptr) ReplaceMasters(model);
  for (const uint32_t number : change.tasks_removed) changed |= RemoveTask(number);
  for (const uint32_t number : change.frameworks_removed) changed |= RemoveFramework(number);
  for (const uint32_t number : change.agents_removed) RemoveAgent(number);
  for (const uint32_t number : change.agents_changed) ReplaceAgent(number, model);
  for (const uint32_t number : change.frameworks_changed)
    changed |= ReplaceFramework(number, model);
  changed |= ReplaceTasks(change, model);
  return changed;
}

// Whether a task is left out depends on others of its name: first the health of all.
bool ZoneSources::ReplaceTasks(const ClusterChange& change, const ClusterModel& model) {
  std::vector<uint32_t> by_health;
  if (options_.health_filter) {
    for (const uint32_t number : change.tasks_removed) health_.Remove(number);
    for (const uint32_t number : change.tasks_changed) PutHealth(number, model);
    by_health = health_.Settle();
  }
  bool changed = false;
  for (const uint32_t number : change.tasks_changed) changed |= ReplaceTask(number, model);
  for (const uint32_t number : by_health) changed |= ReplaceTask(number, model);
  return changed;
}

// A healthy task that nobody can reach or that has no address is no reason to leave others out.
void ZoneSources::PutHealth(uint32_t number, const ClusterModel& model) {
  const ClusterModel::KnownTask& known = model.task(number);
  const Agent* const agent = model.AgentOfTask(number);
  if (agent == nullptr) return health_.Remove(number);
  Health health = Health::kUnhealthy;
  if (known.task.healthy) {
    const std::vector<IpAddress> host = AgentAddresses(*agent);
    const bool is_found = !TaskAddresses(known.task, host, options_.naming.sources).empty();
    health = is_found && !model.IsUnreachable(number) ? Health::kHealthy : Health::kUnknown;
  }
  health_.Put(number,
              SharedNames(known.task, model.framework(known.framework).name, options_.naming),
              health);
}

bool ZoneSources::RetryWithheld(const ClusterModel& model) {
  bool changed = false;
  for (uint32_t number = 0; number < tasks_.size(); ++number) {
    TaskSource& source = tasks_[number];
    if (source.withheld == Withheld::kNo) continue;
    const auto withheld = LimitFor(frameworks_[source.framework], source.withheld_count);
    if (withheld == Withheld::kNo) {
      changed |= ReplaceTask(number, model);
      continue;
    }
    RefusedBy(source.withheld) -= source.withheld_count;
    RefusedBy(withheld) += source.withheld_count;
    source.withheld = withheld;
  }
  return changed;
}

RefusedCounts ZoneSources::refused() const {
  RefusedCounts counts = refused_;
  counts.task_first = editor_.fallback_withheld();
  return counts;
}

size_t ZoneSources::RecordCountOf(uint32_t task) const {
  const bool is_known = task < tasks_.size() && tasks_[task].records != nullptr;
  return is_known ? tasks_[task].records->size() : 0;
}

void ZoneSources::ReplaceMasters(const ClusterModel& model) {
  if (masters_ != nullptr) editor_.Remove(masters_);
  masters_ =
      Shared(MasterRecords(model.leader(), options_.masters, options_.naming, model.hosts()));
  editor_.Add(masters_);
}

void ZoneSources::RemoveAgent(uint32_t number) {
  editor_.Remove(agents_[number].records);
  agents_[number] = {};
}

void ZoneSources::ReplaceAgent(uint32_t number, const ClusterModel& model) {
  AgentSource& source = At(agents_, number);
  if (source.records != nullptr) editor_.Remove(source.records);
  source.circumstances.clear();
  source.records = Shared(AgentRecords(model.agent(number), options_.naming));
  editor_.Add(source.records);
}

bool ZoneSources::RemoveFramework(uint32_t number) {
  FrameworkSource& source = frameworks_[number];
  TakeBackOwn(&source);
  inventory_.RemoveGroup(source.group);
  source = {};
  return true;
}

bool ZoneSources::ReplaceFramework(uint32_t number, const ClusterModel& model) {
  FrameworkSource& source = At(frameworks_, number);
  const Framework& framework = model.framework(number);
  TakeBackOwn(&source);
  const bool changed = NameGroup(&source, framework.name);
  auto own = FrameworkRecords(framework, options_.naming, &source.refused);
  Add(source.refused, &refused_.records);
  if (!own.own_name || own.records.empty()) return changed;
  source.own_name = *own.own_name;
  source.own_records = Shared(std::move(own.records));
  editor_.AddFallback(source.own_records, source.own_name.wire());
  return changed;
}

bool ZoneSources::NameGroup(FrameworkSource* source, const std::string& name) {
  if (!source->in_use) {
    source->group = inventory_.AddGroup(name);
    source->in_use = true;
    return true;
  }
  if (inventory_.inventory().groups[source->group]->name == name) return false;
  inventory_.RenameGroup(source->group, name);
  return true;
}

void ZoneSources::TakeBackOwn(FrameworkSource* source) {
  Subtract(std::exchange(source->refused, {}), &refused_.records);
  if (source->own_records == nullptr) return;
  editor_.RemoveFallback(std::exchange(source->own_records, nullptr), source->own_name.wire());
}

bool ZoneSources::RemoveTask(uint32_t number) {
  TaskSource& source = At(tasks_, number);
  if (source.records == nullptr) return false;
  TakeBackTask(&source);
  inventory_.RemoveEntry(frameworks_[source.framework].group, source.index);
  source = {};
  return true;
}

bool ZoneSources::ReplaceTask(uint32_t number, const ClusterModel& model) {
  const ClusterModel::KnownTask& known = model.task(number);
  // A task whose agent the master does not list is not served, as in the reference.
  if (model.AgentOfTask(number) == nullptr || health_.LeavesOut(number)) return RemoveTask(number);
  TaskSource& source = At(tasks_, number);
  RefusedRecords refused;
  records::InventoryEntry entry{.name = known.task.name,
                                .id = known.task.id,
                                .records = Shared(RecordsOf(number, model, &refused)),
                                .circumstances = CircumstancesOf(number, model)};
  if (source.refused == refused && IsServedAs(source, entry)) return false;

  const bool is_new = source.records == nullptr;
  if (!is_new) TakeBackTask(&source);
  source.framework = known.framework;
  source.refused = refused;
  Add(refused, &refused_.records);
  ServeTask(&source, entry.records);
  entry.records = source.records;

  const size_t group = frameworks_[known.framework].group;
  if (is_new) {
    source.index = static_cast<uint32_t>(inventory_.AddEntry(group, std::move(entry)));
  } else {
    inventory_.ReplaceEntry(group, source.index, std::move(entry));
  }
  return true;
}

// Tasks of an agent that is known share theirs, so that a hundred thousand of them cost little.
ZoneSources::SharedCircumstances ZoneSources::CircumstancesOf(uint32_t number,
                                                              const ClusterModel& model) {
  const ClusterModel::KnownTask& known = model.task(number);
  records::Circumstances now =
      DescribeTask(known.task, *model.AgentOfTask(number), options_.naming);
  if (known.agent == ClusterModel::kNone) {
    now.condition = "unreachable";
    return std::make_shared<const records::Circumstances>(std::move(now));
  }
  auto& shared = At(agents_, known.agent).circumstances;
  for (const SharedCircumstances& same : shared) {
    if (*same == now) return same;
  }
  return shared.emplace_back(std::make_shared<const records::Circumstances>(std::move(now)));
}

bool ZoneSources::IsServedAs(const TaskSource& source, const records::InventoryEntry& entry) const {
  if (source.records == nullptr || source.withheld != Withheld::kNo) return false;
  const auto& group = inventory_.inventory().groups[frameworks_[source.framework].group];
  const records::InventoryEntry& served = *group->entries[source.index];
  return *source.records == *entry.records && served.name == entry.name &&
         *served.circumstances == *entry.circumstances;
}

// Adds `list` to the zone, or an empty one where a limit keeps it out.
void ZoneSources::ServeTask(TaskSource* source, records::SharedRecordList list) {
  FrameworkSource& framework = frameworks_[source->framework];
  source->withheld = LimitFor(framework, list->size());
  if (source->withheld != Withheld::kNo) {
    source->withheld_count = static_cast<uint32_t>(list->size());
    RefusedBy(source->withheld) += list->size();
    list = Shared({});
  }
  source->records = std::move(list);
  framework.record_count += source->records->size();
  record_count_ += source->records->size();
  editor_.Add(source->records);
}

records::RecordList ZoneSources::RecordsOf(uint32_t number, const ClusterModel& model,
                                           RefusedRecords* refused) const {
  const ClusterModel::KnownTask& known = model.task(number);
  const std::vector<IpAddress> agent_addresses = AgentAddresses(*model.AgentOfTask(number));
  return TaskRecords(known.task, model.framework(known.framework).name, agent_addresses,
                     options_.naming, refused);
}

size_t& ZoneSources::RefusedBy(Withheld withheld) {
  return withheld == Withheld::kByLimit ? refused_.over_limit : refused_.over_framework_limit;
}

ZoneSources::Withheld ZoneSources::LimitFor(const FrameworkSource& framework,
                                            size_t record_count) const {
  if (record_count_ + record_count > options_.records_max) return Withheld::kByLimit;
  if (framework.record_count + record_count > options_.records_per_framework_max) {
    return Withheld::kByFrameworkLimit;
  }
  return Withheld::kNo;
}

void ZoneSources::TakeBackTask(TaskSource* source) {
  Subtract(std::exchange(source->refused, {}), &refused_.records);
  if (source->withheld != Withheld::kNo) RefusedBy(source->withheld) -= source->withheld_count;
  source->withheld = Withheld::kNo;
  frameworks_[source->framework].record_count -= source->records->size();
  record_count_ -= source->records->size();
  editor_.Remove(source->records);
}

}  // namespace signpost::mesos
