#pragma once

// Test data from the source tree.

#include <string>
#include <string_view>

namespace signpost::testing {

// The octets of `path` (relative to the source tree's root, or absolute); a name that ends in ".gz"
// is unpacked. Ends the test program when the file cannot be read.
std::string ReadFile(std::string_view path);

}  // namespace signpost::testing
