#include "poller/base64.h"

#include <algorithm>

#include <openssl/evp.h>

namespace signpost::poller {
namespace {

constexpr size_t kGroupSize = 4;  // characters for three octets

const unsigned char* Octets(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* Octets(std::string* text) { return reinterpret_cast<unsigned char*>(text->data()); }

bool IsOfUrlAlphabet(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

std::string Base64(std::string_view octets) {
  std::string text((octets.size() + 2) / 3 * kGroupSize + 1, '\0');  // and a final zero
  const int size = EVP_EncodeBlock(Octets(&text), Octets(octets), static_cast<int>(octets.size()));
  text.resize(static_cast<size_t>(size));
  return text;
}

std::string Base64Url(std::string_view octets) {
  std::string text = Base64(octets);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  text.erase(std::min(text.find('='), text.size()));
  return text;
}

std::optional<std::string> FromBase64Url(std::string_view text) {
  if (!std::ranges::all_of(text, IsOfUrlAlphabet) || text.size() % kGroupSize == 1) {
    return std::nullopt;
  }
  const size_t padding_size = (kGroupSize - text.size() % kGroupSize) % kGroupSize;
  std::string padded(text);
  std::ranges::replace(padded, '-', '+');
  std::ranges::replace(padded, '_', '/');
  padded.append(padding_size, '=');
  std::string octets(padded.size(), '\0');
  const int size =
      EVP_DecodeBlock(Octets(&octets), Octets(padded), static_cast<int>(padded.size()));
  if (size < 0) return std::nullopt;
  octets.resize(static_cast<size_t>(size) - padding_size);  // the padding counts as octets here
  return octets;
}

}  // namespace signpost::poller
