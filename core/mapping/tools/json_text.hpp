// One JSON string for the reports of these tools. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/buffer.hpp"
#include "core/model/json.hpp"

namespace hub::mapping {

// `text` in quotes.
inline std::string json_text(std::string_view text) {
  Buffer json;
  model::write_json_string(text, json);
  return std::string(json.view());
}

}  // namespace hub::mapping
