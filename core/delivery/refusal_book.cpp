#include "core/delivery/refusal_book.hpp"

namespace hub::delivery {

void RefusalBook::add(const model::KeyedHash& case_ref, std::string_view reason) {
  const auto [entry, is_new] = reasons_.insert_or_assign(case_ref, std::string(reason));
  if (!is_new) return;
  order_.push_back(case_ref);
  if (order_.size() <= remembered_max_) return;
  reasons_.erase(order_.front());
  order_.pop_front();
}

const std::string* RefusalBook::find(const model::KeyedHash& case_ref) const {
  const auto found = reasons_.find(case_ref);
  return found == reasons_.end() ? nullptr : &found->second;
}

}  // namespace hub::delivery
