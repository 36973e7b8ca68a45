#include "base/sip_hash.h"

#include <sys/random.h>

#include <bit>

#include "base/check.h"

namespace signpost {
namespace {

constexpr size_t kWord = sizeof(uint64_t);

// The first `size` octets at `at`, at most eight, the lowest first.
uint64_t LoadLittle(const uint8_t* at, size_t size) {
  uint64_t word = 0;
  for (size_t i = 0; i < size; ++i) word |= uint64_t{at[i]} << (8 * i);
  return word;
}

uint64_t LoadWord(const uint8_t* at) {
  if constexpr (std::endian::native == std::endian::little) {
    uint64_t word;
    std::memcpy(&word, at, kWord);
    return word;
  }
  return LoadLittle(at, kWord);
}

struct State {
  uint64_t a, b, c, d;

  void Round() {
    a += b;
    b = std::rotl(b, 13) ^ a;
    a = std::rotl(a, 32);
    c += d;
    d = std::rotl(d, 16) ^ c;
    a += d;
    d = std::rotl(d, 21) ^ a;
    c += b;
    b = std::rotl(b, 17) ^ c;
    c = std::rotl(c, 32);
  }

  void Compress(uint64_t word) {
    d ^= word;
    Round();
    Round();
    a ^= word;
  }
};

}  // namespace

uint64_t SipHash(const SipKey& key, Bytes message) {
  const uint64_t low = LoadWord(key.data());
  const uint64_t high = LoadWord(key.data() + kWord);
  // "somepseudorandomlygeneratedbytes", as the authors chose.
  State state{low ^ 0x736f6d6570736575, high ^ 0x646f72616e646f6d, low ^ 0x6c7967656e657261,
              high ^ 0x7465646279746573};
  const size_t rest = message.size() % kWord;
  const uint8_t* const end = message.data() + message.size() - rest;
  for (const uint8_t* at = message.data(); at != end; at += kWord) state.Compress(LoadWord(at));
  state.Compress(uint64_t{message.size()} << 56 | LoadLittle(end, rest));
  state.c ^= 0xff;
  for (int i = 0; i < 4; ++i) state.Round();
  return state.a ^ state.b ^ state.c ^ state.d;
}

SipKey RandomSipKey() {
  SipKey key;
  SIGNPOST_CHECK(getrandom(key.data(), key.size(), 0) == static_cast<ssize_t>(key.size()));
  return key;
}

}  // namespace signpost
