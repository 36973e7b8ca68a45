#pragma once

// What of task and agent ids goes into canonical names: NAME-HASH-TAIL. Pure functions.

#include <string>
#include <string_view>

namespace signpost::mesos {

// The first five characters of the z-base-32 form of SHA-1(task id).
std::string TaskIdHash(std::string_view task_id);

// The lower-case text after the last '-' of an agent's id; the whole id if it has none.
std::string AgentIdTail(std::string_view agent_id);

}  // namespace signpost::mesos
