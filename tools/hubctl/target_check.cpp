#include "tools/hubctl/target_check.hpp"

#include <filesystem>
#include <ostream>

#include "connectors/connectors.hpp"
#include "core/mapping/tools/lint.hpp"
#include "core/policy/resource_reader.hpp"
#include "tools/hubctl/files.hpp"
#include "tools/hubctl/target_session.hpp"

namespace hub::hubctl {

namespace {

void tell(Call& call, const policy::Target& target, std::string_view what, const Error& error) {
  call.out << target.tenant << '/' << target.name << ": " << what << ": " << error.message << '\n';
  if (const auto advice = advice_for(error.kind, error.code); !advice.empty())
    call.out << "  " << advice << '\n';
}

void tell(Call& call, const config::Problems& problems) {
  for (const config::Problem& problem : problems) call.out << problem.text() << '\n';
}

Result<TargetSession::Network> network_of(const Call& call) {
  TargetSession::Network network;
  if (const std::string* subnet = call.find("allow")) {
    auto guard = http::AddressGuard::with_allowed({*subnet});
    if (!guard.ok()) return std::move(guard).error();
    network.guard = std::move(*guard);
  }
  if (const std::string* file = call.find("ca-file")) network.ca_file = *file;
  return network;
}

// Tenants and partners in the same file are passed over: a target is checked for itself.
std::vector<policy::Target> targets_in(const Call& call, config::Problems& problems) {
  policy::Resources resources;
  for (const std::string& file : call.arguments) {
    for (const config::Node& node : config::load_yaml(file, problems)) {
      const config::Node* kind = node.find("kind");
      if (kind && kind->text == "target") policy::read_resource(node, resources, problems);
    }
  }
  return std::move(resources.targets);
}

std::set<std::string> objects_of(const mapping::LintReport& report) {
  std::set<std::string> objects;
  for (const mapping::RecordFacts& record : report.facts.records) objects.insert(record.shape->object);
  return objects;
}

// The mapping as it is, and then against the target.
bool check_mapping(Call& call, const policy::Target& target, TargetSession& session) {
  const std::string* folder = call.find("mappings");
  const std::string file = (std::filesystem::path(folder ? *folder : "mappings") / target.mapping).string();
  const auto yaml = read_file(file);
  if (!yaml.ok()) {
    call.out << yaml.error().message << '\n';
    return false;
  }
  mapping::LintOptions options;
  options.max_class = target.max_class;
  const mapping::LintReport alone = mapping::lint(yaml->view(), file, options);
  if (!alone.mapping) {
    tell(call, alone.problems);
    return false;
  }
  const auto schema = session.describe(objects_of(alone));
  if (!schema.ok()) {
    tell(call, target, "cannot be described", schema.error());
    return false;
  }
  options.schema = &*schema;
  const mapping::LintReport report = mapping::lint(yaml->view(), file, options);
  tell(call, report.problems);
  return report.problems.empty();
}

bool check_one(Call& call, const policy::Target& target, const connectors::Registry& registry,
               const TargetSession::Network& network) {
  config::Problems problems;
  const auto session = TargetSession::open(target, registry, network, problems);
  tell(call, problems);
  if (!session) return false;
  if (const auto answer = session->probe(); !answer.ok()) {
    tell(call, target, "cannot be used", answer.error());
    return false;
  }
  const auto findings = session->try_out();
  if (!findings.ok()) {
    tell(call, target, "does not do what the settings ask for", findings.error());
    return false;
  }
  for (const std::string& finding : *findings)
    call.out << target.tenant << '/' << target.name << ": " << finding << '\n';
  if (!check_mapping(call, target, *session)) return false;
  call.out << target.tenant << '/' << target.name << ": host, credentials and mapping fit\n";
  return true;
}

void print(Call& call, const model::SchemaObject& object) {
  call.out << object.name << '\n';
  for (const model::SchemaField& field : object.fields) {
    call.out << "  " << field.name << "  " << field.type;
    if (field.length_max) call.out << ' ' << *field.length_max;
    if (field.unique) call.out << "  key";
    if (field.required) call.out << "  required";
    if (!field.createable && !field.updateable) call.out << "  read-only";
    if (!field.label.empty()) call.out << "  \"" << field.label << '"';
    for (std::size_t i = 0; i < field.values.size(); ++i)
      call.out << (i ? ", " : "  one of ") << field.values[i];
    call.out << '\n';
  }
}

}  // namespace

std::string_view advice_for(ErrorKind kind, std::string_view code) {
  if (code == "unresolved") return "check the address in the settings: this name does not exist";
  if (code == "refused")
    return "check the address in the settings and the firewall between: nobody listens there";
  if (code == "handshake_failed") {
    return "renew the target's certificate, or name its authority with --ca-file and outgoing.ca_file";
  }
  if (code == "timeout") return "check the firewall between: the target does not answer in time";
  if (code == "forbidden_address") {
    return "the address is a private one: allow its subnet with --allow and outgoing.private_subnets";
  }
  if (kind == ErrorKind::auth) return "check the credentials and the rights of the hub's user at the target";
  if (kind == ErrorKind::rate_limited) return "the target is busy: try again later";
  return {};
}

int check_target(Call& call) {
  connectors::Registry registry;
  connectors::add_all(registry);
  const auto network = network_of(call);
  if (!network.ok()) return fail(call, kBadUsage, network.error().message);
  config::Problems problems;
  const std::vector<policy::Target> targets = targets_in(call, problems);
  tell(call, problems);
  bool is_clean = problems.empty();
  if (targets.empty() && is_clean) return fail(call, kRefused, "there is no target in these files");
  for (const policy::Target& target : targets) {
    is_clean = check_one(call, target, registry, *network) && is_clean;
  }
  return is_clean ? kDone : kFoundProblems;
}

int describe_target(Call& call) {
  connectors::Registry registry;
  connectors::add_all(registry);
  const auto network = network_of(call);
  if (!network.ok()) return fail(call, kBadUsage, network.error().message);
  config::Problems problems;
  std::set<std::string> objects(call.arguments.begin() + 1, call.arguments.end());
  call.arguments.resize(1);
  const std::vector<policy::Target> targets = targets_in(call, problems);
  tell(call, problems);
  if (!problems.empty()) return kFoundProblems;
  if (targets.empty()) return fail(call, kRefused, "there is no target in this file");
  const auto session = TargetSession::open(targets.front(), registry, *network, problems);
  tell(call, problems);
  if (!session) return kFoundProblems;
  const auto schema = session->describe(std::move(objects));
  if (!schema.ok()) {
    tell(call, targets.front(), "cannot be described", schema.error());
    return kFoundProblems;
  }
  for (const model::SchemaObject& object : schema->objects) print(call, object);
  return schema->objects.empty() ? kFoundProblems : kDone;
}

}  // namespace hub::hubctl
