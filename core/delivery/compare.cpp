#include "core/delivery/compare.hpp"

namespace hub::delivery {

namespace {
bool is_absent(const model::Value* value) {
  return value == nullptr || value->is_null();
}

bool agrees(model::Compare mode, const model::Value& expected, const model::Value* stored) {
  switch (mode) {
    case model::Compare::ignore:
      return true;
    case model::Compare::present:
      return !is_absent(stored);
    case model::Compare::exact:
      break;
  }
  if (expected.is_null()) return is_absent(stored);
  return stored != nullptr && expected == *stored;
}
}  // namespace

std::vector<std::string> differing_fields(const model::RecordShape& shape, const model::Value& expected,
                                          const model::Value& stored) {
  std::vector<std::string> fields;
  for (const model::Member& member : expected.as_object()) {
    if (!agrees(shape.compare_of(member.name), member.value, stored.find(member.name))) {
      fields.emplace_back(member.name);
    }
  }
  return fields;
}

}  // namespace hub::delivery
