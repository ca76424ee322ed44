#include <filesystem>
#include <ostream>
#include <utility>

#include "core/admin/json_writer.hpp"
#include "core/policy/resource_document.hpp"
#include "core/policy/resources.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/resource_texts.hpp"
#include "tools/hubctl/text_diff.hpp"

namespace hub::hubctl {
namespace {

void print_outcome(Call& call, const model::Value& answer) {
  for (const model::Value& one : list_at(answer, "problems")) call.err << problem_of(one).text() << '\n';
  for (const model::Value& change : list_at(answer, "changes"))
    call.out << resource_id_of(change).text() << ' ' << change.text_at("what") << '\n';
}

int apply(Call& call) {
  const auto files = resource_texts(call.arguments.front());
  if (!files) return fail(call, kBadUsage, files.error().message);
  const bool dry_run = call.find("dry-run") != nullptr;
  const auto answer = apply_resources(call.hub, *files, dry_run);
  if (!answer) return refused(call, answer.error());
  const bool has_problems = !list_at(answer->value(), "problems").empty();
  if (!call.json) print_outcome(call, answer->value());
  if (call.json) call.out << answer->text() << '\n';
  if (has_problems) return call.json ? kFoundProblems : fail(call, kFoundProblems, "nothing was changed");
  if (!call.json && dry_run) call.out << "nothing was changed: a dry run\n";
  return kDone;
}

int diff(Call& call) {
  const auto files = resource_texts(call.arguments.front());
  if (!files) return fail(call, kBadUsage, files.error().message);
  const auto live = live_resources(call.hub, "");
  if (!live) return refused(call, live.error());
  config::Problems problems;
  std::string text;
  for (const ResourceText& file : *files) {
    for (const policy::ResourceDocument& document : policy::read_documents(file.text, file.name, problems)) {
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
  const auto live = live_resources(call.hub, tenant != nullptr ? "?tenant=" + encode(*tenant) : "");
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
