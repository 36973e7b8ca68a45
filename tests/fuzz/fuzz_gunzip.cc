// Gunzip of any octets: text and outcome are those of zlib for the whole stream, however it is
// split, and never more than allowed; and what zlib packs is unpacked again.
//
// An input is an octet that says how large the pieces are, and the stream.

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/check.h"
#include "poller/gunzip.h"

namespace signpost::poller {
namespace {

constexpr int kGzipOnly = 16 + MAX_WBITS;
constexpr size_t kTextSizeMax = 10000;

// One past the most that is allowed is enough to tell.
struct Buffer {
  char octets[kTextSizeMax + 1];
};

Bytef* Octets(const char* text) { return reinterpret_cast<Bytef*>(const_cast<char*>(text)); }

// The text of all members, one behind the other; nullopt when there is none or it is too long.
std::optional<std::string> UnpackedByZlib(std::string_view packed) {
  static Buffer buffer;
  std::string text;
  int code = Z_STREAM_END;
  if (packed.empty()) return std::nullopt;
  while (!packed.empty() && code == Z_STREAM_END) {
    z_stream stream{};
    SIGNPOST_CHECK(inflateInit2(&stream, kGzipOnly) == Z_OK);
    stream.next_in = Octets(packed.data());
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = Octets(buffer.octets);
    stream.avail_out = sizeof(buffer.octets);
    code = inflate(&stream, Z_FINISH);
    text.append(buffer.octets, sizeof(buffer.octets) - stream.avail_out);
    packed.remove_prefix(packed.size() - stream.avail_in);
    inflateEnd(&stream);
  }
  if (code != Z_STREAM_END || text.size() > kTextSizeMax) return std::nullopt;
  return text;
}

std::string PackedByZlib(std::string_view text) {
  z_stream stream{};
  SIGNPOST_CHECK(deflateInit2(&stream, 6, Z_DEFLATED, kGzipOnly, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()), '\0');
  stream.next_in = Octets(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = Octets(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  SIGNPOST_CHECK(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(packed.size() - stream.avail_out);
  deflateEnd(&stream);
  return packed;
}

std::optional<std::string> Unpacked(std::string_view packed, size_t piece_size) {
  Gunzip gunzip(kTextSizeMax);
  std::string text;
  const auto append = [&text](std::string_view piece) { text += piece; };
  for (size_t at = 0; at < packed.size(); at += piece_size) {
    if (!gunzip.Add(packed.substr(at, piece_size), append).ok()) return std::nullopt;
  }
  if (!gunzip.Finish().ok()) return std::nullopt;
  return text;
}

void CheckStream(std::string_view packed, size_t piece_size) {
  const auto expected = UnpackedByZlib(packed);
  SIGNPOST_CHECK(Unpacked(packed, packed.size()) == expected);
  SIGNPOST_CHECK(Unpacked(packed, piece_size) == expected);
}

}  // namespace
}  // namespace signpost::poller

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace signpost::poller;  // NOLINT: the target's own
  if (size < 2) return 0;
  const std::string_view text = signpost::AsText({data + 1, size - 1});
  const size_t piece_size = 1 + data[0] % 32;
  CheckStream(text, piece_size);
  if (text.size() > kTextSizeMax) return 0;
  const std::string packed = PackedByZlib(text);
  SIGNPOST_CHECK(Unpacked(packed, piece_size) == text);
  SIGNPOST_CHECK(!Unpacked(std::string_view(packed).substr(0, packed.size() - 1), piece_size));
  return 0;
}
