// `hubctl proof run`: a canary through the live hub, then a search of everything that it could have left
// behind.
#include <algorithm>
#include <chrono>
#include <thread>

#include "core/admin/json_writer.hpp"
#include "core/admin/query.hpp"
#include "core/base/random.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/proof_canary.hpp"
#include "tools/hubctl/proof_report.hpp"
#include "tools/hubctl/proof_surfaces.hpp"

namespace hub::hubctl {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;
constexpr std::int64_t kPromisedSeconds = 60;  // within which nothing remains
constexpr std::int64_t kWithinSecondsMax = 3600;
constexpr seconds kAnswerTime{5};
constexpr std::chrono::milliseconds kPause{200};
constexpr std::size_t kTextBytesMin = 16;

Result<ProofTarget> open_session(Call& call) {
  const auto answer = call.hub.post("/api/v1/proof/session", "{}");
  if (!answer) return answer.error();
  const model::Value* process = answer->value().find("process");
  if (process == nullptr || !process->is_integer())
    return invalid_error("not_understood", "the hub's answer is not understood");
  ProofTarget target;
  target.events_url = answer->value().text_at("events_url");
  target.key = answer->value().text_at("key");
  target.data_dir = answer->value().text_at("data_dir");
  target.identity = answer->value().text_at("identity");
  target.process = static_cast<pid_t>(process->as_integer());
  if (const std::string* logs = call.find("logs")) target.logs = *logs;
  if (const std::string* volume = call.find("volume")) target.volume = *volume;
  if (const std::string* source = call.find("source")) target.source = *source;
  return target;
}

// True when the hub says that the canary is confirmed and deleted, false when it was not in time.
Result<bool> send_canary(const ProofTarget& target, const std::string& event, seconds within) {
  RestClient events(target.events_url, target.key, within + kAnswerTime);
  const auto answer = events.post_event("/v1/cases", event, within);
  if (!answer) return answer.error();
  return answer->text().find("\"certificate\"") != std::string::npos;
}

bool any_found(const std::vector<proof::Surface>& surfaces) {
  return std::ranges::any_of(
      surfaces, [](const proof::Surface& one) { return one.state() == proof::Surface::State::found; });
}

// Again until nothing is found or one began after the promised time: the files follow the memory a moment
// later.
std::vector<proof::Surface> search(Call& call, const ProofTarget& target, const proof::Markers& markers,
                                   steady_clock::time_point until) {
  for (;;) {
    const auto began = steady_clock::now();
    std::vector<proof::Surface> surfaces = scan_surfaces(call.hub, target, markers);
    if (!any_found(surfaces) || began >= until) return surfaces;
    std::this_thread::sleep_for(kPause);
  }
}

// How long the hub has for each of two things: to delete the canary, and to leave nothing of it.
std::optional<seconds> time_allowed(const Call& call) {
  const std::string* text = call.find("within");
  const auto given = text == nullptr ? std::optional(kPromisedSeconds) : admin::parse_integer(*text);
  if (!given || *given < 1 || *given > kWithinSecondsMax) return std::nullopt;
  return seconds(*given);
}

// The canary is deleted here: taken back from the tenant's targets, then searched for.
int report_deleted(Call& call, const ProofTarget& target, const std::string& tenant,
                   const std::string& canary, const proof::Markers& markers, seconds within) {
  const auto began = steady_clock::now();
  ProofReport found;
  if (!tenant.empty()) {
    auto erased = erase_canary(call.hub, tenant, canary);
    if (erased)
      found.targets = std::move(*erased);
    else
      found.unproven = "the canary is still at the targets: " + erased.error().message;
  }
  found.surfaces = search(call, target, markers, began + within);
  found.since_deleted = std::chrono::duration_cast<seconds>(steady_clock::now() - began);
  return report(call, found);
}

// So that the console can tell when there was a proof last. A hub that is gone meanwhile needs no word.
int tell(Call& call, int status) {
  admin::JsonWriter json;
  json.begin_object().member("passed", status == kDone).end_object();
  (void)call.hub.post("/api/v1/proof/result", std::string(json.take().view()));
  return status;
}

int proof_run(Call& call) {
  const auto within = time_allowed(call);
  if (!within) return fail(call, kBadUsage, "--within is a number of seconds, 1 to 3600");
  const std::string* given = call.find("target");
  const std::string tenant = given == nullptr ? std::string() : *given;
  auto target = open_session(call);
  if (!target) return refused(call, target.error());
  target->source_is_self = true;
  SystemRandom random;
  proof::Markers markers;
  const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  const std::string canary = make_canary(random, now, tenant, markers);
  const auto deleted = send_canary(*target, canary, *within);
  if (!deleted) return refused(call, deleted.error());
  if (*deleted) return tell(call, report_deleted(call, *target, tenant, canary, markers, *within));
  const std::string late = "the canary was not confirmed and deleted within " +
                           std::to_string(within->count()) + " s" +
                           (tenant.empty() ? "" : "; what is at the targets stays there");
  return tell(call, report(call, {scan_surfaces(call.hub, *target, markers), late, std::nullopt}));
}

// Each line of the file is a text; the answer names its line, never the text.
Result<proof::Markers> read_texts(const std::string& path) {
  const auto content = read_file(path);
  if (!content.ok()) return content.error();
  proof::Markers markers;
  std::size_t number = 0;
  for (std::string_view rest = content->view(); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    ++number;
    if (line.empty()) continue;
    if (line.size() < kTextBytesMin)
      return config_error(path + ":" + std::to_string(number) + ": shorter than " +
                          std::to_string(kTextBytesMin) + " bytes, which would be found by chance");
    markers.add("line " + std::to_string(number), line);
  }
  if (markers.size() == 0) return config_error("holds no text: " + path);
  return markers;
}

int proof_search(Call& call) {
  const auto markers = read_texts(call.arguments.front());
  if (!markers) return fail(call, kBadUsage, markers.error().message);
  const auto target = open_session(call);
  if (!target) return refused(call, target.error());
  return report(call, {scan_surfaces(call.hub, *target, *markers), {}, std::nullopt});
}

}  // namespace

std::vector<Command> proof_commands() {
  const Option logs = {"logs", "FOLDER",
                       "where the log is kept; if absent, the file that the hub writes it to"};
  const Option volume = {"volume", "DEVICE",
                         "the volume with the data folder, as a device or an image of it"};
  const Option source = {"source", "PATH", "a copy of what the source keeps, to be searched as well"};
  const Option within = {"within", "SECONDS", "how long the hub may take, 60 if absent"};
  const Option target = {"target", "TENANT",
                         "to this tenant's real targets instead of the hub's own sink, and back out of them"};
  return {{"proof run",
           "",
           0,
           0,
           "Sends a made-up case through this hub and searches everything for what it left behind.",
           {target, logs, volume, source, within},
           proof_run},
          {"proof search",
           "FILE",
           1,
           1,
           "Searches everything of this hub for texts of your own, one a line, in every encoding.",
           {logs, volume, source},
           proof_search}};
}

}  // namespace hub::hubctl
