#include "tools/simulators/genesys/organisation.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <span>

#include "core/base/ascii.hpp"
#include "core/base/timestamp.hpp"
#include "core/model/text_form.hpp"
#include "tools/simulators/genesys/json_object.hpp"

namespace hub::simulators::genesys {

using model::Value;

namespace {

constexpr std::size_t kNoteMax = 32'000, kExternalIdsMax = 10, kExternalIdMax = 255, kIdentifiersMax = 25;
constexpr std::chrono::hours kUncuratedLife{60 * 24};

struct TextField {
  std::string_view name;
  std::size_t units_max;
};
constexpr std::array kTextFields = std::to_array<TextField>({
    {"firstName", 1'000},
    {"middleName", 1'000},
    {"lastName", 1'000},
    {"salutation", 1'000},
    {"title", 1'000},
    {"workEmail", 256},
    {"personalEmail", 256},
    {"otherEmail", 256},
    {"externalSystemUrl", 1'000},
});
constexpr std::array<std::string_view, 4> kPhones = {"workPhone", "cellPhone", "homePhone", "otherPhone"};
constexpr std::array<std::string_view, 6> kOthers = {"address",      "customFields",         "schema",
                                                     "surveyOptOut", "externalOrganization", "division"};
constexpr std::array<std::string_view, 7> kReadOnly = {"id",      "type",        "createDate", "modifyDate",
                                                       "selfUri", "identifiers", "mergedTo"};

bool is_among(std::span<const std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string identifier(std::string_view type, std::string_view value, std::string_view source_id = {}) {
  const std::string kept = type == "Email" ? lower_case(std::string(value)) : std::string(value);
  return std::string(type) + '/' + std::string(source_id) + '/' + kept;
}

std::string id_in(const Value& body, std::string_view name) {
  const Value* reference = body.find(name);
  return reference ? std::string(reference->text_at("id")) : "";
}

bool is_e164(std::string_view number) {
  return number.starts_with('+') && number.size() > 4 &&
         number.find_first_not_of("0123456789", 1) == number.npos;
}

}  // namespace

Refusal wrong_value(std::string_view field, std::string_view why) {
  return {400, "invalid.value", std::string(why), std::string(field)};
}

std::size_t units(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0) != 0x80) ++count;
    if (byte >= 0xF0) ++count;
  }
  return count;
}

Organisation::Organisation(const Clock& clock) : clock_(clock) {
  reset();
}

void Organisation::reset() {
  contacts_.clear();
  notes_.clear();
  workitems_.clear();
  contact_by_id_.clear();
  contact_by_identifier_.clear();
  notes_by_contact_.clear();
  note_by_id_.clear();
  workitem_by_id_.clear();
  sources_ = {{std::string(kSourceId), "connector-hub", true}};
  Contact& collector = contacts_.emplace_back();
  collector.id = kCollectorId;
  collector.type = "Curated";
  collector.texts["lastName"] = "Web visitors";
  collector.created = collector.used = clock_.wall_now();
  index(collector);
}

std::string Organisation::next_id() {
  std::array<char, 40> text{};
  std::snprintf(text.data(), text.size(), "9b1d7c54-0000-4000-9000-%012llx",
                static_cast<unsigned long long>(++last_id_));
  return text.data();
}

void Organisation::index(Contact& contact) {
  contact_by_id_[contact.id] = &contact;
  const auto claim = [&](std::string key) { contact_by_identifier_.try_emplace(std::move(key), &contact); };
  for (const auto& [name, text] : contact.texts)
    if (name.ends_with("Email")) claim(identifier("Email", text));
  for (const auto& [name, number] : contact.phones) claim(identifier("Phone", number));
  for (const auto& [source, value] : contact.external_ids) claim(identifier("ExternalId", value, source));
}

bool Organisation::is_expired(const Contact& contact) const {
  return contact.type != "Curated" && contact.used + kUncuratedLife < clock_.wall_now();
}

Contact* Organisation::contact(std::string_view id) {
  const auto found = contact_by_id_.find(id);
  if (found == contact_by_id_.end() || found->second->is_gone) return nullptr;
  if (!is_expired(*found->second)) return found->second;
  remove(*found->second);
  return nullptr;
}

Contact* Organisation::find_contact(std::string_view type, std::string_view value,
                                    std::string_view source_id) {
  const auto found = contact_by_identifier_.find(
      identifier(type, value, type == "ExternalId" ? source_id : std::string_view()));
  return found == contact_by_identifier_.end() ? nullptr : contact(found->second->id);
}

void Organisation::promote(Contact& contact) {
  contact.before = to_json(contact);
  contact.type = "Curated";
}

void Organisation::remove(Contact& contact) {
  contact.is_gone = true;
  std::erase_if(contact_by_identifier_, [&](const auto& claim) { return claim.second == &contact; });
  for (Note* note : notes(contact.id, false)) note->is_gone = true;
}

std::optional<Refusal> Organisation::add_external_ids(Contact& contact, const Value& ids) {
  if (!ids.is_array()) return wrong_value("externalIds", "must be a list");
  for (const Value& id : ids.as_array()) {
    const std::string source = id_in(id, "externalSource");
    const std::pair one(source, std::string(id.text_at("value")));
    const auto known = std::ranges::find(sources_, source, &Source::id);
    if (known == sources_.end() || !known->is_active)
      return wrong_value("externalSource", "there is no such external source");
    if (one.second.empty() || units(one.second) > kExternalIdMax)
      return wrong_value("externalIds", "an external id has 1 to 255 characters");
    if (std::ranges::find(contact.external_ids, one) == contact.external_ids.end())
      contact.external_ids.push_back(one);
  }
  if (contact.external_ids.size() > kExternalIdsMax)
    return wrong_value("externalIds", "a contact has at most 10 external ids");
  return std::nullopt;
}

std::optional<Refusal> Organisation::assign(Contact& contact, const Value& fields, Rule rule) {
  if (!fields.is_object()) return wrong_value("contact", "must be an object");
  for (const model::Member& member : fields.as_object()) {
    const auto text_field = std::ranges::find(kTextFields, member.name, &TextField::name);
    const bool is_kept = rule == Rule::existing &&
                         (contact.texts.contains(member.name) || contact.phones.contains(member.name) ||
                          contact.others.contains(member.name));
    if (is_kept || member.value.is_null() || is_among(kReadOnly, member.name)) continue;
    if (member.name == "externalIds") {
      if (auto refusal = add_external_ids(contact, member.value)) return refusal;
    } else if (text_field != kTextFields.end()) {
      if (!member.value.is_string()) return wrong_value(member.name, "must be a text");
      const std::string_view text = model::trimmed(member.value.as_string());
      if (units(text) > text_field->units_max)
        return wrong_value(member.name, "is too long: " + std::string(text.substr(0, 20)));
      if (member.name.ends_with("Email") && text.find('@') == text.npos)
        return wrong_value(member.name, "is no address: " + std::string(text));
      contact.texts[std::string(member.name)] = text;
    } else if (is_among(kPhones, member.name)) {
      const std::string_view number = member.value.text_at("e164");
      if (!is_e164(number)) return wrong_value(member.name, "is no number: " + std::string(number));
      contact.phones[std::string(member.name)] = number;
    } else if (is_among(kOthers, member.name)) {
      contact.others[std::string(member.name)] = json_of(member.value);
    } else {
      return Refusal{400, "bad.request", "Unrecognized field", std::string(member.name)};
    }
  }
  return std::nullopt;
}

std::vector<Contact*> Organisation::matches(const Value& identifiers) {
  std::vector<Contact*> found;
  for (const Value& one : identifiers.as_array()) {
    Contact* match = find_contact(one.text_at("type"), one.text_at("value"), id_in(one, "externalSource"));
    if (match && std::ranges::find(found, match) == found.end()) found.push_back(match);
  }
  std::ranges::sort(found, {}, &Contact::created);
  return found;
}

std::variant<Organisation::Enriched, Refusal> Organisation::enrich(const Value& body, bool is_dry_run) {
  const Value* identifiers = body.find("matchingIdentifiers");
  const std::size_t count = identifiers && identifiers->is_array() ? identifiers->as_array().size() : 0;
  if (count == 0 || count > kIdentifiersMax)
    return wrong_value("matchingIdentifiers", "1 to 25 identifiers are needed");
  const std::string_view action = body.text_at("action");
  if (action != "Upsert" && action != "Update" && action != "Insert" && action != "Merge")
    return wrong_value("action", "must be Merge, Upsert, Update or Insert");
  const std::vector<Contact*> matched = matches(*identifiers);
  if (matched.empty() && (action == "Update" || action == "Merge"))
    return Refusal{404, "not.found", "No contact matches", {}};
  if (!matched.empty() && action == "Insert")
    return Refusal{400, "bad.request", "A contact matches already", "matchingIdentifiers"};
  const Value* rules = body.find("fieldRules");
  const bool prefers_existing =
      !rules || rules->text_at("defaultAction", "PreferExisting") == "PreferExisting";
  const Value* options = body.find("options");
  const Value* promotes = options ? options->find("promote") : nullptr;

  Contact fresh = matched.empty() ? Contact() : *matched.front();
  if (const Value* fields = body.find("contact")) {
    if (auto refusal = assign(fresh, *fields, prefers_existing ? Rule::existing : Rule::provided))
      return *refusal;
  }
  fresh.used = clock_.wall_now();
  if (matched.empty()) {
    fresh.created = fresh.used;
    fresh.type = "Identified";
  }
  if (promotes && promotes->is_boolean() && promotes->as_boolean()) fresh.type = "Curated";
  if (is_dry_run) return Enriched{std::move(fresh), matched.empty()};
  fresh.before = matched.empty() ? "" : to_json(*matched.front());
  if (matched.empty()) fresh.id = next_id();
  Contact& kept = matched.empty() ? contacts_.emplace_back() : *matched.front();
  kept = std::move(fresh);
  for (std::size_t i = 1; i < matched.size(); ++i) matched[i]->merged_to = kept.id;
  index(kept);
  return Enriched{kept, matched.empty()};
}

std::variant<Contact*, Refusal> Organisation::add_contact(const Value& body) {
  Contact fresh;
  if (auto refusal = assign(fresh, body, Rule::provided)) return *refusal;
  fresh.id = next_id();
  fresh.type = "Curated";
  fresh.created = fresh.used = clock_.wall_now();
  Contact& kept = contacts_.emplace_back(std::move(fresh));
  index(kept);
  return &kept;
}

std::variant<Note*, Refusal> Organisation::add_note(std::string_view contact_id, const Value& body) {
  Contact* owner = contact(contact_id);
  if (!owner) return Refusal{404, "not.found", "There is no such contact", {}};
  Note fresh;
  fresh.contact_id = contact_id;
  if (auto refusal = change(fresh, body)) return *refusal;
  fresh.id = next_id();
  fresh.created = fresh.modified;
  fresh.before.clear();
  owner->used = fresh.created;
  Note& kept = notes_.emplace_back(std::move(fresh));
  notes_by_contact_[kept.contact_id].push_back(&kept);
  note_by_id_[kept.id] = &kept;
  return &kept;
}

std::optional<Refusal> Organisation::change(Note& note, const Value& body) {
  const std::string_view text = model::trimmed(body.text_at("noteText"));
  if (text.empty() || units(text) > kNoteMax)
    return wrong_value("noteText", "has 1 to 32000 characters: " + std::string(text.substr(0, 20)));
  const std::string user = id_in(body, "createdBy");
  if (user.empty()) return wrong_value("createdBy", "is required");
  note.before = to_json(note);
  note.text = text;
  note.created_by = user;
  note.modified = clock_.wall_now();
  return std::nullopt;
}

Note* Organisation::note(std::string_view contact_id, std::string_view id) {
  const auto found = note_by_id_.find(id);
  if (found == note_by_id_.end() || found->second->is_gone) return nullptr;
  if (found->second->contact_id == contact_id) return found->second;
  const auto owner = contact_by_id_.find(found->second->contact_id);
  const bool is_merged = owner != contact_by_id_.end() && owner->second->merged_to == contact_id;
  return is_merged ? found->second : nullptr;
}

std::vector<Note*> Organisation::notes(std::string_view contact_id, bool with_merged) {
  std::vector<Note*> found;
  const auto add = [&](std::string_view id) {
    const auto own = notes_by_contact_.find(id);
    if (own == notes_by_contact_.end()) return;
    std::ranges::copy_if(own->second, std::back_inserter(found),
                         [](const Note* note) { return !note->is_gone; });
  };
  add(contact_id);
  const std::size_t own = found.size();
  if (with_merged) {
    for (const Contact& other : contacts_)
      if (other.merged_to == contact_id) add(other.id);
  }
  if (found.size() > own) std::ranges::stable_sort(found, {}, &Note::created);
  return found;
}

std::string to_json(const Contact& contact) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("id", contact.id).text("type", contact.type);
    for (const auto& [name, text] : contact.texts) json.text(name, text);
    for (const auto& [name, number] : contact.phones)
      JsonObject(json.begin(name)).text("display", number).text("e164", number);
    for (const auto& [name, value] : contact.others) json.raw(name, value);
    json.begin("externalIds").push_back('[');
    for (std::size_t i = 0; i < contact.external_ids.size(); ++i) {
      if (i > 0) out.push_back(',');
      const auto& [source, value] = contact.external_ids[i];
      JsonObject(out).reference("externalSource", source).text("value", value);
    }
    out.push_back(']');
    if (!contact.merged_to.empty()) json.reference("mergedTo", contact.merged_to);
    json.text("createDate", format_timestamp(contact.created));
    json.text("modifyDate", format_timestamp(contact.used));
    json.text("selfUri", "/api/v2/externalcontacts/contacts/" + contact.id);
  }
  return std::string(out.view());
}

std::string to_json(const Note& note) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("id", note.id).text("entityId", note.contact_id).text("entityType", "contact");
    json.text("noteText", note.text).reference("createdBy", note.created_by);
    json.text("createDate", format_timestamp(note.created));
    json.text("modifyDate", format_timestamp(note.modified));
    json.text("selfUri", "/api/v2/externalcontacts/contacts/" + note.contact_id + "/notes/" + note.id);
  }
  return std::string(out.view());
}

}  // namespace hub::simulators::genesys
