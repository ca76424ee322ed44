// What templates see while one case is mapped: the case, and the names that loops and parts bind on top of
// it. Also counts what the case costs. One thread; lives for one map().
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/mapping/liquid/template.hpp"
#include "core/mapping/mapping.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

class CaseRedactor;
struct OverflowRule;

// A text that did not fit its field and goes on in another record.
struct Overflowed {
  const OverflowRule* rule = nullptr;
  std::string_view text;  // all of it, or for `split` what is left
  model::DataClass data_class = model::DataClass::none;
};

class Scope {
 public:
  static constexpr std::size_t kNamesMax = 80;

  // `data` is classified.
  Scope(const model::Value& data, const liquid::RenderContext& render, const CaseRedactor& redactor,
        model::Arena& arena, const MappingLimits& limits);

  model::Arena& arena() const { return arena_; }
  const liquid::RenderContext& render() const { return render_; }
  const CaseRedactor& redactor() const { return redactor_; }
  const model::Value& globals() const { return globals_; }

  // Names bind innermost first; each bind is undone by one unbind. Precondition of rebind: something is
  // bound.
  void bind(std::string_view name, const model::Value& value);
  void rebind(const model::Value& value);
  void unbind();

  // Counts towards the limits; false when one is reached.
  bool spend_output(std::size_t bytes);
  bool spend_items(std::size_t& items_so_far) const { return ++items_so_far <= limits_.items; }
  const MappingLimits& limits() const { return limits_; }

  // The class of the conditions under which the record is made.
  model::DataClass base_class = model::DataClass::none;
  std::vector<Overflowed> overflowed;

 private:
  void refresh() { globals_ = model::Value::object({members_, size_}, model::DataClass::free_text); }

  model::Arena& arena_;
  const liquid::RenderContext& render_;
  const CaseRedactor& redactor_;
  const MappingLimits& limits_;
  model::Member* members_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
  model::Value globals_;
  std::size_t output_bytes_ = 0;
};

// Binds for as long as it lives.
class Binding {
 public:
  Binding(Scope& scope, std::string_view name, const model::Value& value) : scope_(scope) {
    scope_.bind(name, value);
  }
  ~Binding() { scope_.unbind(); }
  Binding(const Binding&) = delete;
  Binding& operator=(const Binding&) = delete;

 private:
  Scope& scope_;
};

// "limit": the field reached the named limit.
Error limit_error(std::string_view limit);

}  // namespace hub::mapping
