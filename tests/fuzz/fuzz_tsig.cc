// Any octets as a message that may be signed. What is found lies within the message; taken away, it
// leaves a message that ends where it began. Signed by us, any message is verified, and no other
// one with a key that its author does not have.

#include <vector>

#include "base/check.h"
#include "transfer/tsig.h"
#include "transfer/zone_stream.h"
#include "wire/query_reader.h"

namespace signpost::transfer {
namespace {

constexpr uint64_t kNow = 1'764'000'000;
constexpr size_t kMessageSizeMax = 8192;

const TsigKeys& Keys() {
  static const TsigKeys kKeys({{.name = *wire::Name::FromText("a."),
                                .algorithm = TsigAlgorithm::kHmacSha256,
                                .secret = std::vector<uint8_t>(16, 1)}});
  return kKeys;
}

bool LiesIn(Bytes part, Bytes whole) {
  return part.empty() ||
         (part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size());
}

void CheckFound(Bytes message) {
  Tsig tsig;
  if (FindTsig(message, &tsig) != TsigLook::kFound) return;
  SIGNPOST_CHECK(tsig.at >= wire::kHeaderSize && tsig.at < message.size());
  SIGNPOST_CHECK(LiesIn(tsig.mac, message) && LiesIn(tsig.other, message));
  const std::vector<uint8_t> rest = WithoutTsig(message, tsig);
  SIGNPOST_CHECK(rest.size() == tsig.at);
  SIGNPOST_CHECK(LoadU16(rest.data() + 10) + 1 == LoadU16(message.data() + 10));
  const TsigKey* key = nullptr;
  SIGNPOST_CHECK(VerifyTsig(message, tsig, Keys(), tsig.time_s, {}, &key) != TsigError::kNone);
}

// The query reader and we must find the same.
void CheckQuery(Bytes message) {
  wire::Query query;
  if (wire::ParseQuery(message, &query) != wire::ParseResult::kOk) return;
  Tsig tsig;
  SIGNPOST_CHECK(query.is_signed == (FindTsig(message, &tsig) != TsigLook::kNone));
  SerialOf(message, query);
}

void CheckSigned(Bytes message) {
  if (message.size() < wire::kHeaderSize || LoadU16(message.data() + 10) == 0xffff) return;
  wire::Query query;
  if (wire::ParseQuery(message, &query) != wire::ParseResult::kOk) return;
  std::vector<uint8_t> octets(message.begin(), message.end());
  TsigSigner(&Keys().all()[0], {}).Sign(kNow, &octets);
  Tsig tsig;
  const TsigKey* key = nullptr;
  SIGNPOST_CHECK(FindTsig(octets, &tsig) == TsigLook::kFound && tsig.at == message.size());
  SIGNPOST_CHECK(VerifyTsig(octets, tsig, Keys(), kNow, {}, &key) == TsigError::kNone);
  SIGNPOST_CHECK(SameBytes(WithoutTsig(octets, tsig), message));
}

}  // namespace
}  // namespace signpost::transfer

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size > signpost::transfer::kMessageSizeMax) return 0;
  signpost::transfer::CheckFound({data, size});
  signpost::transfer::CheckQuery({data, size});
  signpost::transfer::CheckSigned({data, size});
  return 0;
}
