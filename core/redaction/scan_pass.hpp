// What the rules of one scan share: the text, what is wanted, and what was found so far. Private to
// core/redaction. One thread.
#pragma once

#include <optional>
#include <string_view>

#include "core/redaction/context_words.hpp"
#include "core/redaction/scanner.hpp"

namespace hub::redaction {

class ScanPass {
 public:
  ScanPass(std::string_view text, const ScanOptions& options, Finds& finds)
      : text_(text), options_(options), finds_(finds) {}

  // As NormalText gives it.
  std::string_view text() const { return text_; }
  bool wants(Kind kind) const { return options_.kinds.has(kind); }
  bool checks() const { return options_.check_validity; }
  bool is_strict() const { return options_.strict; }

  // Of what begins at `at`; asked several times for the same place.
  Topic topic_at(std::size_t at) {
    if (topic_place_ != at) {
      topic_ = topic_before(text_, at);
      topic_place_ = at;
    }
    return topic_;
  }

  void add(Kind kind, Strength strength, std::size_t begin, std::size_t end) {
    if (strength == Strength::weak && !options_.strict) return;
    finds_.push_back({kind, strength, Find::kNoRule, begin, end});
  }

 private:
  std::string_view text_;
  const ScanOptions& options_;
  Finds& finds_;
  Topic topic_ = Topic::none;
  std::size_t topic_place_ = static_cast<std::size_t>(-1);
};

}  // namespace hub::redaction
