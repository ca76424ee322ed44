#include "core/mapping/liquid/cell.hpp"

namespace hub::mapping::liquid {

Value pair_of(model::Arena& arena, const model::Member& member, DataClass c) {
  Value* kept = arena.take_array<Value>(2);
  kept[0] = Value::string(member.name, highest(c, member.value.data_class()));
  kept[1] = member.value;
  return Value::array({kept, 2}, c);
}

}  // namespace hub::mapping::liquid
