#pragma once

// A reply of many messages that are made one by one, as the client takes them. Private to this
// room.

#include <cstdint>
#include <functional>
#include <vector>

namespace signpost::dns {

enum class StreamStep {
  kMessage,  // one more
  kEnd,      // none: the reply is whole
  kBroken,   // none, and the session is to be closed: the reply will not be whole
};

// Puts the next message in place of what is in `message`, and says whether it did. Not called again
// after anything but kMessage. It may end unasked, with its session.
using ReplyStream = std::function<StreamStep(std::vector<uint8_t>* message)>;

}  // namespace signpost::dns
