#include "http/record_text.h"

#include "base/endpoint.h"
#include "wire/rdata.h"

namespace signpost::http {

std::string PlainName(Bytes wire_name) {
  std::string text;
  text.reserve(wire_name.size());
  AppendPlainName(wire_name, &text);
  return text;
}

void AppendPlainName(Bytes wire_name, std::string* text) {
  if (wire_name.size() == 1) {
    text->push_back('.');
    return;
  }
  // The length of each label but the first stands where the dot before it belongs.
  const size_t begin = text->size();
  text->append(AsText(wire_name.subspan(1)));
  for (size_t at = 0; wire_name[at] != 0;) {
    at += wire_name[at] + size_t{1};
    (*text)[begin + at - 1] = '.';
  }
}

std::string PlainRdata(wire::Type type, Bytes rdata) {
  switch (type) {
    case wire::Type::kA:
    case wire::Type::kAaaa: {
      const auto address = IpAddress::FromBytes(rdata);
      return address ? address->ToString() : std::string();
    }
    case wire::Type::kSrv:
      return PlainName(wire::SrvTarget(rdata)) + ":" + std::to_string(wire::SrvPort(rdata));
    default:
      return {};
  }
}

}  // namespace signpost::http
