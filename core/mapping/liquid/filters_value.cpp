// Filters that stand in for values: default, lookup, mask, redact, token.
#include <algorithm>
#include <array>

#include "core/mapping/liquid/comparison.hpp"
#include "core/mapping/liquid/filter_functions.hpp"
#include "core/mapping/liquid/run.hpp"
#include "core/mapping/liquid/utf8.hpp"

namespace hub::mapping::liquid::filters {
namespace {

constexpr std::int64_t kMaskShownMax = 4;

}  // namespace

Cell default_value(Run&, const FilterInput& input) {
  const bool allow_false = input.keyword && input.keyword->truthy();
  const bool absent = allow_false ? input.value.is_null() : !input.value.truthy();
  if (!absent && !is_empty(input.value)) return input.value;
  return input.arguments.empty() ? Cell(Value::string("")) : input.arguments[0];
}

Cell lookup(Run& run, const FilterInput& input) {
  const Value* table = run.context.tables.find(run.text_of(input.arguments[0]));
  if (!table || !table->is_object()) return run.fail("lookup: there is no table of that name"), Cell();
  run.charge(table->as_object().size() / 8);
  if (const Value* found = table->find(run.text_of(input.value))) return *found;
  if (input.arguments.size() > 1) return input.arguments[1];
  // A table may have a row for everything that it does not list.
  const Value* otherwise = table->find("default");
  return otherwise ? Cell(*otherwise) : Cell();
}

// Shows at most a third of the characters, and at most four: the last ones.
Cell mask(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  const std::int64_t asked = input.arguments.empty()
                                 ? kMaskShownMax
                                 : run.whole_of(input.arguments[0], "mask: the number of characters shown");
  if (asked < 0 || asked > kMaskShownMax) return run.fail("mask: shows at most 4 characters"), Cell();
  const std::string_view cover = input.arguments.size() > 1 ? run.text_of(input.arguments[1]) : "*";
  const std::string_view text = run.text_of(input.value);
  const std::size_t count = character_count(text);
  const std::size_t shown = std::min(static_cast<std::size_t>(asked), count / 3);
  TextBuilder out = run.text_builder();
  for (std::size_t i = shown; i < count && !out.over_limit(); ++i) out.append(cover);
  out.append(text.substr(text.size() - bytes_of_last(text, shown)));
  return run.finish(out);
}

Cell redact(Run& run, const FilterInput& input) {
  if (input.value.is_null()) return {};
  const std::string_view text = run.text_of(input.value);
  const Redactor& redactor = run.context.redactor ? *run.context.redactor : plain_redactor();
  std::array<std::string_view, 4> kinds;
  const std::size_t count = input.arguments.size();
  for (std::size_t i = 0; i < count; ++i) {
    kinds[i] = run.text_of(input.arguments[i]);
    if (!redactor.knows(kinds[i])) return run.fail("redact: unknown kind"), Cell();
  }
  run.charge(text.size());
  const std::string_view clean = redactor.redact(text, {kinds.data(), count}, run.arena);
  if (clean.size() > run.context.limits.output_bytes) run.fail_limit("output_bytes");
  return Run::text(clean);
}

// The same input gives the same token, per purpose; without the key nobody can tell what it stands for.
Cell token(Run& run, const FilterInput& input) {
  if (is_blank(input.value)) return {};
  if (!run.context.token_key) return run.fail("token: there is no key for tokens here"), Cell();
  std::string purpose = "token";
  if (!input.arguments.empty()) purpose += ":" + std::string(run.text_of(input.arguments[0]));
  const std::string_view text = run.text_of(input.value);
  run.charge(text.size());
  const model::KeyedHash hash = model::keyed_hash(*run.context.token_key, purpose, text);
  return Value::string(run.arena.copy(hash.text()));
}

}  // namespace hub::mapping::liquid::filters
