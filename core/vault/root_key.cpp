#include "core/vault/root_key.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/base/base64.hpp"
#include "core/base/buffer.hpp"
#include "core/base/locked_memory.hpp"
#include "core/vault/key_source.hpp"
#include "core/vault/pkcs11.hpp"

namespace hub::vault {

namespace {

constexpr std::size_t kRootBytes = 32;

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

std::optional<WipedBytes> decode(std::string_view text) {
  const auto is_hex = [](char c) { return hex_digit(c) >= 0; };
  if (text.size() != 2 * kRootBytes || !std::ranges::all_of(text, is_hex)) return base64_decode(text);
  WipedBytes bytes(kRootBytes);
  for (std::size_t i = 0; i < kRootBytes; ++i) {
    bytes[i] = static_cast<char>(hex_digit(text[2 * i]) * 16 + hex_digit(text[2 * i + 1]));
  }
  return bytes;
}

}  // namespace

struct RootKey::Locked {
  LockedMemory memory{kRootBytes};
};

RootKey::RootKey(std::unique_ptr<Locked> locked) : locked_(std::move(locked)) {}
RootKey::RootKey(RootKey&&) noexcept = default;
RootKey& RootKey::operator=(RootKey&&) noexcept = default;
RootKey::~RootKey() = default;

RootKey RootKey::from_bytes(std::span<const std::byte, 32> bytes) {
  auto locked = std::make_unique<Locked>();
  std::ranges::copy(bytes, locked->memory.bytes().begin());
  return RootKey(std::move(locked));
}

Result<RootKey> RootKey::from_source(std::string_view source) {
  const auto colon = source.find(':');
  const std::string_view kind = source.substr(0, colon);
  const std::string place(colon == std::string_view::npos ? std::string_view() : source.substr(colon + 1));
  WipedBytes derived(kRootBytes);
  Buffer text;
  if (kind == "pkcs11") {
    const auto out = std::as_writable_bytes(std::span<char, kRootBytes>(derived.data(), kRootBytes));
    if (const auto done = derive_in_token(source, out); !done.ok()) return done.error();
  } else if (const auto read = read_key_source(kind, place, text); !read.ok()) {
    return read.error();
  }
  const auto bytes = kind == "pkcs11" ? std::optional(std::move(derived)) : decode(trimmed(text.view()));
  // A command line may hold a secret of its own, so only the other kinds are named in full.
  const std::string named = kind == "cmd" ? "cmd:" : std::string(source);
  if (!bytes || bytes->size() != kRootBytes) {
    return config_error("the root key from " + named + " is not 32 bytes as 64 hex digits or base64");
  }
  RootKey root = from_bytes(std::as_bytes(std::span<const char, kRootBytes>(bytes->data(), kRootBytes)));
  if (!root.locked_->memory.is_locked()) {
    return config_error("memory for the root key cannot be locked: raise RLIMIT_MEMLOCK (LimitMEMLOCK)");
  }
  return root;
}

std::span<const std::byte, 32> RootKey::bytes() const {
  return std::span<const std::byte, kRootBytes>(locked_->memory.bytes().data(), kRootBytes);
}

}  // namespace hub::vault
