#include "tools/simulators/salesforce/soql.hpp"

#include <algorithm>
#include <unordered_set>

namespace hub::simulators::salesforce {

namespace {

std::optional<FieldValue> system_field(const Row& row, std::string_view name) {
  if (same_name(name, "Id")) return FieldValue(row.id);
  if (same_name(name, "IsDeleted")) return FieldValue(row.deleted);
  return std::nullopt;
}

// Texts compare without case, as queries do, unless the field is said to keep it.
bool equal(const FieldValue& a, const FieldValue& b, bool case_sensitive) {
  const auto* x = std::get_if<std::string>(&a);
  const auto* y = std::get_if<std::string>(&b);
  if (x && y) {
    const bool are_ids = (x->size() == 18 && y->size() == 15) || (x->size() == 15 && y->size() == 18);
    if (are_ids && x->substr(0, 15) == y->substr(0, 15)) return true;
    return case_sensitive ? *x == *y : same_name(*x, *y);
  }
  return a == b;
}

bool is_case_sensitive(const ObjectDef& object, std::string_view name) {
  const int field = object.find(name);
  if (field < 0) return false;
  const FieldDef& def = object.fields[static_cast<std::size_t>(field)];
  return def.case_sensitive || def.type == "id" || def.type == "reference";
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

bool orders(const FieldValue& value, const std::string& op, const FieldValue& with) {
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

bool compares(const Condition& condition, const Row& row, Org& org) {
  const FieldValue value = *field_of(row, condition.field, org);
  if (condition.kind == Condition::Kind::compare && condition.op != "=" && condition.op != "!=")
    return orders(value, condition.op, condition.values.front());
  const bool case_sensitive = is_case_sensitive(*row.object, condition.field);
  const bool found = std::ranges::any_of(
      condition.values, [&](const FieldValue& one) { return equal(value, one, case_sensitive); });
  return found == (condition.op != "!=");
}

bool matches(const Condition& condition, const Row& row, Org& org) {
  switch (condition.kind) {
    case Condition::Kind::compare:
    case Condition::Kind::in:
      return compares(condition, row, org);
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

using Candidates = std::optional<std::vector<Row*>>;

Candidates by_value(const Condition& condition, const ObjectDef& object, Org& org) {
  const bool is_id = same_name(condition.field, "Id");
  const int field = is_id ? -1 : object.find(condition.field);
  const bool is_lookup = condition.kind == Condition::Kind::in || condition.op == "=";
  if (!is_lookup || (!is_id && (field < 0 || !object.fields[static_cast<std::size_t>(field)].is_indexed())))
    return std::nullopt;
  std::vector<Row*> rows;
  for (const FieldValue& value : condition.values) {
    const auto* text = std::get_if<std::string>(&value);
    if (!text) return std::nullopt;
    if (Row* row = is_id ? org.find(*text) : nullptr; row && row->object == &object) rows.push_back(row);
    if (is_id) continue;
    for (Row* row : org.find_by_key(object, field, *text)) rows.push_back(row);
  }
  return rows;
}

// Rows among which every match is; nothing when only a scan can tell. Keys, ids and addresses are indexed:
// clients look thousands of them up.
Candidates candidates(const Condition& condition, const ObjectDef& object, Org& org) {
  switch (condition.kind) {
    case Condition::Kind::compare:
    case Condition::Kind::in:
      return by_value(condition, object, org);
    case Condition::Kind::all_of:
      for (const Condition& part : condition.parts) {
        if (auto rows = candidates(part, object, org)) return rows;
      }
      return std::nullopt;
    case Condition::Kind::any_of: {
      std::vector<Row*> all;
      for (const Condition& part : condition.parts) {
        const auto rows = candidates(part, object, org);
        if (!rows) return std::nullopt;
        all.insert(all.end(), rows->begin(), rows->end());
      }
      return all;
    }
    case Condition::Kind::negated:
      return std::nullopt;
  }
  return std::nullopt;
}

// In the order of the conditions, each once.
std::vector<Row*> filtered(const std::vector<Row*>& among, const Condition& where, Org& org) {
  std::vector<Row*> rows;
  std::unordered_set<const Row*> seen;
  for (Row* row : among) {
    if (seen.insert(row).second && matches(where, *row, org)) rows.push_back(row);
  }
  return rows;
}

std::vector<Row*> scanned(const Query& query, const ObjectDef& object, Org& org, bool deleted_too) {
  std::vector<Row*> rows;
  for (Row& row : org.rows_of(object)) {
    if (row.undone || row.is_purged || (row.deleted && !deleted_too)) continue;
    if (!query.where || matches(*query.where, row, org)) rows.push_back(&row);
  }
  return rows;
}

std::optional<ApiError> check_fields(const Query& query, const ObjectDef& object, Org& org) {
  std::vector<std::string> compared;
  if (query.where) collect_fields(*query.where, compared);
  if (!query.order_by.empty()) compared.push_back(query.order_by);
  std::vector<std::string> used = query.fields;
  used.insert(used.end(), compared.begin(), compared.end());
  for (const std::string& field : used) {
    if (!knows(object, field, org)) {
      return ApiError{"INVALID_FIELD", "No such column '" + field + "' on entity '" + object.name + "'.", {}};
    }
  }
  for (const std::string& name : compared) {
    const int field = object.find(name);
    if (field >= 0 && !object.fields[static_cast<std::size_t>(field)].is_filterable()) {
      return ApiError{"INVALID_FIELD", "field '" + name + "' can not be filtered in a query call", {}};
    }
  }
  return std::nullopt;
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
  if (auto error = check_fields(query, *object, org)) return std::move(*error);
  const auto among = query.where && !deleted_too ? candidates(*query.where, *object, org) : std::nullopt;
  std::vector<Row*> rows =
      among ? filtered(*among, *query.where, org) : scanned(query, *object, org, deleted_too);
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
