// Cases whose events were refused at the door: opaque references and reasons, so that a reconciliation can
// say more than "never seen". Bounded: the oldest are forgotten. One loop's thread.
#pragma once

#include <deque>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/model/keyed_hash.hpp"

namespace hub::delivery {

class RefusalBook {
 public:
  explicit RefusalBook(std::size_t remembered_max = 100'000) : remembered_max_(remembered_max) {}

  void add(const model::KeyedHash& case_ref, std::string_view reason);
  // Nullptr when none is remembered.
  const std::string* find(const model::KeyedHash& case_ref) const;

 private:
  std::size_t remembered_max_;
  std::unordered_map<model::KeyedHash, std::string, model::KeyedHashHasher> reasons_;
  std::deque<model::KeyedHash> order_;
};

}  // namespace hub::delivery
