#include "tools/simulators/freshdesk/account.hpp"

#include <algorithm>
#include <array>

#include "core/base/ascii.hpp"
#include "core/model/json.hpp"

namespace hub::simulators::freshdesk {

using model::Value;

namespace {

constexpr std::size_t kLineMax = 255;
constexpr std::array<std::string_view, 8> kNumbers = {"status",     "priority",       "source",
                                                      "group_id",   "responder_id",   "product_id",
                                                      "company_id", "email_config_id"};
constexpr std::array<std::string_view, 5> kTexts = {"subject", "type", "due_by", "fr_due_by", "parent_id"};
constexpr std::array<std::string_view, 5> kRequesterKeys = {"requester_id", "email", "phone", "name",
                                                            "unique_external_id"};
constexpr std::array<std::string_view, 6> kContactFields = {"name",   "email",     "phone",
                                                            "mobile", "job_title", "unique_external_id"};

template <class List>
bool is_among(std::string_view name, const List& list) {
  return std::ranges::find(list, name) != list.end();
}

std::string json_of(const Value& value) {
  Buffer json;
  model::write_json(value, json);
  return std::string(json.view());
}

std::string json_text(std::string_view text) {
  return json_of(Value::string(text));
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Refusal invalid_field(std::string_view name) {
  return {400, "invalid_field", std::string(name), "Unexpected/invalid field in request"};
}
Refusal wrong_type(std::string_view name, std::string_view type) {
  return {400, "datatype_mismatch", std::string(name), "Value set is not of type " + std::string(type)};
}
Refusal none_of(std::string_view name, std::string_view values) {
  return {400, "invalid_value", std::string(name),
          "It should be one of these values: '" + std::string(values) + "'"};
}
Refusal too_long(std::string_view name, std::size_t size) {
  return {400, "invalid_value", std::string(name),
          "Has " + std::to_string(size) + " characters, it can have maximum of 255 characters"};
}
Refusal missing(std::string_view name) {
  return {400, "missing_field", std::string(name), "It should be a/an String"};
}

std::optional<Refusal> check_number(std::string_view name, const Value& value) {
  struct Choices {
    std::string_view name, shown;
    std::vector<std::int64_t> values;
  };
  static const std::array<Choices, 3> kChoices = {{{"status", "2,3,4,5", {2, 3, 4, 5}},
                                                   {"priority", "1,2,3,4", {1, 2, 3, 4}},
                                                   {"source", "1,2,3,7,9,10", {1, 2, 3, 7, 9, 10}}}};
  if (value.is_null()) return std::nullopt;
  if (!value.is_integer()) return wrong_type(name, "Integer");
  const auto known = std::ranges::find(kChoices, name, &Choices::name);
  if (known != kChoices.end() && std::ranges::find(known->values, value.as_integer()) == known->values.end())
    return none_of(name, known->shown);
  return std::nullopt;
}

std::optional<Refusal> check_text(std::string_view name, const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (!value.is_string()) return wrong_type(name, "String");
  const std::size_t size = characters(value.as_string());
  if (size > kLineMax) return too_long(name, size);
  if (name == "type" &&
      !is_among(value.as_string(),
                std::array<std::string_view, 4>{"Question", "Incident", "Problem", "Feature Request"}))
    return none_of(name, "Question,Incident,Problem,Feature Request");
  return std::nullopt;
}

std::optional<Refusal> check_custom(std::string_view name, std::string_view type, const Value& value) {
  if (value.is_null()) return std::nullopt;
  if (type == "custom_number")
    return value.is_integer() ? std::nullopt : std::optional(wrong_type(name, "Integer"));
  if (type == "custom_checkbox")
    return value.is_boolean() ? std::nullopt : std::optional(wrong_type(name, "Boolean"));
  if (!value.is_string()) return wrong_type(name, "String");
  const std::size_t size = characters(value.as_string());
  return type == "custom_text" && size > kLineMax ? std::optional(too_long(name, size)) : std::nullopt;
}

std::string html_of(const Value& text) {
  return "<div>" + std::string(text.as_string()) + "</div>";
}

}  // namespace

Account::Account(const Clock& clock)
    : clock_(clock),
      custom_fields_{{"cf_hub_key", "custom_text"},
                     {"cf_hub_case", "custom_text"},
                     {"cf_score", "custom_number"},
                     {"cf_vip", "custom_checkbox"},
                     {"cf_summary", "custom_paragraph"}} {}

std::optional<Refusal> Account::assign_custom(Ticket& ticket, const Value& fields) {
  if (!fields.is_object()) return wrong_type("custom_fields", "key/value pair");
  if (fields.as_object().empty()) return wrong_type("custom_fields", "key/value pair");
  for (const model::Member& member : fields.as_object()) {
    const auto known = custom_fields_.find(member.name);
    if (known == custom_fields_.end() || hidden_.contains(member.name)) return invalid_field(member.name);
    if (auto refusal = check_custom(member.name, known->second, member.value)) return refusal;
    ticket.custom[std::string(member.name)] = json_of(member.value);
  }
  return std::nullopt;
}

// By an id that exists, or by an address or a key: then a contact is made when there is none.
std::optional<Refusal> Account::assign_requester(Ticket& ticket, const Value& body) {
  if (const Value* id = body.find("requester_id")) {
    if (!id->is_integer()) return wrong_type("requester_id", "Integer");
    if (!find_contact(id->as_integer()))
      return Refusal{400, "invalid_value", "requester_id",
                     "There is no contact matching the given requester_id"};
    ticket.requester_id = id->as_integer();
    return std::nullopt;
  }
  for (const std::string_view key : {"email", "unique_external_id", "phone"}) {
    const std::string_view value = body.text_at(key);
    if (value.empty()) continue;
    Contact* contact = find_contact_by(key, value);
    if (!contact) {
      contact = &contacts_.emplace_back();
      contact->id = ++last_id_;
      contact->fields["name"] = json_text(body.text_at("name", value));
      contact->fields[std::string(key)] = json_text(value);
    }
    ticket.requester_id = contact->id;
    return std::nullopt;
  }
  if (ticket.requester_id != 0) return std::nullopt;
  return Refusal{
      400, "missing_field", "requester_id",
      "One of the following fields must be provided: requester_id, phone, email, unique_external_id"};
}

std::optional<Refusal> Account::assign(Ticket& ticket, const Value& body) {
  for (const model::Member& member : body.as_object()) {
    const std::string name(member.name);
    if (is_among(name, kNumbers) || is_among(name, kTexts)) {
      auto refusal =
          is_among(name, kNumbers) ? check_number(name, member.value) : check_text(name, member.value);
      if (refusal) return refusal;
      ticket.fields[name] = json_of(member.value);
    } else if (name == "description") {
      if (!member.value.is_string()) return wrong_type(name, "String");
      ticket.html = html_of(member.value);
    } else if (name == "tags") {
      if (!member.value.is_array()) return wrong_type(name, "Array");
      ticket.tags.clear();
      for (const Value& tag : member.value.as_array())
        ticket.tags.emplace_back(tag.is_string() ? tag.as_string() : "");
    } else if (name == "custom_fields") {
      if (auto refusal = assign_custom(ticket, member.value)) return refusal;
    } else if (!is_among(name, kRequesterKeys) && name != "cc_emails") {
      return invalid_field(name);
    }
  }
  return assign_requester(ticket, body);
}

void Account::touch(Ticket& ticket) {
  ticket.updated = clock_.wall_now();
}

Or<Ticket*> Account::create_ticket(const Value& body, std::vector<File> files) {
  Ticket ticket;
  for (const auto& [name, usual] :
       {std::pair("status", "2"), std::pair("priority", "1"), std::pair("source", "2")})
    ticket.fields[name] = usual;
  if (auto refusal = assign(ticket, body)) return *refusal;
  if (body.text_at("subject").empty()) return missing("subject");
  if (body.text_at("description").empty()) return missing("description");
  ticket.id = ++last_id_;
  ticket.files = std::move(files);
  ticket.created = ticket.updated = clock_.wall_now();
  tickets_.push_back(std::move(ticket));
  return &tickets_.back();
}

std::optional<Refusal> Account::update_ticket(Ticket& ticket, const Value& body) {
  Ticket changed = ticket;
  if (auto refusal = assign(changed, body)) return refusal;
  ticket.fields = std::move(changed.fields);
  ticket.custom = std::move(changed.custom);
  ticket.tags = std::move(changed.tags);
  ticket.html = std::move(changed.html);
  ticket.requester_id = changed.requester_id;
  ticket.was_changed = true;
  touch(ticket);
  return std::nullopt;
}

Or<Conversation*> Account::add_note(Ticket& ticket, const Value& body, std::vector<File> files) {
  const Value* text = body.find("body");
  if (!text || !text->is_string() || text->as_string().empty()) return missing("body");
  for (const model::Member& member : body.as_object())
    if (!is_among(member.name,
                  std::array<std::string_view, 5>{"body", "private", "incoming", "user_id", "notify_emails"}))
      return invalid_field(member.name);
  const Value* flag = body.find("private");
  if (flag && !flag->is_boolean()) return wrong_type("private", "Boolean");
  Conversation& note = ticket.conversations.emplace_back();
  note.id = ++last_id_;
  note.ticket_id = ticket.id;
  note.html = html_of(*text);
  note.is_private = !flag || flag->as_boolean();
  note.files = std::move(files);
  note.created = clock_.wall_now();
  conversations_[note.id] = &note;
  touch(ticket);
  return &note;
}

std::optional<Refusal> Account::assign(Contact& contact, const Value& body) {
  for (const model::Member& member : body.as_object()) {
    if (!is_among(member.name, kContactFields)) return invalid_field(member.name);
    if (auto refusal = check_text(member.name, member.value)) return refusal;
    const bool is_unique = member.name == "email" || member.name == "unique_external_id";
    const Contact* other = is_unique && member.value.is_string()
                               ? find_contact_by(member.name, member.value.as_string())
                               : nullptr;
    if (other && other->id != contact.id)
      return Refusal{409, "duplicate_value", std::string(member.name), "It should be a unique value"};
    contact.fields[std::string(member.name)] = json_of(member.value);
  }
  return std::nullopt;
}

Or<Contact*> Account::create_contact(const Value& body) {
  Contact contact;
  contact.id = last_id_ + 1;
  if (auto refusal = assign(contact, body)) return *refusal;
  if (body.text_at("name").empty()) return missing("name");
  const bool has_key =
      std::ranges::any_of(std::array<std::string_view, 4>{"email", "phone", "mobile", "unique_external_id"},
                          [&body](std::string_view key) { return !body.text_at(key).empty(); });
  if (!has_key) return missing("email");
  ++last_id_;
  contacts_.push_back(std::move(contact));
  return &contacts_.back();
}

std::optional<Refusal> Account::update_contact(Contact& contact, const Value& body) {
  Contact changed = contact;
  if (auto refusal = assign(changed, body)) return refusal;
  contact = std::move(changed);
  return std::nullopt;
}

Ticket* Account::find_ticket(std::int64_t id) {
  const auto found = std::ranges::lower_bound(tickets_, id, {}, &Ticket::id);
  return found == tickets_.end() || found->id != id ? nullptr : &*found;
}

Contact* Account::find_contact(std::int64_t id) {
  const auto found = std::ranges::lower_bound(contacts_, id, {}, &Contact::id);
  return found == contacts_.end() || found->id != id || found->is_deleted ? nullptr : &*found;
}

Contact* Account::find_contact_by(std::string_view field, std::string_view value) {
  const std::string wanted = lower_case(json_text(value));
  for (Contact& contact : contacts_) {
    const auto held = contact.fields.find(field);
    if (!contact.is_deleted && held != contact.fields.end() && lower_case(held->second) == wanted)
      return &contact;
  }
  return nullptr;
}

Conversation* Account::find_conversation(std::int64_t id) {
  const auto found = conversations_.find(id);
  return found == conversations_.end() || found->second->is_deleted ? nullptr : found->second;
}

void Account::reset() {
  hidden_.clear();
  conversations_.clear();
  tickets_.clear();
  contacts_.clear();
  last_id_ = kFirstId;
}

}  // namespace hub::simulators::freshdesk
