// What the `redact` filter calls to take personal data out of text.
#pragma once

#include <span>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/data_class.hpp"

namespace hub::mapping::liquid {

class Redactor {
 public:
  virtual ~Redactor() = default;
  virtual bool knows(std::string_view kind) const = 0;
  // `text` with every find of the kinds replaced; all kinds when `kinds` is empty. Precondition: knows() each
  // kind. The result is `text` itself or lives in `arena`.
  virtual std::string_view redact(std::string_view text, std::span<const std::string_view> kinds,
                                  model::Arena& arena) const = 0;
};

// The scanner of core/redaction, with labels, and with nothing that a case or a tenant would add. Any number
// of threads at once.
const Redactor& plain_redactor();

// What is left after redaction may still name a person, but holds no longer just anything.
constexpr model::DataClass class_after_redact(model::DataClass before) {
  return before == model::DataClass::free_text ? model::DataClass::direct : before;
}
// A masked value or a token stands for a person without saying who.
constexpr model::DataClass class_after_mask(model::DataClass before) {
  return before < model::DataClass::pseudonymous ? before : model::DataClass::pseudonymous;
}

}  // namespace hub::mapping::liquid
