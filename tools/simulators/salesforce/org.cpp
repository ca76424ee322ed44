#include "tools/simulators/salesforce/org.hpp"

#include <algorithm>

#include "tools/simulators/salesforce/normalise.hpp"

namespace hub::simulators::salesforce {

using model::Value;

namespace {

constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string new_id15(const ObjectDef& object, std::uint64_t number) {
  std::string digits(9, '0');
  for (std::size_t i = digits.size(); i-- > 0 && number > 0; number /= 62) digits[i] = kDigits[number % 62];
  return object.key_prefix + "Hb0" + digits;
}

std::string key_of(const ObjectDef& object, const FieldDef& field, std::string_view value) {
  std::string key = object.name + '\0' + field.name + '\0' + std::string(value);
  if (!field.case_sensitive) {
    for (char& c : key) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return key;
}

const std::string* text_of(const FieldValue& value) {
  return std::get_if<std::string>(&value);
}

ApiError no_such_column(const ObjectDef& object, std::string_view name) {
  return {
      "INVALID_FIELD", "No such column '" + std::string(name) + "' on sobject of type " + object.name, {}};
}

// Whether a case is closed follows from its status, and nobody writes it.
void derive(const ObjectDef& object, std::vector<FieldValue>& values) {
  const int status = object.find("Status"), is_closed = object.find("IsClosed");
  if (status < 0 || is_closed < 0) return;
  const std::string* word = text_of(values[static_cast<std::size_t>(status)]);
  values[static_cast<std::size_t>(is_closed)] = word && *word == "Closed";
}

std::optional<ApiError> check_required(const ObjectDef& object, const std::vector<FieldValue>& values) {
  ApiError error{"REQUIRED_FIELD_MISSING", "", {}};
  std::string names;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FieldDef& field = object.fields[i];
    if (field.nillable || field.defaulted || !field.createable || values[i].index() != 0) continue;
    names += (names.empty() ? "" : ", ") + field.name;
    error.fields.push_back(field.name);
  }
  if (error.fields.empty()) return std::nullopt;
  error.message = "Required fields are missing: [" + names + "]";
  return error;
}

}  // namespace

std::string id18(std::string_view id15) {
  std::string id(id15);
  for (int chunk = 0; chunk < 3; ++chunk) {
    unsigned bits = 0;
    for (int i = 0; i < 5; ++i) {
      const char c = id15[static_cast<std::size_t>(chunk * 5 + i)];
      if (c >= 'A' && c <= 'Z') bits |= 1u << i;
    }
    id += "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[bits];
  }
  return id;
}

void Org::reset() {
  rows_.clear();
  by_id_.clear();
  by_key_.clear();
  schema_.show_all();
}

void Org::remove(Row& row) {
  remember(row, false);
  row.deleted = true;
}

void Org::overwrite(Row& row, int field, FieldValue value) {
  remember(row, false);
  unindex(row);
  row.fields[static_cast<std::size_t>(field)] = std::move(value);
  index(row);
}

void Org::remember(Row& row, bool created) {
  if (open_ > 0) journal_.push_back({&row, created, created ? Row() : row});
}

std::size_t Org::begin() {
  ++open_;
  return journal_.size();
}

// Rows stay where they are, because open cursors point at them.
void Org::roll_back(std::size_t mark) {
  for (; journal_.size() > mark; journal_.pop_back()) {
    Undo& undo = journal_.back();
    unindex(*undo.row);
    if (undo.created) {
      by_id_.erase(undo.row->id.substr(0, 15));
      undo.row->deleted = undo.row->undone = true;
    } else {
      *undo.row = std::move(undo.was);
      index(*undo.row);
    }
  }
}

void Org::end() {
  if (--open_ == 0) journal_.clear();
}

Row* Org::find(std::string_view id, bool deleted_too) {
  if (id.size() != 15 && id.size() != 18) return nullptr;
  const auto found = by_id_.find(std::string(id.substr(0, 15)));
  if (found == by_id_.end() || (found->second->deleted && !deleted_too)) return nullptr;
  return found->second;
}

std::vector<Row*> Org::find_by_key(const ObjectDef& object, int key_field, std::string_view key) {
  std::vector<Row*> rows;
  const auto [first, last] =
      by_key_.equal_range(key_of(object, object.fields[static_cast<std::size_t>(key_field)], key));
  for (auto it = first; it != last; ++it) {
    if (!it->second->deleted) rows.push_back(it->second);
  }
  return rows;
}

void Org::index(Row& row) {
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const FieldDef& field = row.object->fields[i];
    if (!field.is_indexed()) continue;
    if (const std::string* text = text_of(row.fields[i]))
      by_key_.emplace(key_of(*row.object, field, *text), &row);
  }
}

void Org::unindex(const Row& row) {
  for (std::size_t i = 0; i < row.fields.size(); ++i) {
    const FieldDef& field = row.object->fields[i];
    const std::string* text = field.is_indexed() ? text_of(row.fields[i]) : nullptr;
    if (!text) continue;
    const auto [first, last] = by_key_.equal_range(key_of(*row.object, field, *text));
    const auto found = std::find_if(first, last, [&](const auto& entry) { return entry.second == &row; });
    if (found != last) by_key_.erase(found);
  }
}

std::optional<ApiError> Org::check_reference(const FieldDef& field, std::string_view id) {
  if (id.size() != 15 && id.size() != 18) {
    return ApiError{
        "MALFORMED_ID", field.label + ": id value of incorrect type: " + std::string(id), {field.name}};
  }
  const Row* row = find(id);
  if (!row && id.substr(0, 15) == std::string_view(run_as_user_).substr(0, 15)) return std::nullopt;
  if (!row || std::ranges::find(field.refers_to, row->object->name) == field.refers_to.end()) {
    return ApiError{"INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", {field.name}};
  }
  return std::nullopt;
}

// A child names its parent by the parent's own external id: {"Case__r": {"Hub_Key__c": "k1"}}.
std::optional<ApiError> Org::assign_parent(const ObjectDef& object, std::vector<FieldValue>& values,
                                           int field, const Value& parent) {
  const FieldDef& link = object.fields[static_cast<std::size_t>(field)];
  if (parent.is_null()) {
    values[static_cast<std::size_t>(field)] = FieldValue();
    return std::nullopt;
  }
  if (!parent.is_object()) return ApiError{"JSON_PARSER_ERROR", "a relationship needs an object", {}};
  for (const std::string& name : link.refers_to) {
    const ObjectDef* target = schema_.find(name);
    for (const model::Member& member : parent.as_object()) {
      if (!target || member.name == "attributes" || !member.value.is_string()) continue;
      const int key = target->find(member.name);
      if (key < 0 || !target->fields[static_cast<std::size_t>(key)].is_key())
        return no_such_column(*target, member.name);
      const auto rows = find_by_key(*target, key, member.value.as_string());
      if (rows.empty()) {
        return ApiError{"INVALID_FIELD",
                        "Foreign key external ID: " + std::string(member.value.as_string()) +
                            " not found for field " + std::string(member.name) + " in entity " + target->name,
                        {}};
      }
      values[static_cast<std::size_t>(field)] = rows.front()->id;
      return std::nullopt;
    }
  }
  return ApiError{"INVALID_FIELD", "the relationship names no external id", {link.relationship}};
}

std::optional<ApiError> Org::assign(const ObjectDef& object, std::vector<FieldValue>& values,
                                    std::string_view name, const Value& value, bool creating) {
  if (name == "attributes") return std::nullopt;
  if (const int link = object.find_relationship(name); link >= 0 && value.is_object()) {
    return assign_parent(object, values, link, value);
  }
  const int index = object.find(name);
  if (index < 0) return no_such_column(object, name);
  const FieldDef& field = object.fields[static_cast<std::size_t>(index)];
  if (creating ? !field.createable : !field.updateable) {
    return ApiError{
        "INVALID_FIELD_FOR_INSERT_UPDATE",
        "Unable to create/update fields: " + field.name +
            ". Please check the security settings of this field and verify that it is read/write for "
            "your profile or permission set.",
        {field.name}};
  }
  auto normalised = normalise(object, field, value);
  if (auto* error = std::get_if<ApiError>(&normalised)) return std::move(*error);
  auto& normal = std::get<FieldValue>(normalised);
  if (field.type == "reference" && text_of(normal)) {
    if (auto error = check_reference(field, *text_of(normal))) return error;
    if (text_of(normal)->size() == 15) normal = id18(*text_of(normal));
  }
  values[static_cast<std::size_t>(index)] = std::move(normal);
  return std::nullopt;
}

std::optional<ApiError> Org::check_unique(const ObjectDef& object, const std::vector<FieldValue>& values,
                                          const Row* self) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string* text = text_of(values[i]);
    if (!object.fields[i].unique || !text) continue;
    for (const Row* other : find_by_key(object, static_cast<int>(i), *text)) {
      if (other == self) continue;
      return ApiError{"DUPLICATE_VALUE",
                      "duplicate value found: " + object.fields[i].name +
                          " duplicates value on record with id: " + other->id,
                      {object.fields[i].name}};
    }
  }
  return std::nullopt;
}

void Org::fill_defaults(const ObjectDef& object, std::vector<FieldValue>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    const FieldDef& field = object.fields[i];
    if (values[i].index() != 0) continue;
    if (field.name == "OwnerId") {
      values[i] = run_as_user_;
    } else if (field.auto_number) {
      std::string digits = std::to_string(++last_case_number_);
      values[i] = std::string(8 - std::min<std::size_t>(8, digits.size()), '0') + digits;
    } else if (!field.default_value.empty()) {
      values[i] = field.default_value;
    } else if (field.type == "boolean") {
      values[i] = false;
    }
  }
}

std::variant<Row*, ApiError> Org::create(const ObjectDef& object, const Value& fields) {
  std::vector<FieldValue> values(object.fields.size());
  for (const model::Member& member : fields.as_object()) {
    if (auto error = assign(object, values, member.name, member.value, true)) return std::move(*error);
  }
  if (auto error = check_required(object, values)) return std::move(*error);
  if (auto error = check_unique(object, values, nullptr)) return std::move(*error);
  fill_defaults(object, values);
  derive(object, values);
  Row& row = rows_[object.name].emplace_back();
  row.object = &object;
  row.id = id18(new_id15(object, ++last_number_));
  row.fields = std::move(values);
  row.created = row.modified = clock_.wall_now();
  row.writes = 1;
  remember(row, true);
  by_id_[row.id.substr(0, 15)] = &row;
  index(row);
  return &row;
}

std::optional<ApiError> Org::update(Row& row, const Value& fields) {
  std::vector<FieldValue> values = row.fields;
  for (const model::Member& member : fields.as_object()) {
    if (same_name(member.name, "Id")) continue;
    if (auto error = assign(*row.object, values, member.name, member.value, false)) return error;
  }
  if (auto error = check_required(*row.object, values)) return error;
  if (auto error = check_unique(*row.object, values, &row)) return error;
  derive(*row.object, values);
  remember(row, false);
  unindex(row);
  row.before = std::exchange(row.fields, std::move(values));
  row.modified = clock_.wall_now();
  ++row.writes;
  index(row);
  return std::nullopt;
}

std::variant<Row*, ApiError> Org::upsert(const ObjectDef& object, int key_field, std::string_view key,
                                         const Value& fields, bool& created) {
  const auto rows = find_by_key(object, key_field, key);
  created = rows.empty();
  if (rows.size() > 1) {
    return ApiError{"MULTIPLE_CHOICES", "the external id matches more than one record", {}, 300};
  }
  if (!rows.empty()) {
    if (auto error = update(*rows.front(), fields)) return std::move(*error);
    return rows.front();
  }
  return create(object, fields);
}

}  // namespace hub::simulators::salesforce
