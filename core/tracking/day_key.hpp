// The key of one tenant's tracking events of one day. Once it is destroyed, neither what an event holds nor
// whose session it was can be known any more, whoever has the rows. Any thread.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/base/buffer.hpp"
#include "core/base/random.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/vault/crypto.hpp"

namespace hub::tracking {

class DayKey {
 public:
  explicit DayKey(Random& random) { random.fill(key_.bytes()); }
  // As bytes() gave it; nothing when it is something else.
  static std::optional<DayKey> from(std::string_view bytes);
  DayKey(DayKey&& other) noexcept { *this = std::move(other); }
  DayKey& operator=(DayKey&& other) noexcept;

  // For the vault, which seals it.
  std::string_view bytes() const;

  model::KeyedHash session_ref(std::string_view session) const {
    return model::keyed_hash(key_.view(), "tracked session", session);
  }
  std::vector<char> seal(std::string_view content, const model::KeyedHash& event_ref, Random& random) const;
  // Nothing when it was sealed under another key, or as another event.
  std::optional<Buffer> open(std::string_view sealed, const model::KeyedHash& event_ref) const;

 private:
  DayKey() = default;

  vault::SecretKey key_;
};

}  // namespace hub::tracking
