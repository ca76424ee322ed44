// Resources over the API: applied as a whole, given back as they were written.
#include <algorithm>

#include "core/admin/answer.hpp"
#include "core/admin/api.hpp"
#include "core/admin/api_call.hpp"
#include "core/admin/view_json.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

constexpr std::string_view kWanted = "the body has `files`, each with `name` and `text`, perhaps `dry_run`";

std::optional<ResourceFile> read_file(const model::Value& value) {
  if (!value.is_object() || value.as_object().size() != 2) return std::nullopt;
  const model::Value *name = value.find("name"), *text = value.find("text");
  if (name == nullptr || text == nullptr || !name->is_string() || !text->is_string()) return std::nullopt;
  return ResourceFile{std::string(name->as_string()), std::string(text->as_string())};
}

std::optional<ResourceProposal> read_proposal(const http::Request& request) {
  model::Arena arena;
  model::JsonParser parser;
  const auto body = parser.parse(request.body.view(), arena);
  if (!body || !body->is_object()) return std::nullopt;
  ResourceProposal proposal;
  for (const model::Member& member : body->as_object()) {
    if (member.name == "dry_run" && member.value.is_boolean()) {
      proposal.dry_run = member.value.as_boolean();
    } else if (member.name == "files" && member.value.is_array()) {
      for (const model::Value& item : member.value.as_array()) {
        auto file = read_file(item);
        if (!file) return std::nullopt;
        proposal.files.push_back(std::move(*file));
      }
    } else {
      return std::nullopt;
    }
  }
  if (proposal.files.empty()) return std::nullopt;
  return proposal;
}

void write_id(const policy::ResourceId& id, JsonWriter& json) {
  json.member("kind", id.kind);
  if (!id.tenant.empty()) json.member("tenant", id.tenant);
  json.member("name", id.name);
}

// Whose a resource is; nothing of a partner's, which is the hub's.
std::string_view tenant_of(const policy::ResourceId& id) {
  if (id.kind == "tenant") return id.name;
  return id.kind == "target" ? std::string_view(id.tenant) : std::string_view();
}

std::string summary_of(const ResourceOutcome& outcome, bool dry_run) {
  if (!outcome.problems.empty())
    return std::to_string(outcome.problems.size()) + " problems, nothing changed";
  std::string text;
  for (const ResourceChange& change : outcome.changes)
    if (change.what != "unchanged")
      text += (text.empty() ? "" : ", ") + change.id.text() + ' ' + change.what +
              (change.lowers_a_class ? " (a field is less personal than before)" : "");
  if (text.empty()) return "nothing to change";
  return dry_run ? "would be: " + text : text;
}

void write_field(const config::Field& field, JsonWriter& json) {
  json.begin_object().member("name", field.name).member("type", config::to_string(field.type));
  json.member("description", field.description).member("required", field.required);
  json.member("default", field.fallback).member("example", field.example).name("choices").begin_array();
  for (const std::string& choice : field.choices) json.text(choice);
  json.end_array().end_object();
}

}  // namespace

bool Api::reaches_resource(const AdminKey& key, const policy::ResourceId& id) const {
  if (key.reach.is_everything()) return true;
  const std::string_view tenant = tenant_of(id);
  return !tenant.empty() && parts_.hierarchy.covers(key.reach, tenant);
}

Task<http::Response> Api::apply_resources(const Call& call) {
  auto proposal = read_proposal(call.request);
  if (!proposal) co_return problem_answer(400, "Bad request", kWanted);
  const bool dry_run = proposal->dry_run;
  proposal->author = call.key->name;
  proposal->may_widen = call.key->role == Role::admin;
  proposal->reach = call.key->reach;
  proposal->may_write = [this, key = call.key](const policy::ResourceId& id) {
    return reaches_resource(*key, id);
  };
  auto applying = parts_.book.apply(std::move(*proposal));
  const auto outcome = co_await std::move(applying);
  if (!outcome) co_return error_answer(outcome.error());
  call.outcome = summary_of(*outcome, dry_run);
  JsonWriter json;
  json.begin_object().name("problems").begin_array();
  for (const config::Problem& problem : outcome->problems) write_problem(problem, json);
  json.end_array().name("changes").begin_array();
  for (const ResourceChange& change : outcome->changes) {
    json.begin_object();
    write_id(change.id, json);
    json.member("what", change.what).end_object();
  }
  json.end_array().member("dry_run", dry_run).end_object();
  co_return json_answer(200, json);
}

http::Response Api::list_resources(const Call& call) const {
  const std::string* tenant = call.query.find("tenant");
  JsonWriter json;
  json.begin_object().name("resources").begin_array();
  for (const ResourceView& view : parts_.book.list()) {
    if (!reaches_resource(*call.key, view.id) || (tenant != nullptr && tenant_of(view.id) != *tenant))
      continue;
    json.begin_object();
    write_id(view.id, json);
    json.member("text", view.text);
    if (view.file.empty())
      json.member("version", view.version).member("author", view.author).member("at", view.at);
    else
      json.member("file", view.file);
    json.end_object();
  }
  json.end_array().end_object();
  return json_answer(200, json);
}

http::Response Api::list_connectors() const {
  JsonWriter json;
  json.begin_object().name("connectors").begin_array();
  for (const ConnectorView& view : parts_.book.connectors()) {
    json.begin_object().member("name", view.spec.name).member("description", view.spec.description);
    json.name("settings").begin_array();
    for (const config::Field& field : view.spec.fields) write_field(field, json);
    json.end_array().name("mappings").begin_array();
    for (const std::string& mapping : view.mappings) json.text(mapping);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json_answer(200, json);
}

}  // namespace hub::admin
