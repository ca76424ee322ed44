// Checks a value against the table of rules, and finds every problem at once. One thread.
#pragma once

#include <cstdint>

#include "core/ingest/event_type.hpp"
#include "core/ingest/rule.hpp"
#include "core/model/value.hpp"

namespace hub::ingest {

class RuleCheck {
 public:
  // `findings` outlives it.
  RuleCheck(EventType type, Findings& findings) : type_(type), findings_(findings) {}

  void check(const Rule& rule, const model::Value& value, const Path& at);

  // Some value is not to be sealed as it came.
  bool needs_cleaning() const { return needs_cleaning_; }

 private:
  bool is_needed(const Rule& rule) const;
  void check_object(const Rule& rule, const model::Value& value, const Path& at);
  void check_list(const Rule& rule, const model::Value& value, const Path& at);
  void check_text(const Rule& rule, const model::Value& value, const Path& at);
  void check_integer(const model::Value& value, const Path& at);
  void check_choice(const Rule& rule, const model::Value& value, const Path& at);

  EventType type_;
  Findings& findings_;
  bool needs_cleaning_ = false;
};

}  // namespace hub::ingest
