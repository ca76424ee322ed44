#include "core/tracking/day_key.hpp"

#include <algorithm>

#include "core/vault/sealed_text.hpp"

namespace hub::tracking {

std::optional<DayKey> DayKey::from(std::string_view bytes) {
  if (bytes.size() != vault::kKeyBytes) return std::nullopt;
  DayKey key;
  std::ranges::copy(std::as_bytes(std::span(bytes)), key.key_.bytes().begin());
  return key;
}

DayKey& DayKey::operator=(DayKey&& other) noexcept {
  if (this == &other) return *this;
  std::ranges::copy(other.key_.view(), key_.bytes().begin());
  wipe(other.key_.bytes().data(), vault::kKeyBytes);
  return *this;
}

std::string_view DayKey::bytes() const {
  return {reinterpret_cast<const char*>(key_.view().data()), vault::kKeyBytes};
}

std::vector<char> DayKey::seal(std::string_view content, const model::KeyedHash& event_ref,
                               Random& random) const {
  return vault::seal_text(key_.view(), {event_ref.bytes, {}}, content, random);
}

std::optional<Buffer> DayKey::open(std::string_view sealed, const model::KeyedHash& event_ref) const {
  return vault::open_text(key_.view(), {event_ref.bytes, {}}, sealed);
}

}  // namespace hub::tracking
