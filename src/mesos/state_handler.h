#pragma once

// Takes the events of one pass over a state document and builds the State; or over an event of the
// stream, which is read as a small state (state_places.h). Private to this room.
//
// Every object and array of the document that we read has a Place; a table says which keys lead on
// from there (state_places.h). Anything else is passed over without a look. Keys match without
// regard to case and a repeated key replaces what came before, as in the reference's reader; null
// leaves a value as it was.
//
// A value of a wrong type spoils the item around it (task, framework or agent), which is then left
// out and counted; but not where the reference does not look (container, health, unreachable
// tasks), so that what it serves is served. An event is refused whole.

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "mesos/event_fields.h"
#include "mesos/state.h"
#include "mesos/state_places.h"
#include "mesos/task_statuses.h"

namespace signpost::mesos {

class StateHandler {
 public:
  // Of a state document; of an event, `event` takes what has no place in a state.
  explicit StateHandler(State* state, EventFields* event = nullptr)
      : state_(state),
        event_(event),
        field_(event == nullptr ? Field::kDocument : Field::kEventDocument) {}

  // Why the pass was ended; empty when it was not.
  const std::string& fault() const { return fault_; }

  // What comes next in the document. False ends the pass.
  bool Null();
  bool Bool(bool value);
  bool Number(std::string_view text);
  bool String(std::string_view text);
  bool Key(std::string_view text);
  bool Start(bool is_object);  // of an object or an array
  bool End();

  // Would a key, or a value, be looked at here?
  bool ReadsKeys() const { return passed_over_ == 0; }
  bool ReadsValue() const { return passed_over_ == 0 && field_ != Field::kNone; }

 private:
  static constexpr size_t kPlacesMax = 16;  // deepest way through state_places.h

  Place place() const { return places_[depth_]; }
  void Enter(Place place);
  void Leave(Place place);
  void LeaveTask();
  void LeaveNetworkInfo();
  void LeaveLabel();
  void LeavePort();
  void LeaveResource();
  void LeaveResources();
  void LeaveRange();
  bool OfWrongType();
  bool Refuse(std::string_view fault);
  void SetText(Field field, std::string_view text);
  void SetNumber(Field field, std::string_view text);
  void SetPort(std::string_view text);
  void AddAddress(std::string_view text, std::vector<IpAddress>* addresses);

  State* const state_;
  EventFields* const event_;  // null: a state is read
  std::string fault_;

  std::array<Place, kPlacesMax> places_{};  // the way down to here
  size_t depth_ = 0;
  size_t passed_over_ = 0;   // depth inside something that is not read
  Field field_;              // where the next value goes
  unsigned lists_seen_ = 0;  // bits: "frameworks", "slaves" of the document

  // Being built.
  Agent agent_;
  Framework framework_;
  std::vector<Task> unreachable_tasks_;  // of the framework
  Task task_;
  TaskStatuses statuses_;
  TaskStatus status_;
  bool* maps_host_port_ = nullptr;  // of the container or status being read
  DiscoveryPort port_;
  bool spoilt_agent_ = false;
  bool spoilt_framework_ = false;
  bool spoilt_task_ = false;
  bool spoilt_port_ = false;
  std::string network_address_;  // of a network info that lists none
  bool network_lists_addresses_ = false;
  std::string label_key_;
  std::string label_value_;
  std::string resource_name_;
  std::string range_begin_;
  std::string range_end_;
  std::string resource_ranges_;  // of the resource, "31000-31002, 31005-31005, "
  std::string port_ranges_;      // of all resources called ports
};

}  // namespace signpost::mesos
