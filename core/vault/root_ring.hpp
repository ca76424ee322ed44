// The roots that may open the key files: the one in use and, while it is being replaced, the one that
// follows. Values are derived and wiped at once, never kept. Any thread; the roots outlive the ring.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/vault/crypto.hpp"
#include "core/vault/root_key.hpp"

namespace hub::vault {

// A key derived from a root, wiped when it goes.
class RootDerivedKey {
 public:
  RootDerivedKey(const RootKey& root, std::span<const std::byte> salt, std::string_view purpose);
  KeyView view() const { return key_.view(); }

 private:
  SecretKey key_;
};

class RootRing {
 public:
  using Place = std::size_t;

  // `root` is the one in use; `next_root`: null while none follows.
  RootRing(const RootKey& root, const RootKey* next_root) : roots_{&root} {
    if (next_root != nullptr) roots_.push_back(next_root);
  }

  Place size() const { return roots_.size(); }
  RootDerivedKey derive(Place place, std::span<const std::byte> salt, std::string_view purpose) const {
    return {*roots_.at(place), salt, purpose};
  }
  RootDerivedKey header_key(Place place) const { return derive(place, {}, "hub key file headers"); }
  // Whether `opens` says yes for one of the places, tried in order.
  bool any_place(const std::predicate<Place> auto& opens) const {
    for (Place place = 0; place < size(); ++place) {
      if (opens(place)) return true;
    }
    return false;
  }

 private:
  std::vector<const RootKey*> roots_;
};

}  // namespace hub::vault
