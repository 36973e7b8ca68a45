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
  if (change.leader || masters_ == nullptr) ReplaceMasters(model);
  for (const uint32_t number : change.tasks_removed) RemoveTask(number);
  for (const uint32_t number : change.frameworks_removed) RemoveFramework(number);
  for (const uint32_t number : change.agents_removed) RemoveAgent(number);
  for (const uint32_t number : change.agents_changed) ReplaceAgent(number, model);
  for (const uint32_t number : change.frameworks_changed) ReplaceFramework(number, model);
  for (const uint32_t number : change.tasks_changed) ReplaceTask(number, model);
  return !change.tasks_removed.empty() || !change.tasks_changed.empty() ||
         !change.frameworks_removed.empty() || !change.frameworks_changed.empty();
}

void ZoneSources::RetryWithheld(ClusterChange* change) const {
  std::vector<bool> listed(tasks_.size());
  for (const uint32_t number : change->tasks_changed) {
    if (number < listed.size()) listed[number] = true;
  }
  for (const uint32_t number : change->tasks_removed) {
    if (number < listed.size()) listed[number] = true;
  }
  for (uint32_t number = 0; number < tasks_.size(); ++number) {
    const bool withheld = tasks_[number].withheld != Withheld::kNo;
    if (withheld && !listed[number]) change->tasks_changed.push_back(number);
  }
}

RefusedCounts ZoneSources::refused() const {
  RefusedCounts counts = refused_;
  counts.task_first = editor_.fallback_withheld();
  return counts;
}

void ZoneSources::ReplaceMasters(const ClusterModel& model) {
  if (masters_ != nullptr) editor_.Remove(masters_);
  masters_ = Shared(MasterRecords(model.leader(), options_.masters, options_.naming));
  editor_.Add(masters_);
}

void ZoneSources::RemoveAgent(uint32_t number) {
  editor_.Remove(std::exchange(agents_[number].records, nullptr));
}

void ZoneSources::ReplaceAgent(uint32_t number, const ClusterModel& model) {
  AgentSource& source = At(agents_, number);
  if (source.records != nullptr) editor_.Remove(source.records);
  source.records = Shared(AgentRecords(model.agent(number), options_.naming));
  editor_.Add(source.records);
}

void ZoneSources::RemoveFramework(uint32_t number) {
  FrameworkSource& source = frameworks_[number];
  TakeBackOwn(&source);
  inventory_.RemoveGroup(source.group);
  source = {};
}

void ZoneSources::ReplaceFramework(uint32_t number, const ClusterModel& model) {
  FrameworkSource& source = At(frameworks_, number);
  const Framework& framework = model.framework(number);
  if (source.in_use) {
    TakeBackOwn(&source);
    inventory_.RenameGroup(source.group, framework.name);
  } else {
    source.group = inventory_.AddGroup(framework.name);
    source.in_use = true;
  }
  auto own = FrameworkRecords(framework, options_.naming, &source.refused);
  Add(source.refused, &refused_.records);
  if (!own.own_name || own.records.empty()) return;
  source.own_name = *own.own_name;
  source.own_records = Shared(std::move(own.records));
  editor_.AddFallback(source.own_records, source.own_name.wire());
}

void ZoneSources::TakeBackOwn(FrameworkSource* source) {
  Subtract(std::exchange(source->refused, {}), &refused_.records);
  if (source->own_records == nullptr) return;
  editor_.RemoveFallback(std::exchange(source->own_records, nullptr), source->own_name.wire());
}

void ZoneSources::RemoveTask(uint32_t number) {
  TaskSource& source = At(tasks_, number);
  if (source.records == nullptr) return;
  TakeBackTask(&source);
  inventory_.RemoveEntry(frameworks_[source.framework].group, source.index);
  source = {};
}

void ZoneSources::ReplaceTask(uint32_t number, const ClusterModel& model) {
  const ClusterModel::KnownTask& known = model.task(number);
  // A task whose agent the master does not list is not served, as in the reference.
  if (known.agent == ClusterModel::kNone) return RemoveTask(number);
  TaskSource& source = At(tasks_, number);
  FrameworkSource& framework = frameworks_[known.framework];
  const bool is_new = source.records == nullptr;
  if (!is_new) TakeBackTask(&source);

  records::RecordList list = RecordsOf(known, model, &source.refused);
  Add(source.refused, &refused_.records);
  source.withheld = LimitFor(framework, list.size());
  if (source.withheld != Withheld::kNo) {
    source.withheld_count = static_cast<uint32_t>(list.size());
    (source.withheld == Withheld::kByLimit ? refused_.over_limit : refused_.over_framework_limit) +=
        list.size();
    list = {};
  }
  source.records = Shared(std::move(list));
  source.framework = known.framework;
  framework.record_count += source.records->size();
  record_count_ += source.records->size();
  editor_.Add(source.records);

  records::InventoryEntry entry{
      .name = known.task.name, .id = known.task.id, .records = source.records};
  if (is_new) {
    source.index = static_cast<uint32_t>(inventory_.AddEntry(framework.group, std::move(entry)));
  } else {
    inventory_.ReplaceEntry(framework.group, source.index, std::move(entry));
  }
}

records::RecordList ZoneSources::RecordsOf(const ClusterModel::KnownTask& known,
                                           const ClusterModel& model,
                                           RefusedRecords* refused) const {
  const std::vector<IpAddress> agent_addresses = AgentAddresses(model.agent(known.agent));
  return TaskRecords(known.task, model.framework(known.framework).name, agent_addresses,
                     options_.naming, refused);
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
  if (source->withheld == Withheld::kByLimit) refused_.over_limit -= source->withheld_count;
  if (source->withheld == Withheld::kByFrameworkLimit) {
    refused_.over_framework_limit -= source->withheld_count;
  }
  source->withheld = Withheld::kNo;
  frameworks_[source->framework].record_count -= source->records->size();
  record_count_ -= source->records->size();
  editor_.Remove(source->records);
}

}  // namespace signpost::mesos
