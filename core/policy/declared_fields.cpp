#include "core/policy/declared_fields.hpp"

#include <algorithm>

#include "core/policy/policy_specs.hpp"

namespace hub::policy {
namespace {

using mapping::DeclaredField;

constexpr std::size_t kFieldsMax = 500;
constexpr std::size_t kPathMax = 200;
constexpr std::string_view kCustom = "custom.";

bool is_above(std::string_view above, std::string_view below) {
  return below.size() > above.size() && below.starts_with(above) && below[above.size()] == '.';
}

// An answer's key may be any text; a path below `custom` is names with points between them.
bool is_path(const DeclaredField& field) {
  const std::string_view path = field.path;
  if (path.size() > kPathMax) return false;
  if (!answer_key(field).empty()) return true;
  if (!path.starts_with(kCustom) || path.size() == kCustom.size() || path.ends_with('.')) return false;
  return path.find("..") == path.npos && path.find('[') == path.npos;
}

DeclaredField read_field(const config::Settings& settings, config::Problems& problems) {
  DeclaredField field;
  field.path = settings.text("path");
  field.type = mapping::parse_declared_type(settings.text("type")).value_or(mapping::DeclaredType::text);
  field.data_class = mapping::usual_class(field.type);
  if (settings.has("class")) field.data_class = *model::parse_data_class(settings.text("class"));
  field.is_secret = settings.boolean("secret");
  if (!is_path(field))
    problems.push_back(
        settings.problem("path", "is no field that can be declared", "prechat.KEY or custom.NAME"));
  return field;
}

bool clashes(const DeclaredField& field, const std::vector<DeclaredField>& others) {
  return std::ranges::any_of(others, [&](const DeclaredField& other) {
    const bool is_nested = answer_key(field).empty() && answer_key(other).empty() &&
                           (is_above(field.path, other.path) || is_above(other.path, field.path));
    return field.path == other.path || is_nested;
  });
}

// What a value of the field is taken for at least, and at most, without knowing its key's type in the event.
model::DataClass class_in(const std::vector<DeclaredField>& fields, const std::string& path) {
  const auto found = std::ranges::find(fields, path, &DeclaredField::path);
  return found == fields.end() ? model::DataClass::free_text : found->data_class;
}

bool is_secret_in(const std::vector<DeclaredField>& fields, const std::string& path) {
  const auto found = std::ranges::find(fields, path, &DeclaredField::path);
  return found != fields.end() && found->is_secret;
}

}  // namespace

std::vector<DeclaredField> read_declared_fields(const config::Node& node, config::Problems& problems) {
  std::vector<DeclaredField> fields;
  if (!node.is_list()) {
    problems.push_back(node.problem("`fields` is a list", "- {path: custom.plan, class: none}"));
    return fields;
  }
  if (node.items.size() > kFieldsMax)
    problems.push_back(node.problem("a tenant declares at most 500 fields"));
  for (const config::Node& item : node.items) {
    const std::size_t before = problems.size();
    const config::Settings settings = read_settings(declared_field_spec(), item, problems);
    if (problems.size() != before) continue;
    DeclaredField field = read_field(settings, problems);
    if (clashes(field, fields))
      problems.push_back(
          settings.problem("path", "this field, or one above or below it, is declared already"));
    fields.push_back(std::move(field));
  }
  return fields;
}

bool lowers_a_class(const std::vector<DeclaredField>& before, const std::vector<DeclaredField>& after) {
  const bool is_lower = std::ranges::any_of(
      after, [&](const DeclaredField& field) { return field.data_class < class_in(before, field.path); });
  const bool is_told = std::ranges::any_of(before, [&](const DeclaredField& field) {
    return field.is_secret && !is_secret_in(after, field.path);
  });
  return is_lower || is_told;
}

}  // namespace hub::policy
