// Resources where they are: in files on the operator's machine, and in the hub. One thread.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/policy/resource_document.hpp"
#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

struct ResourceText {
  std::string name;  // of the file
  Buffer text;
};

// The file, or every .yaml file of the folder.
Result<std::vector<ResourceText>> resource_texts(const std::string& path);

policy::ResourceId id_of(const model::Value& value);

// What the hub has, by id: text and, of a folder's, its file.
using LiveResources = std::map<policy::ResourceId, std::pair<std::string, std::string>>;
Result<LiveResources> live_resources(Call& call, const std::string& query);

}  // namespace hub::hubctl
