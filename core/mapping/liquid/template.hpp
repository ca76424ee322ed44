// A compiled Liquid template: text with `{{ output }}` and `{% tags %}`, checked once, rendered often.
// Immutable after compile(): any number of threads may render one at the same time, each with its own arena.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/mapping/liquid/analysis.hpp"
#include "core/mapping/liquid/redactor.hpp"
#include "core/mapping/liquid/source_error.hpp"
#include "core/model/arena.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/model/value.hpp"

namespace hub::mapping::liquid {

struct Program;

// Reaching one fails the render with code "limit" and the limit's name in Error::fields; there is no partial
// result.
struct Limits {
  std::size_t output_bytes = 8 * 1024 * 1024;  // "output_bytes": the result, and any text made on the way
  std::uint64_t loop_turns = 200'000;          // "loop_turns": all turns of all loops together
  std::uint64_t work = 50'000'000;             // "work": steps, elements and bytes touched, roughly
};

// What a template may know besides its data. Lives as long as the call.
struct RenderContext {
  WallTime event_time{};                    // what 'now' and 'today' mean
  std::string_view time_zone = "UTC";       // an IANA name, for `date`; the `tz` filter overrides it
  model::Value tables;                      // an object: table name → object, for `lookup`
  std::optional<model::HashKey> token_key;  // `token` fails without it
  const Redactor* redactor = nullptr;       // null: the plain one
  Limits limits;
};

struct Rendered {
  std::string_view text;  // in the arena
  model::DataClass data_class = model::DataClass::none;
};

class Template {
 public:
  explicit Template(std::unique_ptr<const Program> program);
  ~Template();
  Template(const Template&) = delete;
  Template& operator=(const Template&) = delete;

  // True for exactly one `{{ expression }}` and nothing around it, and for Syntax::expression and
  // ::condition.
  bool is_expression() const;

  // `globals` is an object; a name it lacks renders as nothing. The class of the result is the highest of all
  // values that flowed in, conditions included; only mask, token and redact lower it. A container's own class
  // is that of its shape (how many, which names): it counts for loops over it, those of its contents where
  // they are read. Errors are `invalid`: code "limit", or "liquid" with "line 2, column 7: divided_by:
  // division by zero". They never hold values. `failed_at`, when given, gets the position.
  Result<Rendered> render(const model::Value& globals, const RenderContext& context, model::Arena& arena,
                          Position* failed_at = nullptr) const;

  // The value itself where is_expression() (number, array, null, ...), a container with the class of all that
  // it holds; else the rendered text as a string. What the value refers to lives in `arena`, in `globals` or
  // in this template.
  Result<model::Value> evaluate(const model::Value& globals, const RenderContext& context,
                                model::Arena& arena, Position* failed_at = nullptr) const;

  const Analysis& analysis() const;
  // An upper bound of the class of any result, by the rules of render().
  model::DataClass class_of(const ClassLookup& lookup) const;

 private:
  std::unique_ptr<const Program> program_;
};

enum class Syntax : std::uint8_t {
  text,        // a whole template
  expression,  // what stands between {{ and }}: `visitor.email | downcase`
  condition,   // what stands behind `if`: `visitor.email != blank and survey.score > 3`; evaluates to a
               // boolean
};

struct CompileOptions {
  Syntax syntax = Syntax::text;
  std::size_t source_bytes_max = 1024 * 1024;
  int nesting_max = 64;  // blocks within blocks, and brackets within brackets
  const Redactor* redactor =
      nullptr;  // whose kinds literal arguments of `redact` must be; null: the plain one
};

// Exactly one of the two is set.
struct Compilation {
  std::shared_ptr<const Template> result;
  std::optional<SourceError> error;

  bool ok() const { return result != nullptr; }
};

// `text` may go afterwards. Unknown tags and filters, wrong arguments and malformed syntax are errors.
Compilation compile(std::string_view text, const CompileOptions& options = {});

}  // namespace hub::mapping::liquid
