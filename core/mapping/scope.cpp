#include "core/mapping/scope.hpp"

#include <memory>

#include "core/base/assert.hpp"

namespace hub::mapping {

Scope::Scope(const model::Value& data, const liquid::RenderContext& render, const CaseRedactor& redactor,
             model::Arena& arena, const MappingLimits& limits)
    : arena_(arena), render_(render), redactor_(redactor), limits_(limits) {
  const auto members = data.as_object();
  capacity_ = members.size() + kNamesMax;
  members_ = arena.take_array<model::Member>(capacity_);
  std::uninitialized_copy(members.begin(), members.end(), members_);
  size_ = members.size();
  refresh();
}

void Scope::bind(std::string_view name, const model::Value& value) {
  HUB_ASSERT(size_ < capacity_);
  ::new (&members_[size_++]) model::Member{name, value};
  refresh();
}

void Scope::rebind(const model::Value& value) {
  HUB_ASSERT(size_ > 0);
  members_[size_ - 1].value = value;
}

void Scope::unbind() {
  HUB_ASSERT(size_ > 0);
  --size_;
  refresh();
}

bool Scope::spend_output(std::size_t bytes) {
  output_bytes_ += bytes;
  return output_bytes_ <= limits_.output_bytes;
}

Error limit_error(std::string_view limit) {
  Error error = invalid_error("limit", "the mapping reached its limit '" + std::string(limit) + "'");
  error.fields = {std::string(limit)};
  return error;
}

}  // namespace hub::mapping
