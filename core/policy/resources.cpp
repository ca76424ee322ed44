#include "core/policy/resources.hpp"

#include <algorithm>
#include <filesystem>

#include "core/policy/resource_check.hpp"
#include "core/policy/resource_reader.hpp"

namespace hub::policy {
namespace {

constexpr std::size_t kFilesMax = 10'000;

config::Problem folder_problem(const std::string& folder, std::string message) {
  config::Problem problem;
  problem.file = folder;
  problem.message = std::move(message);
  return problem;
}

}  // namespace

const Tenant* Resources::find_tenant(std::string_view name) const {
  const auto found = std::ranges::find(tenants, name, &Tenant::name);
  return found == tenants.end() ? nullptr : &*found;
}

const Target* Resources::find_target(std::string_view tenant, std::string_view name) const {
  const auto found =
      std::ranges::find_if(targets, [&](const Target& t) { return t.tenant == tenant && t.name == name; });
  return found == targets.end() ? nullptr : &*found;
}

const Partner* Resources::find_partner(std::string_view name) const {
  const auto found = std::ranges::find(partners, name, &Partner::name);
  return found == partners.end() ? nullptr : &*found;
}

std::vector<std::string> resource_files(const std::string& folder, config::Problems& problems) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  std::error_code error;
  fs::recursive_directory_iterator entry(folder, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    const fs::path& path = entry->path();
    if (path.extension() == ".yaml" && entry->is_regular_file()) files.push_back(path.string());
    if (files.size() > kFilesMax) {
      problems.push_back(folder_problem(folder, "holds more than 10,000 resource files"));
      return {};
    }
  }
  if (error) problems.push_back(folder_problem(folder, "cannot be read: " + error.message()));
  std::ranges::sort(files);
  return files;
}

Resources load_resources(const std::string& folder, config::Problems& problems) {
  std::vector<config::Node> documents;
  for (const std::string& file : resource_files(folder, problems)) {
    std::vector<config::Node> found = config::load_yaml(file, problems);
    std::ranges::move(found, std::back_inserter(documents));
  }
  return read_resources(documents, problems);
}

Resources read_resources(const std::vector<config::Node>& documents, config::Problems& problems) {
  Resources resources;
  const std::size_t before = problems.size();
  for (const config::Node& document : documents) read_resource(document, resources, problems);
  // A resource that could not be read would only cause complaints about what refers to it.
  if (problems.size() == before) check_resources(resources, problems);
  return resources;
}

}  // namespace hub::policy
