#include "mesos/task_id.h"

#include <array>
#include <cstdint>
#include <memory>

#include <openssl/evp.h>

#include "base/check.h"

namespace signpost::mesos {
namespace {

constexpr size_t kHashSize = 5;   // characters, of five bits each
constexpr size_t kSha1Size = 20;  // octets
constexpr char kZBase32[] = "ybndrfg8ejkmcpqxot1uwisza345h769";

struct Digest {
  // Fetched once: a fetch by name costs more than the hash.
  std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> algorithm{EVP_MD_fetch(nullptr, "SHA1", nullptr),
                                                            EVP_MD_free};
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{EVP_MD_CTX_new(),
                                                                  EVP_MD_CTX_free};
};

std::array<uint8_t, kSha1Size> Sha1(std::string_view text) {
  thread_local const Digest digest;
  std::array<uint8_t, kSha1Size> hash{};
  EVP_MD_CTX* const context = digest.context.get();
  SIGNPOST_CHECK(EVP_DigestInit_ex2(context, digest.algorithm.get(), nullptr) == 1);
  SIGNPOST_CHECK(EVP_DigestUpdate(context, text.data(), text.size()) == 1);
  SIGNPOST_CHECK(EVP_DigestFinal_ex(context, hash.data(), nullptr) == 1);
  return hash;
}

}  // namespace

std::string TaskIdHash(std::string_view task_id) {
  const auto hash = Sha1(task_id);
  uint64_t bits = 0;
  for (size_t i = 0; i < 4; ++i) bits = bits << 8 | hash[i];
  std::string text(kHashSize, 0);
  for (size_t i = 0; i < kHashSize; ++i) text[i] = kZBase32[bits >> (27 - 5 * i) & 31];
  return text;
}

std::string AgentIdTail(std::string_view agent_id) {
  std::string tail(agent_id.substr(agent_id.rfind('-') + 1));  // npos + 1 == 0
  for (char& c : tail) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
  return tail;
}

}  // namespace signpost::mesos
