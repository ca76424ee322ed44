// OpenSSL's newer functions allocate and look their algorithm up at every call, which takes several times as
// long as hashing the few bytes that the hub's keys are made of.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "core/base/hmac.hpp"

#include <openssl/sha.h>

#include <cstring>

#include "core/base/assert.hpp"
#include "core/base/wipe.hpp"

namespace hub {

namespace {

using Digest = std::array<std::byte, SHA256_DIGEST_LENGTH>;

// All that the key could be read from; wiped at the end: callers wipe their own copy and count on it being
// the last.
struct State {
  SHA256_CTX context;
  std::array<std::byte, SHA256_CBLOCK> key{}, padded;
  Digest inner;

  ~State() { wipe(this, sizeof *this); }

  void begin() { HUB_ASSERT(SHA256_Init(&context) == 1); }
  void begin_with(std::byte pad) {
    for (std::size_t i = 0; i < key.size(); ++i) padded[i] = key[i] ^ pad;
    begin();
    add(padded.data(), padded.size());
  }
  void add(const void* bytes, std::size_t size) { HUB_ASSERT(SHA256_Update(&context, bytes, size) == 1); }
  void end(std::byte* digest) {
    HUB_ASSERT(SHA256_Final(reinterpret_cast<unsigned char*>(digest), &context) == 1);
  }
};

}  // namespace

std::array<std::byte, 32> hmac_sha256(std::span<const std::byte> key,
                                      std::initializer_list<std::string_view> parts) {
  State state;
  if (key.size() <= state.key.size()) {
    if (!key.empty()) std::memcpy(state.key.data(), key.data(), key.size());
  } else {
    state.begin();
    state.add(key.data(), key.size());
    state.end(state.key.data());
  }
  state.begin_with(std::byte{0x36});
  for (const std::string_view part : parts) state.add(part.data(), part.size());
  state.end(state.inner.data());
  state.begin_with(std::byte{0x5c});
  state.add(state.inner.data(), state.inner.size());
  Digest digest;
  state.end(digest.data());
  return digest;
}

}  // namespace hub
