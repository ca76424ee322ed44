#include "tools/simulators/salesforce/soql.hpp"

#include <algorithm>

namespace hub::simulators::salesforce {

namespace {

std::optional<FieldValue> system_field(const Row& row, std::string_view name) {
  if (same_name(name, "Id")) return FieldValue(row.id);
  if (same_name(name, "IsDeleted")) return FieldValue(row.deleted);
  return std::nullopt;
}

// Texts are the same in any case, but for ids and keys that say otherwise.
bool has_case(const Row& row, std::string_view path) {
  const int index = row.object->find(path);
  if (index < 0) return true;
  const FieldDef& field = row.object->fields[static_cast<std::size_t>(index)];
  return field.case_sensitive || field.type == "id" || field.type == "reference";
}

bool equal(const FieldValue& a, const FieldValue& b, bool with_case) {
  const auto* x = std::get_if<std::string>(&a);
  const auto* y = std::get_if<std::string>(&b);
  if (x && y) {
    const bool are_ids = (x->size() == 18 && y->size() == 15) || (x->size() == 15 && y->size() == 18);
    if (are_ids) return x->substr(0, 15) == y->substr(0, 15);
    return with_case ? *x == *y : same_name(*x, *y);
  }
  return a == b;
}

// "%" stands for anything.
bool is_like(std::string_view text, std::string_view pattern) {
  if (pattern.empty()) return text.empty();
  if (pattern.front() == '%') {
    for (std::size_t skip = 0; skip <= text.size(); ++skip) {
      if (is_like(text.substr(skip), pattern.substr(1))) return true;
    }
    return false;
  }
  return !text.empty() && same_name(text.substr(0, 1), pattern.substr(0, 1)) &&
         is_like(text.substr(1), pattern.substr(1));
}

bool compares(const FieldValue& value, const std::string& op, const FieldValue& with, bool with_case) {
  if (op == "=") return equal(value, with, with_case);
  if (op == "!=") return !equal(value, with, with_case);
  if (op == "like") {
    const auto* text = std::get_if<std::string>(&value);
    const auto* pattern = std::get_if<std::string>(&with);
    return text && pattern && is_like(*text, *pattern);
  }
  if (value.index() != with.index() || value.index() == 0) return false;
  if (op == "<") return value < with;
  if (op == ">") return value > with;
  return op == "<=" ? value <= with : value >= with;
}

bool matches(const Condition& condition, const Row& row, Org& org) {
  switch (condition.kind) {
    case Condition::Kind::compare:
      return compares(*field_of(row, condition.field, org), condition.op, condition.values.front(),
                      has_case(row, condition.field));
    case Condition::Kind::in: {
      const FieldValue value = *field_of(row, condition.field, org);
      const bool with_case = has_case(row, condition.field);
      return std::ranges::any_of(condition.values,
                                 [&](const FieldValue& one) { return equal(value, one, with_case); });
    }
    case Condition::Kind::all_of:
      return std::ranges::all_of(condition.parts,
                                 [&](const Condition& part) { return matches(part, row, org); });
    case Condition::Kind::any_of:
      return std::ranges::any_of(condition.parts,
                                 [&](const Condition& part) { return matches(part, row, org); });
    case Condition::Kind::negated:
      return !matches(condition.parts.front(), row, org);
  }
  return false;
}

void collect_fields(const Condition& condition, std::vector<std::string>& fields) {
  if (!condition.field.empty()) fields.push_back(condition.field);
  for (const Condition& part : condition.parts) collect_fields(part, fields);
}

bool knows(const ObjectDef& object, std::string_view path, Org& org) {
  const std::size_t dot = path.find('.');
  if (dot == std::string_view::npos) return object.find(path) >= 0;
  const int link = object.find_relationship(path.substr(0, dot));
  if (link < 0) return false;
  const auto& targets = object.fields[static_cast<std::size_t>(link)].refers_to;
  return std::ranges::any_of(targets, [&](const std::string& name) {
    const ObjectDef* target = org.schema().find(name);
    return target && knows(*target, path.substr(dot + 1), org);
  });
}

// WHERE key IN (...) on a key field needs no scan: that is what external ids are indexed for.
std::optional<std::vector<Row*>> by_index(const Query& query, const ObjectDef& object, Org& org) {
  if (!query.where) return std::nullopt;
  const Condition& where = *query.where;
  const bool is_lookup =
      where.kind == Condition::Kind::in || (where.kind == Condition::Kind::compare && where.op == "=");
  const int field = is_lookup ? object.find(where.field) : -1;
  if (field < 0 || !object.fields[static_cast<std::size_t>(field)].external_id) return std::nullopt;
  std::vector<Row*> rows;
  for (const FieldValue& value : where.values) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return std::nullopt;
    for (Row* row : org.find_by_key(object, field, *text)) {
      if (std::ranges::find(rows, row) == rows.end()) rows.push_back(row);
    }
  }
  return rows;
}

}  // namespace

std::optional<FieldValue> field_of(const Row& row, std::string_view path, Org& org) {
  if (const std::size_t dot = path.find('.'); dot != std::string_view::npos) {
    const int link = row.object->find_relationship(path.substr(0, dot));
    if (link < 0) return std::nullopt;
    const auto* id = std::get_if<std::string>(&row.fields[static_cast<std::size_t>(link)]);
    const Row* parent = id ? org.find(*id) : nullptr;
    return parent ? field_of(*parent, path.substr(dot + 1), org) : FieldValue();
  }
  if (auto system = system_field(row, path)) return system;
  const int field = row.object->find(path);
  if (field < 0) return std::nullopt;
  return row.fields[static_cast<std::size_t>(field)];
}

std::variant<std::vector<Row*>, ApiError> run_query(const Query& query, Org& org, bool deleted_too) {
  const ObjectDef* object = org.schema().find(query.object);
  if (!object) {
    return ApiError{"INVALID_TYPE", "sObject type '" + query.object + "' is not supported.", {}};
  }
  std::vector<std::string> used = query.fields;
  if (query.where) collect_fields(*query.where, used);
  if (!query.order_by.empty()) used.push_back(query.order_by);
  for (const std::string& field : used) {
    if (!knows(*object, field, org)) {
      return ApiError{
          "INVALID_FIELD", "No such column '" + field + "' on entity '" + object->name + "'.", {}};
    }
  }
  std::vector<Row*> rows;
  if (auto indexed = deleted_too ? std::nullopt : by_index(query, *object, org)) {
    rows = std::move(*indexed);
  } else {
    for (Row& row : org.rows_of(*object)) {
      if (!row.undone && (deleted_too || !row.deleted) && (!query.where || matches(*query.where, row, org)))
        rows.push_back(&row);
    }
  }
  if (!query.order_by.empty()) {
    std::ranges::stable_sort(rows, [&](Row* a, Row* b) {
      const auto x = *field_of(*a, query.order_by, org), y = *field_of(*b, query.order_by, org);
      return query.descending ? y < x : x < y;
    });
  }
  if (query.limit && rows.size() > *query.limit) rows.resize(*query.limit);
  return rows;
}

}  // namespace hub::simulators::salesforce
