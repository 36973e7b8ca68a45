#pragma once

// Names of threads, as `top -H` and debuggers show them.

#include <string>

namespace signpost {

// Names the calling thread; 15 octets are shown. Threads that it starts have the name too, until
// they are given their own.
void NameThread(const std::string& name);

}  // namespace signpost
