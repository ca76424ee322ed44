#include "tools/hubctl/proof_surfaces.hpp"

#include <unistd.h>

#include "core/proof/process.hpp"

namespace hub::hubctl {
namespace {

using proof::Surface;

void scan_answer(RestClient& hub, const std::string& path, Surface& surface) {
  const auto answer = hub.get(path);
  // What the hub refuses is an answer as well, and it is searched; whom it does not know has seen nothing.
  const bool is_answered =
      answer.ok() || (answer.error().code.starts_with("status_") && answer.error().kind != ErrorKind::auth);
  if (!is_answered) return surface.not_scanned(path + ": " + answer.error().message);
  surface.scan_bytes(answer ? answer->text() : answer.error().message, path);
}

// Every operation that only reads, as the hub itself describes them; what is in {} is any id.
std::vector<std::string> readable_paths(RestClient& hub, Surface& surface) {
  const auto description = hub.get("/openapi.json");
  const model::Value* paths = description ? description->value().find("paths") : nullptr;
  if (paths == nullptr) {
    surface.not_scanned("/openapi.json cannot be read");
    return {};
  }
  std::vector<std::string> readable;
  for (const model::Member& path : paths->as_object()) {
    if (path.value.find("get") == nullptr) continue;
    std::string text(path.name);
    for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{'))
      text.replace(open, text.find('}', open) - open + 1, "1-1");
    readable.push_back(std::move(text));
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

// With the newest certificates, the canary's among them.
void scan_certificates(RestClient& hub, const std::string& data_dir, Surface& surface) {
  scan_answer(hub, "/api/v1/certificates?limit=1000", surface);
  scan_answer(hub, "/certificates/log/checkpoint", surface);
  surface.scan_folder(data_dir + "/certificates");
}

void scan_volume(const std::string& volume, Surface& surface) {
  if (volume.empty()) return surface.not_scanned("name the volume of the data folder with --volume");
  ::sync();
  surface.scan_file(volume);
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
  data.scan_folder(target.data_dir);
  scan_volume(target.volume, volume);
  if (target.logs.empty())
    scan_output(target.process, logs);
  else
    logs.scan_folder(target.logs);
  scan_admin_answers(hub, figures, api);
  scan_certificates(hub, target.data_dir, certificates);
  check_cores(target.process, cores);
  check_swap(target.process, swap);
  scan_memory(target.process, memory);
  scan_hidden_files(target.process, hidden);
  keys.scan_folder(target.data_dir + "/keys");
  // This command is the canary's source and keeps it in its own memory only, which ends with it.
  source.require(true, "");
  std::vector<Surface> surfaces;
  for (Surface* one : {&data, &volume, &logs, &figures, &api, &certificates, &cores, &swap, &memory, &hidden,
                       &keys, &source})
    surfaces.push_back(std::move(*one));
  return surfaces;
}

}  // namespace hub::hubctl
