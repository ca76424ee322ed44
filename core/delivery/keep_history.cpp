#include "core/delivery/keep_history.hpp"

namespace hub::delivery {

model::KeyedHash type_ref_of(model::HashKey id_key, std::string_view type) {
  return type.empty() ? model::KeyedHash() : model::keyed_hash(id_key, "case type", type);
}

void KeepHistory::add(WallTime from, policy::KeepTerms terms, model::HashKey id_key) {
  Since& since = terms_.emplace_back();
  since.from = from;
  for (const auto& [type, term] : terms.by_type) since.by_type.emplace(type_ref_of(id_key, type), term);
  since.terms = std::move(terms);
}

policy::KeepTerm KeepHistory::Since::of(const model::KeyedHash& type_ref, bool is_news) const {
  if (const auto found = by_type.find(type_ref); found != by_type.end()) return found->second;
  policy::KeepTerm term = terms.otherwise;
  if (type_ref == model::KeyedHash() && is_news)
    for (const auto& [ref, of_type] : by_type) term = policy::strictest(term, of_type);
  return term;
}

policy::KeepTerm KeepHistory::now(const model::KeyedHash& type_ref, bool is_news) const {
  return terms_.empty() ? policy::KeepTerm() : terms_.back().of(type_ref, is_news);
}

policy::KeepTerm KeepHistory::strictest(const model::KeyedHash& type_ref, bool is_news,
                                        WallTime accepted) const {
  if (terms_.empty()) return {};
  auto since = terms_.end() - 1;
  policy::KeepTerm term = since->of(type_ref, is_news);
  while (since != terms_.begin() && since->from >= accepted) {
    --since;
    term = policy::strictest(term, since->of(type_ref, is_news));
  }
  return term;
}

}  // namespace hub::delivery
