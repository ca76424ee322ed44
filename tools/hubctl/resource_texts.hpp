// Resources in files on the operator's machine. Any thread.
#pragma once

#include <string>
#include <vector>

#include "tools/hubctl/answers.hpp"

namespace hub::hubctl {

// The file, or every .yaml file of the folder.
Result<std::vector<ResourceText>> resource_texts(const std::string& path);

}  // namespace hub::hubctl
