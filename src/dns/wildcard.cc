#include "dns/wildcard.h"

#include <cstring>

#include "wire/types.h"

namespace signpost::dns {

size_t WithoutWildcards(Bytes name, uint8_t* out) {
  size_t size = 0;
  size_t last_label = 0;  // offset of the last label written
  for (size_t at = 0; at < name.size(); at += name[at] + size_t{1}) {
    const size_t label_size = name[at];
    if (at > 0 && label_size > 0 && name[at + 1] == '*') {
      // What follows the star belongs to the label before it.
      const size_t rest = label_size - 1;
      if (out[last_label] + rest > wire::kLabelSizeMax) return 0;
      out[last_label] = static_cast<uint8_t>(out[last_label] + rest);
      std::memcpy(out + size, &name[at + 2], rest);
      size += rest;
    } else {
      last_label = size;
      std::memcpy(out + size, &name[at], label_size + 1);
      size += label_size + 1;
    }
  }
  return size == name.size() ? 0 : size;
}

}  // namespace signpost::dns
