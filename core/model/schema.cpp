#include "core/model/schema.hpp"

#include <algorithm>

namespace hub::model {

namespace {
template <class Named>
const Named* find_named(const std::vector<Named>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &Named::name);
  return found == items.end() ? nullptr : &*found;
}
}  // namespace

const SchemaField* SchemaObject::find(std::string_view field_name) const {
  return find_named(fields, field_name);
}
const SchemaObject* Schema::find(std::string_view object_name) const {
  return find_named(objects, object_name);
}

}  // namespace hub::model
