#include "tools/hubctl/onboarding_report.hpp"

#include <algorithm>
#include <ostream>

#include "core/admin/json_writer.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {
namespace {

std::string_view result_of(const Onboarded& one, bool dry_run) {
  if (one.has_failed()) return "failed";
  if (!one.has_changed()) return "unchanged";
  return dry_run ? "would change" : "onboarded";
}

std::ptrdiff_t count(std::span<const Onboarded> customers, std::string_view result, bool dry_run) {
  return std::ranges::count_if(customers,
                               [&](const Onboarded& one) { return result_of(one, dry_run) == result; });
}

void write(const Onboarded& one, bool dry_run, admin::JsonWriter& json) {
  json.begin_object().member("customer", one.customer).member("file", one.file);
  json.member("result", result_of(one, dry_run)).name("steps").begin_array();
  for (const OnboardingStep& step : one.steps) {
    json.begin_object().member("step", step.name).member("state", to_string(step.state));
    json.member("detail", step.detail).end_object();
  }
  json.end_array().name("problems").begin_array();
  for (const config::Problem& problem : one.problems) {
    json.begin_object().member("file", problem.file).member("line", std::int64_t{problem.line});
    json.member("column", std::int64_t{problem.column}).member("message", problem.message);
    json.member("fix", problem.fix).end_object();
  }
  json.end_array().end_object();
}

void print_json(Call& call, std::span<const Onboarded> customers, bool dry_run) {
  admin::JsonWriter json;
  json.begin_object().member("dry_run", dry_run).name("customers").begin_array();
  for (const Onboarded& one : customers) write(one, dry_run, json);
  json.end_array();
  for (const char* result : {"onboarded", "unchanged", "failed"})
    json.member(result, static_cast<std::int64_t>(count(customers, result, dry_run)));
  json.end_object();
  const Buffer line = json.take();
  call.out << line.view() << '\n';
}

void print_steps(Call& call, const Onboarded& one) {
  Table table({"STEP", "RESULT", "WHAT"});
  for (const OnboardingStep& step : one.steps)
    table.add({step.name, std::string(to_string(step.state)), step.detail});
  table.print(call.out);
}

void print_summary(Call& call, std::span<const Onboarded> customers, bool dry_run) {
  Table table({"CUSTOMER", "RESULT", "LAST STEP", "WHAT"});
  for (const Onboarded& one : customers) {
    const bool has_steps = !one.steps.empty();
    table.add({one.customer, std::string(result_of(one, dry_run)), has_steps ? one.steps.back().name : "",
               has_steps ? one.steps.back().detail : ""});
  }
  table.print(call.out);
}

}  // namespace

int report(Call& call, std::span<const Onboarded> customers, bool dry_run) {
  const auto failed = count(customers, "failed", dry_run);
  if (call.json) {
    print_json(call, customers, dry_run);
    return failed > 0 ? kFoundProblems : kDone;
  }
  if (customers.size() == 1)
    print_steps(call, customers.front());
  else
    print_summary(call, customers, dry_run);
  for (const Onboarded& one : customers)
    for (const config::Problem& problem : one.problems) call.err << problem.text() << '\n';
  for (const char* result : {"onboarded", "would change", "unchanged", "failed"})
    if (const auto some = count(customers, result, dry_run); some > 0)
      call.out << some << (some == 1 ? " customer " : " customers ") << result << '\n';
  if (dry_run)
    call.out << "nothing was changed: a dry run\n";
  else if (count(customers, "unchanged", dry_run) == std::ssize(customers))
    call.out << "nothing was changed\n";
  return failed > 0 ? kFoundProblems : kDone;
}

}  // namespace hub::hubctl
