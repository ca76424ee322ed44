#include "tools/hubctl/proof_surfaces.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/proof/process.hpp"
#include "core/proof/processes.hpp"

namespace hub::hubctl {
namespace {

using proof::Surface;
constexpr std::size_t kIdsMax = 100;     // of one kind, each asked for by itself
constexpr std::size_t kPathsMax = 1000;  // of one operation

// Whatever the hub answers is searched, what it refuses too; whom it does not know has seen nothing.
void scan_answer(RestClient& hub, const std::string& path, Surface& surface) {
  const auto answer = hub.fetch(path);
  if (!answer.ok()) return surface.not_scanned(path + ": " + answer.error().message);
  if (answer->status == 401 || answer->status == 403)
    return surface.not_scanned(path + ": the hub does not answer this key");
  surface.scan_bytes(answer->headers, path + ", headers");
  surface.scan_bytes(answer->body, path);
}

// A text or a whole number, as it stands in a path.
std::string path_word(const model::Value* value) {
  if (value == nullptr) return {};
  if (value->is_string()) return std::string(value->as_string());
  return value->is_integer() ? std::to_string(value->as_integer()) : std::string();
}

// A list of the API and the member of its items that a path asks for.
struct Listed {
  std::string_view name, path, list, member;
};
constexpr std::array<Listed, 4> kListed = {{
    {"delivery", "/api/v1/deliveries?limit=1000", "deliveries", "id"},
    {"tenant", "/api/v1/status", "lanes", "tenant"},
    {"target", "/api/v1/status", "lanes", "target"},
    {"version", "/api/v1/status", "lanes", "mapping_version"},
}};

std::vector<std::string> ids_in(RestClient& hub, const Listed& listed) {
  std::vector<std::string> ids;
  const auto answer = hub.get(std::string(listed.path));
  const model::Value* items = answer ? answer->value().find(listed.list) : nullptr;
  if (items == nullptr || !items->is_array()) return ids;
  for (const model::Value& item : items->as_array()) {
    std::string id = path_word(item.find(listed.member));
    if (!id.empty() && ids.size() < kIdsMax && std::ranges::find(ids, id) == ids.end())
      ids.push_back(std::move(id));
  }
  return ids;
}

// What a path's {name} may stand for in this hub; any id when it has none, for the refusal is read as well.
std::vector<std::string> ids_of(RestClient& hub, std::string_view name) {
  std::vector<std::string> ids;
  for (const Listed& listed : kListed) {
    if (listed.name == name) ids = ids_in(hub, listed);
  }
  if (ids.empty()) ids.emplace_back("1-1");
  return ids;
}

// Lists whole, as far as one page goes; of a stream the first event, which has all there is.
std::string widened(const std::string& path, const model::Value& operation) {
  const model::Value* parameters = operation.find("parameters");
  if (parameters == nullptr || !parameters->is_array()) return path;
  for (const model::Value& parameter : parameters->as_array()) {
    if (parameter.text_at("name") == "limit") return path + "?limit=1000";
    if (parameter.text_at("name") == "events") return path + "?events=1";
  }
  return path;
}

// The path with each of its {names} in turn replaced by what they may stand for.
std::vector<std::string> filled_in(RestClient& hub, const std::string& path) {
  std::vector<std::string> paths{path};
  for (std::size_t open = path.find('{'); open != std::string::npos; open = path.find('{', open + 1)) {
    const std::string name = path.substr(open, path.find('}', open) + 1 - open);
    const auto ids = ids_of(hub, std::string_view(name).substr(1, name.size() - 2));
    std::vector<std::string> filled;
    for (const std::string& each : paths) {
      for (const std::string& id : ids) {
        if (filled.size() < kPathsMax)
          filled.push_back(std::string(each).replace(each.find(name), name.size(), encode(id)));
      }
    }
    paths = std::move(filled);
  }
  return paths;
}

// Every operation that only reads, as the hub itself describes them.
std::vector<std::string> readable_paths(RestClient& hub, Surface& surface) {
  const auto description = hub.get("/openapi.json");
  const model::Value* paths = description ? description->value().find("paths") : nullptr;
  if (paths == nullptr || !paths->is_object()) {
    surface.not_scanned("/openapi.json cannot be read");
    return {};
  }
  std::vector<std::string> readable;
  for (const model::Member& path : paths->as_object()) {
    const model::Value* operation = path.value.find("get");
    if (operation == nullptr) continue;
    for (const std::string& filled : filled_in(hub, std::string(path.name)))
      readable.push_back(widened(filled, *operation));
  }
  return readable;
}

bool is_figures(const std::string& path) {
  return path == "/metrics" || path == "/healthz" || path == "/readyz";
}

void scan_admin_answers(RestClient& hub, Surface& figures, Surface& api) {
  for (const std::string& path : readable_paths(hub, api))
    scan_answer(hub, path, is_figures(path) ? figures : api);
}

void scan_volume(const std::string& volume, Surface& surface) {
  if (volume.empty()) return surface.not_scanned("name the volume of the data folder with --volume");
  ::sync();
  surface.scan_file(volume);
}

void scan_logs(const ProofTarget& target, Surface& surface) {
  if (target.logs.empty()) return scan_output(target.process, surface);
  surface.scan_folder(target.logs);
}

// Children come and go: one that is gone holds nothing.
void scan_processes(pid_t hub, Surface& memory, Surface& hidden) {
  for (const pid_t process : proof::with_descendants(hub)) {
    if (process != hub && !proof::identity_of(process).ok()) continue;
    scan_memory(process, memory);
    scan_hidden_files(process, hidden);
  }
}

void scan_swap(pid_t process, Surface& surface) {
  check_swap(process, surface);
  scan_swap_areas(surface);
}

void scan_source(const ProofTarget& target, Surface& surface) {
  // What this command made up is in its own memory only, which ends with it.
  if (target.source.empty())
    return surface.require(target.source_is_self, "name a copy of what the source keeps with --source");
  std::error_code error;
  if (std::filesystem::is_directory(target.source, error)) return surface.scan_folder(target.source);
  if (!std::filesystem::exists(target.source, error))
    return surface.not_scanned("cannot read " + target.source);
  surface.scan_file(target.source);
}

// "" when the hub's process is the one that this machine knows by that number.
std::string elsewhere(const ProofTarget& target) {
  const auto here = proof::identity_of(target.process);
  if (here.ok() && *here == target.identity) return {};
  return "the hub does not run here: run this on its own machine";
}

}  // namespace

std::vector<Surface> scan_surfaces(RestClient& hub, const ProofTarget& target,
                                   const proof::Markers& markers) {
  Surface data("S1", "data folder", markers), volume("S2", "raw volume", markers), logs("S3", "log", markers),
      figures("S4", "metrics and health", markers), api("S5", "admin API", markers),
      certificates("S6", "certificate log", markers), cores("S7", "core dumps", markers),
      swap("S8", "swap", markers), memory("S9", "memory of the process", markers),
      hidden("S10", "deleted files, environment", markers), keys("S11", "key files", markers),
      source("S12", "source", markers);
  scan_admin_answers(hub, figures, api);
  scan_answer(hub, "/api/v1/certificates?limit=1000", certificates);
  scan_answer(hub, "/certificates/log/checkpoint", certificates);
  scan_source(target, source);
  if (const std::string why = elsewhere(target); !why.empty()) {
    for (Surface* local : {&data, &volume, &logs, &certificates, &cores, &swap, &memory, &hidden, &keys})
      local->not_scanned(why);
  } else {
    data.scan_folder(target.data_dir);
    scan_volume(target.volume, volume);
    scan_logs(target, logs);
    certificates.scan_folder(target.data_dir + "/certificates");
    check_cores(target.process, cores);
    scan_swap(target.process, swap);
    scan_processes(target.process, memory, hidden);
    keys.scan_folder(target.data_dir + "/keys");
  }
  std::vector<Surface> surfaces;
  for (Surface* one : {&data, &volume, &logs, &figures, &api, &certificates, &cores, &swap, &memory, &hidden,
                       &keys, &source})
    surfaces.push_back(std::move(*one));
  return surfaces;
}

}  // namespace hub::hubctl
