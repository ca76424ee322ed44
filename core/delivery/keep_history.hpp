// What a tenant keeps of delivered cases, and how that changed: a case has the strictest terms since it was
// accepted. Types are told by keyed hashes, as they are stored with cases. One loop's thread.
#pragma once

#include <unordered_map>
#include <vector>

#include "core/model/keyed_hash.hpp"
#include "core/policy/keep_terms.hpp"
#include "core/store/types.hpp"

namespace hub::delivery {

model::KeyedHash type_ref_of(model::HashKey id_key, std::string_view type);

class KeepHistory {
 public:
  bool empty() const { return terms_.empty(); }
  // Precondition: not empty.
  bool are_known(const policy::KeepTerms& terms) const { return terms_.back().terms == terms; }
  // From that moment on, until the next.
  void add(WallTime from, policy::KeepTerms terms, model::HashKey id_key);

  // Of a case that is accepted now. News that say no type, and whose case is gone, may be of any. Nothing is
  // kept while there are no terms.
  policy::KeepTerm now(const model::KeyedHash& type_ref, bool is_news) const;
  // Of a case that was accepted then. In the same millisecond as a change counts as before.
  policy::KeepTerm strictest(const model::KeyedHash& type_ref, bool is_news, WallTime accepted) const;

 private:
  struct Since {
    WallTime from;
    policy::KeepTerms terms;
    std::unordered_map<model::KeyedHash, policy::KeepTerm, model::KeyedHashHasher> by_type;

    policy::KeepTerm of(const model::KeyedHash& type_ref, bool is_news) const;
  };
  std::vector<Since> terms_;
};

}  // namespace hub::delivery
