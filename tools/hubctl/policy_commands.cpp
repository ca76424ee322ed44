#include <chrono>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "core/policy/explain.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/resource_texts.hpp"
#include "tools/hubctl/table.hpp"
#include "tools/hubd/hub_settings.hpp"

namespace hub::hubctl {
namespace {

// What policies are about: the documents of a node and where it stands.
struct Site {
  std::map<policy::ResourceId, config::Node> documents;
  policy::NodePlaces node;
};

void add(std::vector<policy::ResourceDocument> documents, Site& site) {
  for (policy::ResourceDocument& document : documents)
    site.documents.insert_or_assign(std::move(document.id), std::move(document.node));
}

Site site_of_file(const std::string& file, config::Problems& problems) {
  Site site;
  const hubd::HubSettings settings = hubd::load_hub_settings(file, problems);
  if (!problems.empty()) return site;
  site.node = settings.places;
  for (const std::string& name : policy::resource_files(settings.resources_folder, problems))
    add(policy::load_documents(name, problems), site);
  return site;
}

Result<Site> site_of_hub(Call& call, config::Problems& problems) {
  const auto live = live_resources(call.hub, "");
  if (!live) return live.error();
  const auto status = call.hub.get("/api/v1/status");
  if (!status) return status.error();
  Site site;
  site.node = {std::string(status->value().text_at("place")),
               std::string(status->value().text_at("backup_place"))};
  for (const auto& [id, its] : *live)
    add(policy::read_documents(its.first, its.second.empty() ? "resource " + id.text() : its.second,
                               problems),
        site);
  return site;
}

int show(const Call& call, const config::Problems& problems) {
  for (const config::Problem& problem : problems) call.err << problem.text() << '\n';
  return kFoundProblems;
}

// Nothing when there was a problem.
std::optional<policy::Explanation> explanation_of(const Site& site, const std::string& tenant,
                                                  config::Problems& problems) {
  std::vector<config::Node> nodes;
  for (const auto& [id, node] : site.documents) nodes.push_back(node);
  const policy::Resources resources = policy::read_resources(nodes, problems);
  if (!problems.empty()) return std::nullopt;
  const policy::Tenant* its = resources.find_tenant(tenant);
  if (its == nullptr) {
    problems.push_back({"--tenant", 0, 0, {}, "there is no tenant '" + tenant + '\'', {}});
    return std::nullopt;
  }
  const auto now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  return policy::explain(*its, resources, site.node, now);
}

void print_json(const policy::Explanation& explanation, std::ostream& out) {
  admin::JsonWriter json;
  json.begin_object().name("rules").begin_array();
  for (const policy::RuleNote& note : explanation.rules) {
    json.begin_object().member("rule", note.rule).member("legal_basis", note.legal_basis);
    json.member("conditions", note.conditions).end_object();
  }
  json.end_array().name("fields").begin_array();
  for (const policy::FieldVerdicts& field : explanation.fields) {
    json.begin_object().member("field", field.field);
    json.member("class", model::to_string(field.data_class)).name("verdicts").begin_array();
    for (std::size_t i = 0; i < field.verdicts.size(); ++i) {
      const policy::Verdict& verdict = field.verdicts[i];
      json.begin_object().member("what", explanation.columns[i]).member("allowed", !verdict.rule.empty());
      if (verdict.rule.empty())
        json.member("reason", verdict.reason);
      else
        json.member("rule", verdict.rule);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().name("keeping").begin_array();
  for (const policy::KeepNote& note : explanation.keeping)
    json.begin_object().member("case_type", note.type).member("kept", note.kept).end_object();
  json.end_array().end_object();
  const Buffer line = json.take();
  out << line.view() << '\n';
}

void print_table(const policy::Explanation& explanation, std::ostream& out) {
  std::vector<std::string> heads = {"FIELD", "CLASS"};
  heads.insert(heads.end(), explanation.columns.begin(), explanation.columns.end());
  Table table(std::move(heads));
  for (const policy::FieldVerdicts& field : explanation.fields) {
    std::vector<std::string> row = {field.field, std::string(model::to_string(field.data_class))};
    for (const policy::Verdict& verdict : field.verdicts)
      row.push_back(!verdict.rule.empty()           ? verdict.rule
                    : verdict.reason == "max_class" ? "- max_class"
                                                    : "-");
    table.add(std::move(row));
  }
  table.print(out);
  out << '\n';
  Table rules({"RULE", "LEGAL BASIS", "CONDITIONS"});
  for (const policy::RuleNote& note : explanation.rules)
    rules.add({note.rule, note.legal_basis.empty() ? "-" : note.legal_basis,
               note.conditions.empty() ? "-" : note.conditions});
  rules.print(out);
  out << '\n';
  Table keeping({"CASE TYPE", "OF DELIVERED CASES"});
  for (const policy::KeepNote& note : explanation.keeping) keeping.add({note.type, note.kept});
  keeping.print(out);
}

void print_changes(const Call& call, const std::vector<policy::PolicyChange>& changes) {
  if (call.json) {
    admin::JsonWriter json;
    json.begin_object().name("changes").begin_array();
    for (const policy::PolicyChange& change : changes)
      json.begin_object()
          .member("field", change.field)
          .member("what", change.column)
          .member("before", change.before)
          .member("after", change.after)
          .end_object();
    json.end_array().end_object();
    const Buffer line = json.take();
    call.out << line.view() << '\n';
    return;
  }
  Table table({"", "FIELD", "WHAT", "BEFORE", "AFTER"});
  for (const policy::PolicyChange& change : changes)
    table.add({change.is_allowed_now() ? "allows"
               : change.is_stopped()   ? "stops"
                                       : "by",
               change.field, change.column, change.before.empty() ? "-" : change.before,
               change.after.empty() ? "-" : change.after});
  if (changes.empty())
    call.out << "it allows and stops the same\n";
  else
    table.print(call.out);
}

// `proposed`: null to explain what is; otherwise what that file or folder would change.
int answer(Call& call, const std::string* proposed) {
  const std::string* tenant = call.find("tenant");
  if (tenant == nullptr) return fail(call, kBadUsage, "say whose policy: --tenant NAME");
  config::Problems problems;
  Site site;
  if (const std::string* file = call.find("config")) {
    site = site_of_file(*file, problems);
  } else {
    auto live = site_of_hub(call, problems);
    if (!live) return refused(call, live.error());
    site = std::move(*live);
  }
  if (!problems.empty()) return show(call, problems);
  const auto before = explanation_of(site, *tenant, problems);
  if (proposed == nullptr && before)
    call.json ? print_json(*before, call.out) : print_table(*before, call.out);
  if (proposed == nullptr || !before) return problems.empty() ? kDone : show(call, problems);
  const auto texts = resource_texts(*proposed);
  if (!texts) return fail(call, kBadUsage, texts.error().message);
  for (const ResourceText& text : *texts) add(policy::read_documents(text.text, text.name, problems), site);
  const auto after = problems.empty() ? explanation_of(site, *tenant, problems) : std::nullopt;
  if (!after) return show(call, problems);
  const auto changes = policy::changes_between(*before, *after);
  print_changes(call, changes);
  return changes.empty() ? kDone : kFoundProblems;
}

int explain(Call& call) {
  return answer(call, call.find("with"));
}

int diff(Call& call) {
  return answer(call, &call.arguments.front());
}

int reference(Call& call) {
  call.out << policy::policy_reference_page();
  return kDone;
}

}  // namespace

std::vector<Command> policy_commands() {
  const Option tenant{"tenant", "NAME", "whose policy"};
  const Option config{"config", "HUB.YAML",
                      "reads the settings and resources of a node instead of asking the hub"};
  return {
      {"policy explain",
       "",
       0,
       0,
       "Shows for every field of a case which rule lets it be accepted, stored, processed, logged, backed up "
       "and delivered to each target, and for every type of case what is kept of it.",
       {tenant, config, {"with", "FILE|FOLDER", "what these documents would newly allow or stop"}},
       explain},
      {"policy diff",
       "FILE|FOLDER",
       1,
       1,
       "What these documents would newly allow or stop; nothing is changed. Exit status 1 when they would.",
       {tenant, config},
       diff},
      {"policy reference", "", 0, 0, "Prints the page about policies, as Markdown.", {}, reference}};
}

}  // namespace hub::hubctl
