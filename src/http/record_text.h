#pragma once

// Names and record data as the API of Mesos-DNS writes them.

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "wire/types.h"

namespace signpost::http {

// Labels as they are, each with a dot behind it, without the escapes of zone files:
// "café.marathon.mesos.".
std::string PlainName(Bytes wire_name);
void AppendPlainName(Bytes wire_name, std::string* text);

// A and AAAA: the address; SRV: "target.:port". Other types have none: an empty text.
std::string PlainRdata(wire::Type type, Bytes rdata);

}  // namespace signpost::http
