// A JSON array, written item by item into a Buffer that outlives the writer. One thread.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"
#include "core/model/json.hpp"

namespace hub::model {

class ArrayWriter {
 public:
  explicit ArrayWriter(Buffer& out) : out_(out) { out_.push_back('['); }

  // The caller appends the item.
  Buffer& begin() {
    if (!is_first_) out_.push_back(',');
    is_first_ = false;
    return out_;
  }
  void add(std::string_view text) { write_json_string(text, begin()); }
  void finish() { out_.push_back(']'); }

 private:
  Buffer& out_;
  bool is_first_ = true;
};

}  // namespace hub::model
