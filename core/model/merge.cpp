#include "core/model/merge.hpp"

#include "core/model/builder.hpp"

namespace hub::model {

Value merged(const Value& earlier, const Value& later, Arena& arena) {
  if (later.is_null()) return earlier;
  if (!earlier.is_object() || !later.is_object()) return later;
  ObjectBuilder members(arena);
  for (const Member& member : earlier.as_object()) {
    const Value* news = later.find(member.name);
    members.add(member.name, news ? merged(member.value, *news, arena) : member.value);
  }
  for (const Member& member : later.as_object()) {
    if (!earlier.find(member.name)) members.add(member.name, member.value);
  }
  return members.finish(highest(earlier.data_class(), later.data_class()));
}

}  // namespace hub::model
