#include "core/delivery/session_trace.hpp"

#include <algorithm>

#include "core/base/hmac.hpp"
#include "core/base/wipe.hpp"
#include "core/vault/crypto.hpp"

namespace hub::delivery {

namespace {

constexpr std::size_t kHeadBytes = vault::kNonceBytes + vault::kTagBytes;

void derive_key(model::HashKey id_key, std::string_view session_id, vault::SecretKey& key) {
  auto derived = hmac_sha256(id_key, {"session trace", std::string_view("\0", 1), session_id});
  std::ranges::copy(derived, key.bytes().begin());
  wipe(derived.data(), derived.size());
}

}  // namespace

model::KeyedHash session_ref_of(model::HashKey id_key, std::string_view session_id) {
  return model::keyed_hash(id_key, "session", session_id);
}

// Nonce, tag, cipher. The nonce comes from the id itself: a key never meets two ids under one nonce.
store::SessionTrace trace_of(model::HashKey id_key, std::string_view session_id, std::string_view case_id) {
  vault::SecretKey key;
  derive_key(id_key, session_id, key);
  store::SessionTrace trace;
  trace.session_ref = session_ref_of(id_key, session_id);
  trace.sealed_case_id.resize(kHeadBytes + case_id.size());
  const auto sealed = std::as_writable_bytes(std::span(trace.sealed_case_id));
  const auto plain = std::as_bytes(std::span(case_id));
  const auto digest = vault::hmac_sha256(key.view(), plain);
  std::ranges::copy(std::span(digest).first<vault::kNonceBytes>(), sealed.begin());
  vault::gcm_encrypt(key.view(), sealed.first<vault::kNonceBytes>(), {}, plain, sealed.data() + kHeadBytes,
                     sealed.subspan<vault::kNonceBytes, vault::kTagBytes>());
  return trace;
}

std::optional<std::string> open_trace(model::HashKey id_key, std::string_view session_id,
                                      std::span<const char> sealed_case_id) {
  if (sealed_case_id.size() <= kHeadBytes) return std::nullopt;
  vault::SecretKey key;
  derive_key(id_key, session_id, key);
  const auto sealed = std::as_bytes(sealed_case_id);
  std::string case_id(sealed.size() - kHeadBytes, '\0');
  const bool is_ours =
      vault::gcm_decrypt(key.view(), sealed.first<vault::kNonceBytes>(), {}, sealed.subspan(kHeadBytes),
                         sealed.subspan<vault::kNonceBytes, vault::kTagBytes>(),
                         std::as_writable_bytes(std::span(case_id)).data());
  return is_ours ? std::optional(std::move(case_id)) : std::nullopt;
}

}  // namespace hub::delivery
