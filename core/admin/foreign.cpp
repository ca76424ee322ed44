#include "core/admin/foreign.hpp"

#include "core/admin/reach.hpp"
#include "core/model/json.hpp"

namespace hub::admin {
namespace {

void write_member(const SeesTenant& sees, const model::Member& member, bool looks_into_filter, Buffer& out);

void write_hidden(const SeesTenant& sees, const model::Value& object, bool looks_into_filter, Buffer& out) {
  out.push_back('{');
  bool first = true;
  for (const model::Member& member : object.as_object()) {
    if (!std::exchange(first, false)) out.push_back(',');
    write_member(sees, member, looks_into_filter, out);
  }
  out.push_back('}');
}

void write_member(const SeesTenant& sees, const model::Member& member, bool looks_into_filter, Buffer& out) {
  model::write_json_string(member.name, out);
  out.push_back(':');
  if (member.name == "tenant" && member.value.is_string() && !sees(member.value.as_string()))
    model::write_json_string(kNobody, out);
  else if (looks_into_filter && member.name == "filter" && member.value.is_object())
    write_hidden(sees, member.value, false, out);
  else
    model::write_json(member.value, out);
}

std::string tenant_in_path(const Match& match) {
  std::string_view path = match.operation->path;
  for (const std::string& value : match.path_values) {
    path.remove_prefix(path.find('{') + 1);
    if (path.starts_with("tenant}")) return value;
  }
  return {};
}

std::string tenant_in_body(const Buffer& body) {
  model::Arena arena;
  model::JsonParser parser;
  const auto parsed = parser.parse(body.view(), arena);
  if (!parsed || !parsed->is_object()) return {};
  const model::Value* filter = parsed->find("filter");
  const std::string_view in_filter =
      filter != nullptr && filter->is_object() ? filter->text_at("tenant") : std::string_view();
  return std::string(parsed->text_at("tenant", in_filter));
}

}  // namespace

std::string named_tenant(const Match& match, const Query& query, const Buffer& body) {
  std::string tenant = tenant_in_path(match);
  if (!tenant.empty()) return tenant;
  if (const std::string* in_query = query.find("tenant")) return *in_query;
  return match.operation->body.empty() ? std::string() : tenant_in_body(body);
}

void hide_foreign_in_path(const SeesTenant& sees, Match& match) {
  std::string_view path = match.operation->path;
  for (std::string& value : match.path_values) {
    path.remove_prefix(path.find('{') + 1);
    if (path.starts_with("tenant}") && !sees(value)) value = kNobody;
  }
}

void hide_foreign_in_query(const SeesTenant& sees, Query& query) {
  const std::string* tenant = query.find("tenant");
  if (tenant != nullptr && !sees(*tenant)) query.replace("tenant", std::string(kNobody));
}

void hide_foreign_in_body(const SeesTenant& sees, Buffer& body) {
  model::Arena arena;
  model::JsonParser parser;
  const auto parsed = parser.parse(body.view(), arena);
  if (!parsed || !parsed->is_object()) return;
  Buffer hidden;
  write_hidden(sees, *parsed, true, hidden);
  body = std::move(hidden);
}

}  // namespace hub::admin
