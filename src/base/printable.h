#pragma once

// Text of strangers, fit for a line: for the log, for messages, for JSON. Pure.

#include <cstddef>
#include <string>
#include <string_view>

namespace signpost::log {

// `text` with control characters, quotes, backslashes and invalid UTF-8 octets written as \xHH, cut
// to `size_max` octets with "..." at the end.
std::string Printable(std::string_view text, size_t size_max = 200);

// `text` with control characters and invalid UTF-8 octets written as \xHH: one line, whatever it
// holds. What is Printable() already stays as it is.
std::string OneLine(std::string_view text);

}  // namespace signpost::log
