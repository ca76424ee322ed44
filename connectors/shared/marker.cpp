#include "connectors/shared/marker.hpp"

#include <algorithm>

#include "core/base/buffer.hpp"
#include "core/model/text_form.hpp"

namespace hub::connectors {

std::string marker(std::string_view key) {
  return "Ref. " + std::string(key);
}

std::string_view with_marker(std::string_view text, std::string_view key, model::Arena& arena) {
  Buffer marked(text);
  marked.append('\n' + marker(key));
  return arena.copy(marked.view());
}

const model::Value* find_marked(std::span<const model::Value> objects, std::string_view text_field,
                                std::string_view key) {
  const std::string end = marker(key);
  const auto found = std::ranges::find_if(objects, [&](const model::Value& each) {
    return model::trimmed(each.text_at(text_field)).ends_with(end);
  });
  return found == objects.end() ? nullptr : &*found;
}

}  // namespace hub::connectors
