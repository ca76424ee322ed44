#include "tools/hubctl/resource_texts.hpp"

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
    files.push_back({name, std::string(text->view())});
  }
  if (files.empty()) return config_error("there is no .yaml file in " + path);
  return files;
}

}  // namespace hub::hubctl
