// The webhook-ids of the last minutes with a fingerprint of their bytes. Bounded; one loop's thread.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/clock.hpp"
#include "core/ingest/credential.hpp"

namespace hub::ingest {

class SeenMessages {
 public:
  SeenMessages(milliseconds life, std::size_t count_max) : life_(life), count_max_(count_max) {}

  // False when the id was seen within its life with another fingerprint. Remembers it otherwise.
  bool admit(std::string_view id, const KeyHash& fingerprint, MonotonicTime now);
  std::size_t size() const { return seen_.size(); }

 private:
  struct Entry {
    std::string id;
    MonotonicTime until;
  };
  milliseconds life_;
  std::size_t count_max_;
  std::unordered_map<std::string, KeyHash> seen_;
  std::deque<Entry> order_;  // oldest first
};

}  // namespace hub::ingest
