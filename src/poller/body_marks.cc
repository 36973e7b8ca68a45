#include "poller/body_marks.h"

#include <openssl/rand.h>

#include "base/check.h"

namespace signpost::poller {
namespace {

// One for all: marks are never shown, so nothing is learnt from two under the same.
constexpr std::array<uint8_t, 12> kNonce{};

}  // namespace

BlockMarker::BlockMarker() : context_(EVP_CIPHER_CTX_new()) {
  std::array<uint8_t, 16> key{};
  SIGNPOST_CHECK(context_ != nullptr && RAND_bytes(key.data(), key.size()) == 1);
  SIGNPOST_CHECK(
      EVP_EncryptInit_ex(context_, EVP_aes_128_gcm(), nullptr, key.data(), kNonce.data()) == 1);
}

BlockMarker::~BlockMarker() { EVP_CIPHER_CTX_free(context_); }

// What GCM authenticates and does not encrypt is all there is: that makes it a GMAC.
BlockMark BlockMarker::MarkOf(std::string_view block) {
  BlockMark mark;
  int size = 0;
  const auto* const octets = reinterpret_cast<const uint8_t*>(block.data());
  bool is_good = EVP_EncryptInit_ex(context_, nullptr, nullptr, nullptr, kNonce.data()) == 1;
  is_good &=
      EVP_EncryptUpdate(context_, nullptr, &size, octets, static_cast<int>(block.size())) == 1;
  is_good &= EVP_EncryptFinal_ex(context_, mark.data(), &size) == 1;
  is_good &= EVP_CIPHER_CTX_ctrl(context_, EVP_CTRL_AEAD_GET_TAG, mark.size(), mark.data()) == 1;
  SIGNPOST_CHECK(is_good);
  return mark;
}

}  // namespace signpost::poller
