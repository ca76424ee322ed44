// A JSON object, written member by member into a Buffer that outlives the writer. One thread.
#pragma once

#include <string_view>

#include "core/base/buffer.hpp"
#include "core/model/json.hpp"
#include "core/model/text_form.hpp"

namespace hub::model {

class ObjectWriter {
 public:
  explicit ObjectWriter(Buffer& out) : out_(out) { out_.push_back('{'); }

  // The caller appends the value.
  Buffer& begin(std::string_view name) {
    if (!is_first_) out_.push_back(',');
    is_first_ = false;
    write_json_string(name, out_);
    out_.push_back(':');
    return out_;
  }
  void add(std::string_view name, std::string_view text) { write_json_string(text, begin(name)); }
  // A text without the control characters that no target is sent.
  void add(std::string_view name, const Value& value) {
    Buffer& out = begin(name);
    if (!value.is_string()) return write_json(value, out);
    Arena scratch(value.as_string().size() + 64);
    write_json_string(without_controls(value.as_string(), scratch), out);
  }
  void finish() { out_.push_back('}'); }

 private:
  Buffer& out_;
  bool is_first_ = true;
};

}  // namespace hub::model
