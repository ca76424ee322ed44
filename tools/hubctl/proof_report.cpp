#include "tools/hubctl/proof_report.hpp"

#include <algorithm>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

bool is_proven(const ProofReport& report) {
  return report.unproven.empty() && std::ranges::all_of(report.targets, &TargetErasure::is_proven) &&
         std::ranges::all_of(report.surfaces, [](const proof::Surface& one) {
           return one.state() == proof::Surface::State::clean;
         });
}

void write_surface(const proof::Surface& one, admin::JsonWriter& json) {
  json.begin_object().member("surface", one.id()).member("name", one.name());
  json.member("state", proof::to_string(one.state()));
  json.member("bytes", static_cast<std::int64_t>(one.bytes()));
  json.member("hits", static_cast<std::int64_t>(one.hits())).name("details").begin_array();
  for (const std::string& detail : one.details()) json.text(detail);
  json.end_array().name("found").begin_array();
  for (const std::string& what : one.found()) json.text(what);
  json.end_array().end_object();
}

void write_targets(const ProofReport& report, admin::JsonWriter& json) {
  json.name("targets").begin_array();
  for (const TargetErasure& one : report.targets) {
    json.begin_object().member("target", one.target).member("records", one.records);
    json.member("found", one.found).member("left", one.left);
    if (!one.problem.empty()) json.member("problem", one.problem);
    json.end_object();
  }
  json.end_array();
}

void print_json(const ProofReport& report, std::ostream& out) {
  std::optional<std::int64_t> seconds;
  if (report.since_deleted) seconds = report.since_deleted->count();
  admin::JsonWriter json;
  json.begin_object().member("clean", is_proven(report)).member("seconds", seconds);
  if (!report.unproven.empty()) json.member("unproven", report.unproven);
  if (!report.targets.empty()) write_targets(report, json);
  json.name("surfaces").begin_array();
  for (const proof::Surface& one : report.surfaces) write_surface(one, json);
  json.end_array().end_object();
  const Buffer line = json.take();
  out << line.view() << '\n';
}

void print_table(const ProofReport& report, std::ostream& out) {
  Table table({"SURFACE", "WHAT", "RESULT", "BYTES", "HITS"});
  for (const proof::Surface& one : report.surfaces)
    table.add({one.id(), one.name(), std::string(proof::to_string(one.state())), std::to_string(one.bytes()),
               std::to_string(one.hits())});
  table.print(out);
  for (const proof::Surface& one : report.surfaces) {
    for (const std::string& detail : one.details()) out << one.id() << ": " << detail << '\n';
  }
  for (const TargetErasure& one : report.targets) out << one.text() << '\n';
  out << (is_proven(report) ? "nothing remains" : "NOT PROVEN");
  if (!report.unproven.empty()) out << ": " << report.unproven;
  if (report.since_deleted) out << ", " << report.since_deleted->count() << " s after the canary was deleted";
  out << '\n';
}

}  // namespace

int report(Call& call, const ProofReport& report) {
  if (call.json)
    print_json(report, call.out);
  else
    print_table(report, call.out);
  return is_proven(report) ? kDone : kFoundProblems;
}

}  // namespace hub::hubctl
