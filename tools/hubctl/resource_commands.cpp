#include <filesystem>
#include <map>
#include <ostream>
#include <utility>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/hub_resources.hpp"
#include "tools/hubctl/text_diff.hpp"

namespace hub::hubctl {
namespace {

std::string proposal_of(const std::vector<ResourceText>& files, bool dry_run) {
  admin::JsonWriter json;
  json.begin_object().name("files").begin_array();
  for (const ResourceText& file : files)
    json.begin_object().member("name", file.name).member("text", file.text.view()).end_object();
  json.end_array().member("dry_run", dry_run).end_object();
  const Buffer body = json.take();
  return std::string(body.view());
}

int number_at(const model::Value& object, std::string_view name) {
  const model::Value* value = object.find(name);
  return value != nullptr && value->is_integer() ? static_cast<int>(value->as_integer()) : 0;
}

// False when the answer is not understood.
bool print_outcome(Call& call, const model::Value& answer, bool& has_problems) {
  const model::Value *problems = answer.find("problems"), *changes = answer.find("changes");
  if (problems == nullptr || changes == nullptr || !problems->is_array() || !changes->is_array())
    return false;
  has_problems = !problems->as_array().empty();
  if (call.json) return true;
  for (const model::Value& one : problems->as_array()) {
    config::Problem problem;
    problem.file = one.text_at("file");
    problem.line = number_at(one, "line");
    problem.column = number_at(one, "column");
    problem.message = one.text_at("message");
    problem.fix = one.text_at("fix");
    call.err << problem.text() << '\n';
  }
  for (const model::Value& change : changes->as_array())
    call.out << id_of(change).text() << ' ' << change.text_at("what") << '\n';
  return true;
}

int apply(Call& call) {
  const auto files = resource_texts(call.arguments.front());
  if (!files) return fail(call, kBadUsage, files.error().message);
  const bool dry_run = call.find("dry-run") != nullptr;
  const auto answer = call.hub.post("/api/v1/resources/apply", proposal_of(*files, dry_run));
  if (!answer) return refused(call, answer.error());
  bool has_problems = false;
  if (!print_outcome(call, answer->value(), has_problems))
    return fail(call, kRefused, "the hub's answer is not understood");
  if (call.json) call.out << answer->text() << '\n';
  if (has_problems) return call.json ? kFoundProblems : fail(call, kFoundProblems, "nothing was changed");
  if (!call.json && dry_run) call.out << "nothing was changed: a dry run\n";
  return kDone;
}

int diff(Call& call) {
  const auto files = resource_texts(call.arguments.front());
  if (!files) return fail(call, kBadUsage, files.error().message);
  const auto live = live_resources(call, "");
  if (!live) return refused(call, live.error());
  config::Problems problems;
  std::string text;
  for (const ResourceText& file : *files) {
    for (const policy::ResourceDocument& document :
         policy::read_documents(file.text.view(), file.name, problems)) {
      const auto here = live->find(document.id);
      const std::string changes = text_diff(here == live->end() ? "" : here->second.first, document.text);
      if (!changes.empty()) text += document.id.text() + '\n' + changes;
    }
  }
  if (!problems.empty()) return fail(call, kFoundProblems, config::all_texts(problems));
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().member("differs", !text.empty()).member("diff", text).end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
  } else {
    call.out << (text.empty() ? "the hub has the same\n" : text);
  }
  return text.empty() ? kDone : kFoundProblems;
}

// Each tenant with its targets, each partner, in a file of its own.
std::map<std::string, std::string> exported(const LiveResources& live, bool all) {
  std::map<std::string, std::string> files;
  for (const char* kind : {"partner", "tenant", "target"}) {
    for (const auto& [id, its] : live) {
      if (id.kind != kind || (!all && !its.second.empty())) continue;
      const std::string owner = id.kind == "target" ? id.tenant : id.name;
      std::string& text = files[(id.kind == "partner" ? "partner-" : "") + owner + ".yaml"];
      text += (text.empty() ? "" : "---\n") + its.first + (its.first.ends_with('\n') ? "" : "\n");
    }
  }
  return files;
}

int export_all(Call& call) {
  const std::string* tenant = call.find("tenant");
  const auto live = live_resources(call, tenant != nullptr ? "?tenant=" + encode(*tenant) : "");
  if (!live) return refused(call, live.error());
  const auto files = exported(*live, call.find("all") != nullptr);
  admin::JsonWriter json;
  json.begin_object().name("files").begin_array();
  bool is_first = true;
  for (const auto& [name, text] : files) {
    json.begin_object().member("name", name).member("text", text).end_object();
    if (!call.arguments.empty()) {
      const std::string path = (std::filesystem::path(call.arguments.front()) / name).string();
      if (const auto written = write_file(path, text); !written)
        return fail(call, kRefused, written.error().message);
      if (!call.json) call.out << path << '\n';
    } else if (!call.json) {
      call.out << (std::exchange(is_first, false) ? "" : "---\n") << text;
    }
  }
  json.end_array().end_object();
  if (call.json) {
    const Buffer line = json.take();
    call.out << line.view() << '\n';
  }
  return kDone;
}

}  // namespace

std::vector<Command> resource_commands() {
  return {
      {"apply",
       "FILE|FOLDER",
       1,
       1,
       "Makes tenants, partners and targets what these documents say, live and for good: all of them, or "
       "none "
       "and every problem with file, line and column. What is in no document stays as it is.",
       {{"dry-run", "", "say what would change, and change nothing"}},
       apply},
      {"diff",
       "FILE|FOLDER",
       1,
       1,
       "What these documents would change, line by line. Exit status 1 when they would.",
       {},
       diff},
      {"export",
       "[FOLDER]",
       0,
       1,
       "The resources that were applied, as they were written: a file for each tenant with its targets, in "
       "the folder or on standard output.",
       {{"tenant", "NAME", "only this tenant's"}, {"all", "", "also those of the hub's own folder"}},
       export_all}};
}

}  // namespace hub::hubctl
