#pragma once

// What each agent, framework and task contributes to the zone and the inventory. Private to this
// room.
//
// By the model's numbers it keeps the lists of records that were made last, so that a change takes
// back exactly what it replaces. Belongs to the poller's thread.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "mesos/cluster_model.h"
#include "mesos/cluster_zone.h"
#include "mesos/health_filter.h"
#include "records/inventory.h"
#include "records/zone_editor.h"

namespace signpost::mesos {

// Records left out now, by reason.
struct RefusedCounts {
  RefusedRecords records;
  size_t over_framework_limit = 0;
  size_t over_limit = 0;
  size_t task_first = 0;
};

class ZoneSources {
 public:
  // `options` must outlive it.
  explicit ZoneSources(const ClusterZoneOptions& options);

  // Takes over `change`, which `model` has just gone through. True when the inventory changed.
  bool Apply(const ClusterChange& change, const ClusterModel& model);

  // Serves the tasks that a limit kept out so far, as far as there is room now. True when there was
  // for some.
  bool RetryWithheld(const ClusterModel& model);

  records::ZoneUpdate BuildZone() { return editor_.Build(); }
  const records::Inventory& inventory() const { return inventory_.inventory(); }
  RefusedCounts refused() const;
  size_t RecordCountOf(uint32_t task) const;
  const HealthFilter& health() const { return health_; }

 private:
  enum class Withheld : uint8_t { kNo, kByFrameworkLimit, kByLimit };

  using SharedCircumstances = std::shared_ptr<const records::Circumstances>;

  struct AgentSource {
    records::SharedRecordList records;
    std::vector<SharedCircumstances> circumstances;  // that its tasks share, all different
  };
  struct FrameworkSource {
    records::SharedRecordList own_records;
    wire::Name own_name;  // the guard of own_records, when these are there
    RefusedRecords refused;
    size_t group = 0;  // in the inventory
    bool in_use = false;
    size_t record_count = 0;  // of its tasks
  };
  struct TaskSource {
    records::SharedRecordList records;  // null: not in use
    RefusedRecords refused;
    uint32_t framework = 0;
    uint32_t index = 0;  // within the group
    Withheld withheld = Withheld::kNo;
    uint32_t withheld_count = 0;
  };

  bool ReplaceTasks(const ClusterChange& change, const ClusterModel& model);
  void PutHealth(uint32_t number, const ClusterModel& model);
  void ReplaceMasters(const ClusterModel& model);
  void RemoveAgent(uint32_t number);
  void ReplaceAgent(uint32_t number, const ClusterModel& model);
  // Those of frameworks and tasks return whether the inventory changed.
  bool RemoveFramework(uint32_t number);
  bool ReplaceFramework(uint32_t number, const ClusterModel& model);
  bool NameGroup(FrameworkSource* source, const std::string& name);
  void TakeBackOwn(FrameworkSource* source);
  bool RemoveTask(uint32_t number);
  bool ReplaceTask(uint32_t number, const ClusterModel& model);
  SharedCircumstances CircumstancesOf(uint32_t number, const ClusterModel& model);
  bool IsServedAs(const TaskSource& source, const records::InventoryEntry& entry) const;
  void ServeTask(TaskSource* source, records::SharedRecordList list);
  records::RecordList RecordsOf(uint32_t number, const ClusterModel& model,
                                RefusedRecords* refused) const;
  // The count of records that `withheld` keeps out.
  size_t& RefusedBy(Withheld withheld);
  Withheld LimitFor(const FrameworkSource& framework, size_t record_count) const;
  void TakeBackTask(TaskSource* source);

  const ClusterZoneOptions& options_;
  records::ZoneEditor editor_;
  HealthFilter health_;  // empty without ClusterZoneOptions::health_filter
  records::InventoryEditor inventory_;
  records::SharedRecordList masters_;
  std::vector<AgentSource> agents_;
  std::vector<FrameworkSource> frameworks_;
  std::vector<TaskSource> tasks_;
  size_t record_count_ = 0;  // of all tasks
  RefusedCounts refused_;
};

}  // namespace signpost::mesos
