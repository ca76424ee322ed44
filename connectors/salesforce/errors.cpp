#include "connectors/salesforce/errors.hpp"

#include <algorithm>
#include <array>

#include "connectors/salesforce/types.hpp"

namespace hub::connectors::salesforce {

namespace {

using std::chrono::seconds;

struct Rule {
  std::string_view code;
  ErrorKind kind;
  std::string_view advice;
  seconds wait{0};
};

constexpr auto kTransient = ErrorKind::transient;
constexpr auto kInvalid = ErrorKind::invalid;
constexpr auto kUnknown = ErrorKind::unknown;
constexpr auto kLimited = ErrorKind::rate_limited;
constexpr auto kAuth = ErrorKind::auth;

constexpr std::array kRules = std::to_array<Rule>({
    {"UNABLE_TO_LOCK_ROW", kTransient, "somebody else is changing the record"},
    {"SERVER_UNAVAILABLE", kUnknown, "Salesforce is not available"},
    {"UNKNOWN_EXCEPTION", kUnknown, "Salesforce failed without saying how"},
    {"REQUEST_LIMIT_EXCEEDED", kLimited, "the org has used up its API calls", seconds(15 * 60)},
    {"STORAGE_LIMIT_EXCEEDED", kLimited, "the org has no storage left: free some or buy more",
     seconds(60 * 60)},
    {"QUERY_TIMEOUT", kTransient, "the query took too long"},
    {"REQUEST_RUNNING_TOO_LONG", kUnknown, "the request took too long"},
    {"DUPLICATE_VALUE", kInvalid, "another record has this value in a unique field"},
    {"ALL_OR_NONE_OPERATION_ROLLED_BACK", kTransient, "rolled back because a neighbour failed"},
    {"PROCESSING_HALTED", kTransient, "rolled back because a neighbour failed"},
    {"BATCH_PROCESSING_HALTED", kTransient, "rolled back because a neighbour failed"},
    {"INVALID_SESSION_ID", kAuth, "the session was refused: check the app and its run-as user"},
    {"API_DISABLED_FOR_ORG", kAuth, "the org has no API access: it needs another edition or the add-on"},
    {"API_CURRENTLY_DISABLED", kAuth, "the API is switched off for this user: give it 'API Enabled'"},
    {"STRING_TOO_LONG", kInvalid,
     "the text is longer than the field: split, attach or truncate it in the mapping"},
    {"REQUIRED_FIELD_MISSING", kInvalid, "the object requires the field: add it to the mapping"},
    {"INVALID_FIELD", kInvalid, "the field is missing or the run-as user has no permission for it"},
    {"INVALID_FIELD_FOR_INSERT_UPDATE", kInvalid,
     "the field cannot be written: missing permission, read-only, or fixed after creation"},
    {"INVALID_TYPE", kInvalid, "the object is missing or the run-as user has no permission for it"},
    {"INVALID_TYPE_ON_FIELD_IN_RECORD", kInvalid, "the value has the wrong type for the field"},
    {"JSON_PARSER_ERROR", kInvalid, "a value has the wrong type or form for its field"},
    {"MALFORMED_ID", kInvalid, "the value is no Salesforce id"},
    {"INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", kInvalid,
     "the value is not in the picklist: add it or map it"},
    {"FIELD_CUSTOM_VALIDATION_EXCEPTION", kInvalid, "a validation rule of the org refuses the record"},
    {"CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", kInvalid, "a trigger or flow of the org failed"},
    {"DUPLICATES_DETECTED", kInvalid,
     "a duplicate rule of the org refuses the record: change the rule or set allow_duplicates"},
    {"INSUFFICIENT_ACCESS_OR_READONLY", kInvalid, "the run-as user may not write this record"},
    {"INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", kInvalid,
     "the run-as user may not use a record this one refers to"},
    {"INVALID_CROSS_REFERENCE_KEY", kInvalid, "a record this one refers to is missing"},
    {"ENTITY_IS_DELETED", kInvalid, "somebody deleted the record: restore it, or discard the delivery"},
    {"NOT_FOUND", kInvalid,
     "the object, key field or record does not exist, or the run-as user may not see it"},
    {"MULTIPLE_CHOICES", kInvalid, "several records have the same key: make the key field unique"},
    {"EXCEEDED_ID_LIMIT", kInvalid, "too many records in one request"},
});

// Where Salesforce puts field names into its text when "fields" is empty. Names of the schema, not values.
struct NamesInText {
  std::string_view code, before, after;
};
constexpr std::array kNamesInText = std::to_array<NamesInText>({
    {"INVALID_FIELD", "No such column '", "'"},
    {"INVALID_FIELD_FOR_INSERT_UPDATE", "fields: ", "."},
    {"REQUIRED_FIELD_MISSING", "[", "]"},
});

const Rule* find_rule(std::string_view code) {
  const auto found = std::ranges::find(kRules, code, &Rule::code);
  return found == kRules.end() ? nullptr : &*found;
}

// Foreign words reach messages only when they look like a name of the schema.
bool is_name(std::string_view word) {
  return !word.empty() && word.size() <= 80 && std::ranges::all_of(word, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  });
}

void add_name(std::string_view name, std::vector<std::string>& names) {
  constexpr std::size_t kNamesMax = 10;
  if (is_name(name) && names.size() < kNamesMax) names.emplace_back(name);
}

std::vector<std::string> names_in_text(std::string_view code, std::string_view text) {
  std::vector<std::string> names;
  for (const NamesInText& place : kNamesInText) {
    const auto start = text.find(place.before);
    if (place.code != code || start == text.npos) continue;
    text.remove_prefix(start + place.before.size());
    text = text.substr(0, text.find(place.after));
    while (!text.empty()) {
      const auto comma = text.find(',');
      add_name(text.substr(0, comma), names);
      text.remove_prefix(comma == text.npos ? text.size() : comma + 1);
      while (text.starts_with(' ')) text.remove_prefix(1);
    }
  }
  return names;
}

struct Refusal {
  std::string_view code;
  std::string_view text;
  std::vector<std::string> fields;

  bool says(std::string_view words) const { return text.find(words) != text.npos; }
  bool names(std::string_view field) const {
    return std::ranges::any_of(fields, [&](const auto& name) { return same_field(name, field); });
  }
};

Refusal read(const model::Value& value) {
  if (value.is_array()) return value.as_array().empty() ? Refusal{} : read(value.as_array().front());
  Refusal refusal;
  refusal.code = value.text_at("statusCode", value.text_at("errorCode"));
  if (!is_name(refusal.code)) refusal.code = "UNRECOGNISED";
  refusal.text = value.text_at("message");
  if (const model::Value* fields = value.find("fields"); fields && fields->is_array()) {
    for (const model::Value& field : fields->as_array()) {
      if (field.is_string()) add_name(field.as_string(), refusal.fields);
    }
  }
  if (refusal.fields.empty()) refusal.fields = names_in_text(refusal.code, refusal.text);
  return refusal;
}

// Two upserts of one new key met: the loser becomes an update when it is sent again. Any other unique field
// is a true conflict.
bool lost_race_for_key(const Refusal& refusal, const model::RecordShape& shape) {
  return refusal.names(shape.key_field) || refusal.says("duplicate value found: " + shape.key_field + ' ') ||
         refusal.says("duplicate value found: <unknown>") || refusal.says("Duplicate external id specified");
}

// The next attempt writes the parent first.
bool parent_is_missing(const Refusal& refusal, const model::RecordShape& shape) {
  if (shape.parent_field.empty()) return false;
  if (refusal.says("Foreign key external ID")) return true;
  return refusal.code == "INVALID_CROSS_REFERENCE_KEY" &&
         (refusal.fields.empty() || refusal.names(shape.parent_field));
}

bool may_pass_later(const Refusal& refusal, const model::RecordShape* shape) {
  if (refusal.code == "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY") return refusal.says("UNABLE_TO_LOCK_ROW");
  if (!shape) return false;
  if (refusal.code == "DUPLICATE_VALUE") return lost_race_for_key(refusal, *shape);
  return parent_is_missing(refusal, *shape);
}

Error describe(std::string_view code, ErrorKind kind, std::string_view advice,
               std::vector<std::string> fields) {
  Error error;
  error.kind = kind;
  error.code = code;
  error.message = "Salesforce answered " + error.code;
  for (std::size_t i = 0; i < fields.size(); ++i) error.message += (i ? ", " : " for ") + fields[i];
  error.message += ": ";
  error.message += advice;
  error.fields = std::move(fields);
  return error;
}

Error classify(Refusal refusal, const model::RecordShape* shape) {
  const Rule* rule = find_rule(refusal.code);
  if (!rule) {
    return describe(refusal.code, kInvalid, "see this code in Salesforce's documentation",
                    std::move(refusal.fields));
  }
  const bool later = may_pass_later(refusal, shape);
  Error error =
      describe(rule->code, later ? kTransient : rule->kind, rule->advice, std::move(refusal.fields));
  error.retry_after = rule->wait;
  if (rule->kind == kLimited && refusal.says("ConcurrentRequests")) {
    error.message = "Salesforce answered REQUEST_LIMIT_EXCEEDED: too many long requests at once";
    error.retry_after = seconds(30);
  }
  return error;
}

}  // namespace

Error classify_refusal(const model::Value& refusal, const model::RecordShape* shape) {
  return classify(read(refusal), shape);
}

Error classify_answer(const http::Response& answer, const model::Value* body, http::Effect effect,
                      WallTime now) {
  Refusal refusal = body ? read(*body) : Refusal{};
  // Told to slow down means that nothing was done, whatever the body says.
  constexpr int kTooManyRequests = 429;
  const bool is_clear = answer.status != kTooManyRequests &&
                        (find_rule(refusal.code) || (answer.status == 400 && !refusal.code.empty()));
  Error error = is_clear ? classify(std::move(refusal), nullptr) : http::status_error(answer, effect);
  return http::settle(std::move(error), answer, effect, now);
}

bool is_gone(const Error& error) {
  return error.code == "ENTITY_IS_DELETED" || error.code == "NOT_FOUND" ||
         error.code == "INVALID_CROSS_REFERENCE_KEY";
}

bool is_about_schema(const Error& error) {
  constexpr std::array<std::string_view, 5> kCodes = {"INVALID_FIELD", "INVALID_FIELD_FOR_INSERT_UPDATE",
                                                      "INVALID_TYPE", "NOT_FOUND", "REQUIRED_FIELD_MISSING"};
  return std::ranges::find(kCodes, error.code) != kCodes.end();
}

Error several_records() {
  return invalid_error("MULTIPLE_CHOICES",
                       "Salesforce holds several records of one key: make the key field unique");
}

}  // namespace hub::connectors::salesforce
