#include "core/policy/keep_terms.hpp"

#include <array>
#include <optional>

#include "core/base/words.hpp"
#include "core/model/arena.hpp"
#include "core/model/json.hpp"
#include "core/model/object_writer.hpp"

namespace hub::policy {
namespace {

constexpr std::array<std::string_view, 3> kKept = {"nothing", "metadata", "case"};

void write_term(const KeepTerm& term, Buffer& out) {
  out.push_back('{');
  model::write_json_member("what", to_string(term.what), out);
  out.append(",\"for_ms\":" + std::to_string(term.period.count()) + '}');
}

std::optional<KeepTerm> read_term(const model::Value* value) {
  if (value == nullptr || !value->is_object()) return std::nullopt;
  const auto what = parse_word<Kept>(kKept, value->text_at("what"));
  const model::Value* period = value->find("for_ms");
  if (!what || period == nullptr || !period->is_integer()) return std::nullopt;
  return KeepTerm{*what, milliseconds(period->as_integer())};
}

std::string length_of(milliseconds period) {
  using namespace std::chrono;
  if (period % days(1) == milliseconds(0)) return std::to_string(period / days(1)) + " days";
  if (period % hours(1) == milliseconds(0)) return std::to_string(period / hours(1)) + " hours";
  return std::to_string(duration_cast<seconds>(period).count()) + " seconds";
}

}  // namespace

std::string_view to_string(Kept kept) {
  return kKept[static_cast<std::size_t>(kept)];
}

std::string KeepTerms::text() const {
  Buffer out;
  model::ObjectWriter json(out);
  write_term(otherwise, json.begin("otherwise"));
  Buffer& types = json.begin("by_type");
  model::ObjectWriter each(types);
  for (const auto& [type, term] : by_type) write_term(term, each.begin(type));
  each.finish();
  json.finish();
  return std::string(out.view());
}

Result<KeepTerms> KeepTerms::parse(std::string_view text) {
  const Error malformed = invalid_error("malformed_terms", "the store holds terms that cannot be read");
  model::Arena arena;
  model::JsonParser parser;
  const auto whole = parser.parse(text, arena);
  if (!whole.ok() || !whole->is_object()) return malformed;
  const auto otherwise = read_term(whole->find("otherwise"));
  const model::Value* types = whole->find("by_type");
  if (!otherwise || types == nullptr || !types->is_object()) return malformed;
  KeepTerms terms{*otherwise, {}};
  for (const model::Member& member : types->as_object()) {
    const auto term = read_term(&member.value);
    if (!term) return malformed;
    terms.by_type.emplace(member.name, *term);
  }
  return terms;
}

std::string describe(const KeepTerm& term) {
  if (term.what == Kept::nothing) return "passes through: nothing is stored";
  if (term.period.count() == 0) return "deleted when delivered";
  const std::string what = term.what == Kept::metadata ? "metadata kept for " : "kept whole for ";
  return what + length_of(term.period);
}

}  // namespace hub::policy
