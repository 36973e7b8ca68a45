#pragma once

// Texts that tenants choose, made safe to be shown: valid UTF-8.

#include <string>
#include <string_view>

namespace signpost::mesos {

// `text` with every octet that is not part of valid UTF-8 (RFC 3629 §4) replaced by U+FFFD, as
// readers of the reference's kind do. Task ids are hashed in this form.
std::string ToValidUtf8(std::string_view text);

}  // namespace signpost::mesos
