#include "tools/hubctl/hub_resources.hpp"

#include <filesystem>

#include "core/policy/resources.hpp"
#include "tools/hubctl/files.hpp"

namespace hub::hubctl {

Result<std::vector<ResourceText>> resource_texts(const std::string& path) {
  std::vector<std::string> names = {path};
  if (std::filesystem::is_directory(path)) {
    config::Problems problems;
    names = policy::resource_files(path, problems);
    if (!problems.empty()) return config_error(config::all_texts(problems));
  }
  std::vector<ResourceText> files;
  for (const std::string& name : names) {
    auto text = read_file(name);
    if (!text) return text.error();
    files.push_back({name, std::move(*text)});
  }
  if (files.empty()) return config_error("there is no .yaml file in " + path);
  return files;
}

policy::ResourceId id_of(const model::Value& value) {
  return {std::string(value.text_at("kind")), std::string(value.text_at("tenant")),
          std::string(value.text_at("name"))};
}

Result<LiveResources> live_resources(Call& call, const std::string& query) {
  const auto answer = call.hub.get("/api/v1/resources" + query);
  if (!answer) return answer.error();
  const model::Value* list = answer->value().find("resources");
  if (list == nullptr || !list->is_array())
    return transient_error("not_understood", "the hub's answer is not understood");
  LiveResources live;
  for (const model::Value& one : list->as_array())
    live[id_of(one)] = {std::string(one.text_at("text")), std::string(one.text_at("file"))};
  return live;
}

}  // namespace hub::hubctl
