#include "core/mapping/case_classes.hpp"

#include <algorithm>
#include <array>

#include "core/base/timestamp.hpp"
#include "core/base/words.hpp"
#include "core/mapping/class_tree.hpp"

namespace hub::mapping {

namespace {

constexpr std::array<std::string_view, 9> kTypes = {"text",  "integer", "number", "boolean",    "time",
                                                    "email", "phone",   "name",   "customer_no"};
constexpr std::string_view kAnswers = "prechat.";
constexpr std::size_t kDigitsMax = 18;

// Digits, perhaps with a sign in front and one point among them.
bool is_written_number(std::string_view text, bool may_have_point) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const bool has_point = std::ranges::count(text, '.') == 1 && !text.starts_with('.') && !text.ends_with('.');
  const auto is_fitting = [&](char c) {
    return (c >= '0' && c <= '9') || (c == '.' && may_have_point && has_point);
  };
  return !text.empty() && text.size() <= kDigitsMax && std::ranges::all_of(text, is_fitting);
}

}  // namespace

std::string_view to_string(DeclaredType type) {
  return kTypes[static_cast<std::size_t>(type)];
}

std::optional<DeclaredType> parse_declared_type(std::string_view word) {
  return parse_word<DeclaredType>(kTypes, word);
}

model::DataClass usual_class(DeclaredType type) {
  return type >= DeclaredType::email ? model::DataClass::direct : model::DataClass::free_text;
}

std::string_view answer_key(const DeclaredField& field) {
  const std::string_view path = field.path;
  return path.starts_with(kAnswers) ? path.substr(kAnswers.size()) : std::string_view();
}

bool has_type(const model::Value& value, DeclaredType type) {
  const std::string_view text = value.is_string() ? value.as_string() : std::string_view();
  switch (type) {
    case DeclaredType::integer:
      return value.is_integer() || is_written_number(text, false);
    case DeclaredType::number:
      return value.is_integer() || value.is_number() || is_written_number(text, true);
    case DeclaredType::boolean:
      return value.is_boolean() || text == "true" || text == "false";
    case DeclaredType::time:
      return parse_timestamp(text).has_value();
    default:
      return value.is_string();
  }
}

CaseClasses::CaseClasses(std::vector<DeclaredField> declared)
    : declared_(std::move(declared)),
      has_secrets_(std::ranges::any_of(declared_, &DeclaredField::is_secret)),
      tree_(std::make_unique<ClassTree>(class_tree_with(declared_))) {}

CaseClasses::~CaseClasses() = default;

const CaseClasses& CaseClasses::usual() {
  static const CaseClasses classes({});
  return classes;
}

}  // namespace hub::mapping
