#include "transfer/notify_schedule.h"

namespace signpost::transfer {

NotifySchedule::Due NotifySchedule::Look(uint32_t serial, Clock::time_point now) {
  if (serial == 0) return Due::kNothing;
  if (serial_ == 0) return Due::kNotify;
  const auto since = now - sent_at_;
  if (serial != serial_) return since >= kNotifyIntervalMin ? Due::kNotify : Due::kNothing;
  if (!is_waiting_ || since < kNotifyRetryFirst * (1 << (tries_ - 1))) return Due::kNothing;
  if (tries_ < kNotifyTriesMax) return Due::kNotify;
  is_waiting_ = false;
  return Due::kGivenUp;
}

void NotifySchedule::Sent(uint32_t serial, uint16_t id, Clock::time_point now) {
  tries_ = serial == serial_ ? tries_ + 1 : 1;
  serial_ = serial;
  id_ = id;
  is_waiting_ = true;
  sent_at_ = now;
}

}  // namespace signpost::transfer
