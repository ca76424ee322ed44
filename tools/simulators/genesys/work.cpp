// Organisation: workitems (genesys.md 7).
#include <algorithm>
#include <array>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "tools/simulators/genesys/json_object.hpp"
#include "tools/simulators/genesys/organisation.hpp"

namespace hub::simulators::genesys {

using model::Value;

namespace {

constexpr std::size_t kNameMin = 3, kNameMax = 256, kDescriptionMax = 512;
constexpr std::chrono::hours kLifeMax{365 * 24};

// What a custom field may hold, by the suffix of its name.
struct CustomType {
  std::string_view suffix;
  std::size_t units_max;
};
constexpr std::array kCustomTypes = std::to_array<CustomType>({
    {"_identifier", 100},
    {"_longtext", 1'000},
    {"_text", 100},
    {"_url", 200},
    {"_integer", 0},
    {"_datetime", 100},
    {"_checkbox", 0},
});
constexpr std::array<std::string_view, 12> kPlainFields = {
    "name", "description", "priority", "dateDue",    "dateExpires", "durationSeconds",
    "ttl",  "workbinId",   "queueId",  "assigneeId", "languageId",  "autoStatusTransition"};

std::optional<Refusal> check_custom(const model::Member& field) {
  const auto type = std::ranges::find_if(
      kCustomTypes, [&](const CustomType& each) { return field.name.ends_with(each.suffix); });
  if (type == kCustomTypes.end()) return wrong_value(field.name, "is not in the schema of the worktype");
  const bool is_too_long =
      type->units_max > 0 && field.value.is_string() && units(field.value.as_string()) > type->units_max;
  if (is_too_long) return wrong_value(field.name, "is too long");
  return std::nullopt;
}

bool has_length(const Value& value, std::size_t least, std::size_t most) {
  return value.is_string() && units(value.as_string()) >= least && units(value.as_string()) <= most;
}

}  // namespace

std::optional<Refusal> Organisation::assign(Workitem& workitem, const Value& body) {
  for (const model::Member& member : body.as_object()) {
    if (member.name == "customFields" && member.value.is_object()) {
      workitem.custom.clear();  // the whole is replaced: {} wipes it
      for (const model::Member& field : member.value.as_object()) {
        if (auto refusal = check_custom(field)) return refusal;
        workitem.custom[std::string(field.name)] = json_of(field.value);
      }
    } else if (member.name == "statusId") {
      workitem.status_id = body.text_at("statusId");
    } else if (member.name == "externalContactId") {
      workitem.contact_id = body.text_at("externalContactId");
      if (!contact(workitem.contact_id)) return wrong_value("externalContactId", "there is no such contact");
    } else if (member.name == "externalTag") {
      workitem.tag = body.text_at("externalTag");
    } else if (std::ranges::find(kPlainFields, member.name) != kPlainFields.end()) {
      workitem.fields[std::string(member.name)] = json_of(member.value);
    } else if (member.name != "typeId") {
      return Refusal{400, "bad.request", "Unrecognized field", std::string(member.name)};
    }
  }
  if (const Value* name = body.find("name"); name && !has_length(*name, kNameMin, kNameMax))
    return wrong_value("name", "has 3 to 256 characters");
  if (const Value* text = body.find("description"); text && !has_length(*text, 0, kDescriptionMax))
    return wrong_value("description", "has at most 512 characters");
  const WallTime latest = clock_.wall_now() + kLifeMax + std::chrono::minutes(1);
  if (const Value* ttl = body.find("ttl");
      ttl && (!ttl->is_integer() || WallTime(std::chrono::seconds(ttl->as_integer())) > latest))
    return wrong_value("ttl", "is at most 365 days ahead, in seconds");
  return std::nullopt;
}

std::variant<Workitem*, Refusal> Organisation::add_workitem(const Value& body) {
  if (!body.find("name")) return wrong_value("name", "is required");
  if (body.text_at("typeId") != kWorktypeId) return wrong_value("typeId", "there is no such worktype");
  Workitem fresh;
  fresh.type_id = kWorktypeId;
  fresh.status_id = kOpenStatusId;
  fresh.created = clock_.wall_now();
  if (auto refusal = assign(fresh, body)) return *refusal;
  fresh.id = next_id();
  Workitem& kept = workitems_.emplace_back(std::move(fresh));
  workitem_by_id_[kept.id] = &kept;
  return &kept;
}

std::optional<Refusal> Organisation::change(Workitem& workitem, const Value& body) {
  Workitem changed = workitem;
  if (auto refusal = assign(changed, body)) return refusal;
  changed.before = to_json(workitem);
  workitem = std::move(changed);
  return std::nullopt;
}

Workitem* Organisation::workitem(std::string_view id) {
  const auto found = workitem_by_id_.find(id);
  return found == workitem_by_id_.end() || found->second->is_gone ? nullptr : found->second;
}

std::string to_json(const Workitem& workitem) {
  Buffer out;
  {
    JsonObject json(out);
    json.text("id", workitem.id).reference("type", workitem.type_id);
    for (const auto& [name, value] : workitem.fields) {
      const bool is_reference = name.ends_with("Id");
      if (is_reference) JsonObject(json.begin(name.substr(0, name.size() - 2))).raw("id", value);
      if (!is_reference) json.raw(name, value);
    }
    json.text("externalTag", workitem.tag);
    if (!workitem.contact_id.empty()) json.reference("externalContact", workitem.contact_id);
    json.reference("status", workitem.status_id);
    json.text("statusCategory", workitem.status_id == kClosedStatusId ? "Closed" : "Open");
    {
      JsonObject custom(json.begin("customFields"));
      for (const auto& [name, value] : workitem.custom) custom.raw(name, value);
    }
    json.text("dateCreated", format_timestamp(workitem.created));
    json.text("selfUri", "/api/v2/taskmanagement/workitems/" + workitem.id);
  }
  return std::string(out.view());
}

}  // namespace hub::simulators::genesys
