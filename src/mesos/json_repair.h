#pragma once

// Documents that a JSON reader refuses whole because of one tenant's text or number, made readable.
// Pure functions; they copy the document.

#include <string>
#include <string_view>

namespace signpost::mesos {

// \uD800..\uDFFF escapes that have no partner (RFC 8259 §7) are replaced by \uFFFD.
std::string ReplaceLoneSurrogates(std::string_view json);

// Numbers that may be out of a double's range are replaced by 1e99 or -1e99.
std::string ReplaceHugeNumbers(std::string_view json);

}  // namespace signpost::mesos
