#include "tools/hubctl/answers.hpp"

#include "core/admin/json_writer.hpp"

namespace hub::hubctl {
namespace {

Error not_understood() {
  return transient_error("not_understood", "the hub's answer is not understood");
}

bool has_list(const model::Value& object, std::string_view name) {
  const model::Value* list = object.find(name);
  return list != nullptr && list->is_array();
}

}  // namespace

std::int64_t integer_at(const model::Value& object, std::string_view name) {
  const model::Value* value = object.find(name);
  return value != nullptr && value->is_integer() ? value->as_integer() : 0;
}

std::string number_at(const model::Value& object, std::string_view name, std::string_view absent) {
  const model::Value* value = object.find(name);
  return value != nullptr && value->is_integer() ? std::to_string(value->as_integer()) : std::string(absent);
}

bool boolean_at(const model::Value& object, std::string_view name) {
  const model::Value* value = object.find(name);
  return value != nullptr && value->is_boolean() && value->as_boolean();
}

std::span<const model::Value> list_at(const model::Value& object, std::string_view name) {
  if (!has_list(object, name)) return {};
  return object.find(name)->as_array();
}

std::string joined_at(const model::Value& object, std::string_view name) {
  std::string texts;
  for (const model::Value& one : list_at(object, name))
    texts += (texts.empty() ? "" : ", ") + std::string(one.as_string());
  return texts;
}

config::Problem problem_of(const model::Value& value) {
  config::Problem problem;
  problem.file = value.text_at("file");
  problem.line = static_cast<int>(integer_at(value, "line"));
  problem.column = static_cast<int>(integer_at(value, "column"));
  problem.message = value.text_at("message");
  problem.fix = value.text_at("fix");
  return problem;
}

policy::ResourceId resource_id_of(const model::Value& value) {
  return {std::string(value.text_at("kind")), std::string(value.text_at("tenant")),
          std::string(value.text_at("name"))};
}

Result<Document> apply_resources(RestClient& hub, const std::vector<ResourceText>& files, bool dry_run) {
  admin::JsonWriter json;
  json.begin_object().name("files").begin_array();
  for (const ResourceText& file : files)
    json.begin_object().member("name", file.name).member("text", file.text).end_object();
  json.end_array().member("dry_run", dry_run).end_object();
  const Buffer body = json.take();
  auto answer = hub.post("/api/v1/resources/apply", std::string(body.view()));
  if (answer.ok() && (!has_list(answer->value(), "problems") || !has_list(answer->value(), "changes")))
    return not_understood();
  return answer;
}

Result<LiveResources> live_resources(RestClient& hub, const std::string& query) {
  const auto answer = hub.get("/api/v1/resources" + query);
  if (!answer.ok()) return answer.error();
  if (!has_list(answer->value(), "resources")) return not_understood();
  LiveResources live;
  for (const model::Value& one : list_at(answer->value(), "resources"))
    live[resource_id_of(one)] = {std::string(one.text_at("text")), std::string(one.text_at("file"))};
  return live;
}

}  // namespace hub::hubctl
