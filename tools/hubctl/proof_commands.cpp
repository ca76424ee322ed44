// `hubctl proof run`: a canary through the live hub, then a search of everything that it could have left
// behind.
#include <algorithm>
#include <chrono>
#include <ostream>
#include <thread>

#include "core/admin/json_writer.hpp"
#include "core/base/random.hpp"
#include "core/proof/process.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/proof_canary.hpp"
#include "tools/hubctl/proof_surfaces.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

using std::chrono::steady_clock;
constexpr std::chrono::seconds kPromised{60};  // within which nothing remains
constexpr std::chrono::milliseconds kPause{200};
constexpr std::size_t kTextBytesMin = 16;

Result<ProofTarget> open_session(Call& call) {
  const auto answer = call.hub.post("/api/v1/proof/session", "{}");
  if (!answer) return answer.error();
  const model::Value* process = answer->value().find("process");
  if (process == nullptr) return invalid_error("not_understood", "the hub's answer is not understood");
  ProofTarget target;
  target.events_url = answer->value().text_at("events_url");
  target.key = answer->value().text_at("key");
  target.data_dir = answer->value().text_at("data_dir");
  target.process = static_cast<pid_t>(process->as_integer());
  if (const std::string* logs = call.find("logs")) target.logs = *logs;
  if (const std::string* volume = call.find("volume")) target.volume = *volume;
  return target;
}

// Returns once the hub says that the canary is confirmed and deleted.
Result<void> send_canary(const ProofTarget& target, const std::string& event) {
  RestClient events(target.events_url, target.key, kPromised + std::chrono::seconds(5));
  const auto answer = events.post_event("/v1/cases", event, kPromised);
  if (!answer) return answer.error();
  if (answer->text().find("\"certificate\"") == std::string::npos)
    return transient_error("not_deleted", "the canary was not confirmed and deleted within 60 s");
  return {};
}

bool all_clean(const std::vector<proof::Surface>& surfaces) {
  return std::ranges::all_of(
      surfaces, [](const proof::Surface& one) { return one.state() == proof::Surface::State::clean; });
}
bool any_found(const std::vector<proof::Surface>& surfaces) {
  return std::ranges::any_of(
      surfaces, [](const proof::Surface& one) { return one.state() == proof::Surface::State::found; });
}

// Again until nothing is found or the promised time is over: the files follow the memory a moment later.
std::vector<proof::Surface> search(Call& call, const ProofTarget& target, const proof::Markers& markers,
                                   steady_clock::time_point until) {
  for (;;) {
    std::vector<proof::Surface> surfaces = scan_surfaces(call.hub, target, markers);
    if (!any_found(surfaces) || steady_clock::now() >= until) return surfaces;
    std::this_thread::sleep_for(kPause);
  }
}

void print_json(const std::vector<proof::Surface>& surfaces, std::optional<std::int64_t> seconds,
                std::ostream& out) {
  admin::JsonWriter json;
  json.begin_object()
      .member("clean", all_clean(surfaces))
      .member("seconds", seconds)
      .name("surfaces")
      .begin_array();
  for (const proof::Surface& one : surfaces) {
    json.begin_object().member("surface", one.id()).member("name", one.name());
    json.member("state", proof::to_string(one.state()))
        .member("bytes", static_cast<std::int64_t>(one.bytes()));
    json.member("hits", static_cast<std::int64_t>(one.hits())).name("details").begin_array();
    for (const std::string& detail : one.details()) json.text(detail);
    json.end_array().end_object();
  }
  json.end_array().end_object();
  const Buffer line = json.take();
  out << line.view() << '\n';
}

void print_table(const std::vector<proof::Surface>& surfaces, std::optional<std::int64_t> seconds,
                 std::ostream& out) {
  Table table({"SURFACE", "WHAT", "RESULT", "BYTES", "HITS"});
  for (const proof::Surface& one : surfaces)
    table.add({one.id(), one.name(), std::string(proof::to_string(one.state())), std::to_string(one.bytes()),
               std::to_string(one.hits())});
  table.print(out);
  for (const proof::Surface& one : surfaces) {
    for (const std::string& detail : one.details()) out << one.id() << ": " << detail << '\n';
  }
  out << (all_clean(surfaces) ? "nothing remains" : "NOT PROVEN");
  if (seconds) out << ", " << *seconds << " s after the canary was deleted";
  out << '\n';
}

int report(Call& call, const std::vector<proof::Surface>& surfaces, std::optional<std::int64_t> seconds) {
  if (call.json)
    print_json(surfaces, seconds, call.out);
  else
    print_table(surfaces, seconds, call.out);
  return all_clean(surfaces) ? kDone : kFoundProblems;
}

int proof_run(Call& call) {
  const auto target = open_session(call);
  if (!target) return refused(call, target.error());
  SystemRandom random;
  proof::Markers markers;
  const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  const std::string canary = make_canary(random, now, markers);
  if (const auto sent = send_canary(*target, canary); !sent) return refused(call, sent.error());
  const auto deleted = steady_clock::now();
  const auto surfaces = search(call, *target, markers, deleted + kPromised);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - deleted);
  return report(call, surfaces, seconds.count());
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
  return report(call, scan_surfaces(call.hub, *target, *markers), std::nullopt);
}

}  // namespace

std::vector<Command> proof_commands() {
  const std::vector<Option> places = {
      {"logs", "FOLDER", "where the log is kept; if absent, the file that the hub writes it to"},
      {"volume", "DEVICE", "the volume with the data folder, as a device or an image of it"}};
  return {{"proof run", "", 0, 0,
           "Sends a made-up case through this hub and searches everything for what it left behind.", places,
           proof_run},
          {"proof search", "FILE", 1, 1,
           "Searches everything of this hub for texts of your own, one a line, in every encoding.", places,
           proof_search}};
}

}  // namespace hub::hubctl
