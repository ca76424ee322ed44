#include "core/policy/terms.hpp"

#include <algorithm>

#include "core/model/json.hpp"

namespace hub::policy {
namespace {

constexpr std::array kClasses = {model::DataClass::none, model::DataClass::pseudonymous,
                                 model::DataClass::direct, model::DataClass::free_text};

const Grant* first_for(const std::vector<Grant>& grants, model::DataClass data_class, WallTime at) {
  const auto found = std::ranges::find_if(grants, [&](const Grant& grant) {
    return (grant.classes & bit_of(data_class)) != 0 && at < grant.ends;
  });
  return found == grants.end() ? nullptr : &*found;
}

void write_grant(const Grant& grant, Buffer& out) {
  out.push_back('{');
  model::write_json_member("rule", grant.rule, out);
  out.append(",\"classes\":" + std::to_string(grant.classes));
  if (grant.ends != WallTime::max())
    out.append(",\"ends\":" + std::to_string(grant.ends.time_since_epoch().count()));
  out.push_back('}');
}

std::optional<std::int64_t> integer_at(const model::Value& object, std::string_view name) {
  const model::Value* value = object.find(name);
  if (value == nullptr || !value->is_integer()) return std::nullopt;
  return value->as_integer();
}

std::optional<Grant> read_grant(const model::Value& value) {
  const auto classes = integer_at(value, "classes");
  if (!classes || *classes < 0 || *classes > kAllClasses) return std::nullopt;
  Grant grant{std::string(value.text_at("rule")), static_cast<ClassBits>(*classes)};
  if (const auto ends = integer_at(value, "ends")) grant.ends = WallTime(milliseconds(*ends));
  return grant;
}

}  // namespace

void Terms::grant(Operation operation, Grant grant) {
  grants_[static_cast<std::size_t>(operation)].push_back(std::move(grant));
}

Limit Terms::limit(Operation operation, WallTime at) const {
  const auto& grants = grants_[static_cast<std::size_t>(operation)];
  Limit limit;
  for (const model::DataClass data_class : kClasses) {
    if (first_for(grants, data_class, at) == nullptr) break;
    limit = data_class;
  }
  return limit;
}

Limit Terms::delivery_limit(WallTime at) const {
  return least(limit(Operation::process, at), target_limit(at));
}

std::string_view Terms::rule_for(Operation operation, model::DataClass data_class, WallTime at) const {
  const Grant* grant = first_for(grants_[static_cast<std::size_t>(operation)], data_class, at);
  return grant != nullptr ? std::string_view(grant->rule) : std::string_view();
}

std::vector<std::string> Terms::rules(Operation operation, model::DataClass up_to, WallTime at) const {
  std::vector<std::string> ids;
  for (const model::DataClass data_class : kClasses) {
    if (data_class > up_to) break;
    const std::string_view rule = rule_for(operation, data_class, at);
    if (!rule.empty() && std::ranges::count(ids, rule) == 0) ids.emplace_back(rule);
  }
  return ids;
}

std::string Terms::text() const {
  Buffer out;
  out.push_back('{');
  model::write_json_member("max_class", model::to_string(max_class_), out);
  for (std::size_t i = 0; i < kOperations; ++i) {
    if (grants_[i].empty()) continue;
    out.push_back(',');
    model::write_json_string(to_string(static_cast<Operation>(i)), out);
    out.append(":[");
    for (const Grant& grant : grants_[i]) {
      if (&grant != &grants_[i].front()) out.push_back(',');
      write_grant(grant, out);
    }
    out.push_back(']');
  }
  out.push_back('}');
  return std::string(out.view());
}

Result<std::shared_ptr<const Terms>> Terms::parse(std::string_view text) {
  const Error malformed = invalid_error("malformed_terms", "the store holds terms that cannot be read");
  model::Arena arena;
  model::JsonParser parser;
  const auto whole = parser.parse(text, arena);
  if (!whole.ok() || !whole->is_object()) return malformed;
  const auto max_class = model::parse_data_class(whole->text_at("max_class"));
  if (!max_class) return malformed;
  auto terms = std::make_shared<Terms>();
  terms->cap(*max_class);
  for (std::size_t i = 0; i < kOperations; ++i) {
    const auto operation = static_cast<Operation>(i);
    const model::Value* list = whole->find(to_string(operation));
    if (list == nullptr) continue;
    if (!list->is_array()) return malformed;
    for (const model::Value& item : list->as_array()) {
      auto grant = read_grant(item);
      if (!grant) return malformed;
      terms->grant(operation, std::move(*grant));
    }
  }
  return std::shared_ptr<const Terms>(std::move(terms));
}

void TermsHistory::add(WallTime from, std::shared_ptr<const Terms> terms) {
  terms_.push_back({from, std::move(terms)});
}

// Accepted in the same millisecond counts as before.
const Terms& TermsHistory::when(WallTime accepted) const {
  auto since = terms_.end() - 1;
  while (since != terms_.begin() && since->from >= accepted) --since;
  return *since->terms;
}

const Terms& TermsHistory::strictest(WallTime accepted, WallTime at) const {
  auto since = terms_.end() - 1;
  const Terms* least_of_all = since->terms.get();
  while (since != terms_.begin() && since->from >= accepted) {
    --since;
    if (since->terms->delivery_limit(at) < least_of_all->delivery_limit(at))
      least_of_all = since->terms.get();
  }
  return *least_of_all;
}

}  // namespace hub::policy
