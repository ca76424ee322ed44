#include "tools/hubctl/onboarding.hpp"

#include <algorithm>

#include "connectors/connectors.hpp"
#include "core/admin/json_writer.hpp"
#include "tools/hubctl/answers.hpp"
#include "tools/hubctl/customer.hpp"
#include "tools/hubctl/mapping_versions.hpp"
#include "tools/hubctl/onboarding_proof.hpp"
#include "tools/hubctl/target_check.hpp"

namespace hub::hubctl {
namespace {

using State = OnboardingStep::State;

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + ' ' + std::string(what) + (count == 1 ? "" : "s");
}

std::string secret_path(const std::string& tenant, const std::string& secret) {
  return "/api/v1/secrets/" + encode(tenant) + '/' + encode(secret);
}

// As hub::to_string() writes it.
ErrorKind kind_of(std::string_view word) {
  for (const ErrorKind kind : {ErrorKind::auth, ErrorKind::rate_limited, ErrorKind::config})
    if (to_string(kind) == word) return kind;
  return ErrorKind::transient;
}

class Onboarding {
 public:
  Onboarding(Call& call, const OnboardingWishes& wishes, Onboarded& report)
      : call_(call), wishes_(wishes), report_(report) {}

  void run() {
    if (!read_file() || !plan()) return;
    if (wishes_.dry_run) return;
    if (!keep_secrets() || !apply() || customer_->tenant.empty()) return;
    if (check_credentials() && compare_mappings()) prove();
  }

 private:
  bool read_file();
  bool plan();
  bool keep_secrets();
  Result<bool> keep_secret(const CustomerSecret& secret);
  bool apply();
  bool check_credentials();
  void tell_refusal(const CustomerTarget& target, const model::Value& check);
  bool compare_mappings();
  Result<config::Problems> mapping_problems(const CustomerTarget& target);
  void tell_missing(const CustomerTarget& target);
  bool prove();

  // Both return whether to go on.
  bool step(std::string name, State state, std::string detail) {
    report_.steps.push_back({std::move(name), state, std::move(detail)});
    return state != State::failed;
  }
  bool fail(std::string name, config::Problem problem) {
    report_.problems.push_back(std::move(problem));
    return step(std::move(name), State::failed, report_.problems.front().message);
  }
  bool fail(std::string name, const Error& error) {
    return fail(std::move(name), config::Problem{report_.file, 0, 0, {}, error.message, {}});
  }
  bool is_interrupted(const char* name) {
    if (!call_.is_interrupted()) return false;
    fail(name, config::Problem{report_.file, 0, 0, {}, "interrupted", "run it again to go on"});
    return true;
  }

  Call& call_;
  const OnboardingWishes& wishes_;
  Onboarded& report_;
  SystemRandom random_;
  std::optional<Customer> customer_;
  std::map<std::string, std::int64_t> kept_;  // versions of secrets at the hub, before
};

bool Onboarding::read_file() {
  customer_ = read_customer(report_.file, wishes_.dry_run, random_, report_.problems);
  if (!customer_) return step("file", State::failed, report_.problems.front().message);
  report_.customer = customer_->tenant.empty() ? "partners" : customer_->tenant;
  const bool is_key_new = customer_->event_key.is_new;
  std::string detail =
      counted(customer_->targets.size(), "target") + ", " + counted(customer_->secrets.size(), "secret");
  if (is_key_new) detail += wishes_.dry_run ? ", an event key would be made" : ", an event key was made";
  return step("file", is_key_new ? (wishes_.dry_run ? State::planned : State::done) : State::unchanged,
              std::move(detail));
}

// What is there already; for a dry run that is all.
bool Onboarding::plan() {
  const auto secrets = call_.hub.get("/api/v1/secrets?tenant=" + encode(customer_->tenant));
  if (!secrets) return fail("secrets", secrets.error());
  for (const model::Value& secret : list_at(secrets->value(), "secrets"))
    kept_[std::string(secret.text_at("name"))] = integer_at(secret, "version");
  if (!wishes_.dry_run) return true;
  const auto is_new = [this](const CustomerSecret& secret) { return !kept_.contains(secret.name); };
  const auto missing = static_cast<std::size_t>(std::ranges::count_if(customer_->secrets, is_new));
  step("secrets", missing > 0 ? State::planned : State::unchanged,
       missing > 0 ? counted(missing, "new secret") + " to keep" : "there; values are compared when it runs");
  const auto live = live_resources(call_.hub, "");
  if (!live) return fail("resources", live.error());
  std::string changes;
  for (const policy::ResourceDocument& document :
       policy::read_documents(customer_->text, report_.file, report_.problems)) {
    const auto here = live->find(document.id);
    if (here != live->end() && here->second.first == document.text) continue;
    changes +=
        (changes.empty() ? "" : ", ") + document.id.text() + (here == live->end() ? " added" : " changed");
  }
  return step("resources", changes.empty() ? State::unchanged : State::planned,
              changes.empty() ? "the hub has the same" : changes);
}

// Whether the hub did not have this value.
Result<bool> Onboarding::keep_secret(const CustomerSecret& secret) {
  admin::JsonWriter json;
  json.begin_object().member("value", secret.value.view()).end_object();
  const Buffer body = json.take();
  const auto before = kept_.find(secret.name);
  const std::string path =
      secret_path(customer_->tenant, secret.name) + (before != kept_.end() ? "/rotate" : "");
  const auto answer = call_.hub.post(path, std::string(body.view()));
  if (!answer.ok()) return answer.error();
  return before == kept_.end() || integer_at(answer->value(), "version") != before->second;
}

bool Onboarding::keep_secrets() {
  std::size_t changed = 0;
  for (const CustomerSecret& secret : customer_->secrets) {
    if (is_interrupted("secrets")) return false;
    const auto is_new = keep_secret(secret);
    if (!is_new.ok()) {
      config::Problem problem = secret.place;
      problem.message = is_new.error().message;
      problem.fix = is_new.error().code == "status_404"
                        ? "a partner's new customers begin with its name and a hyphen"
                        : advice_on(secret.reference);
      return fail("secrets", std::move(problem));
    }
    changed += *is_new ? 1 : 0;
  }
  return step("secrets", changed > 0 ? State::done : State::unchanged,
              changed > 0 ? counted(changed, "secret") + " kept" : "the hub has the same values");
}

bool Onboarding::apply() {
  if (is_interrupted("resources")) return false;
  const auto answer = apply_resources(call_.hub, {{report_.file, customer_->text}}, false);
  if (!answer) return fail("resources", answer.error());
  for (const model::Value& one : list_at(answer->value(), "problems")) {
    report_.problems.push_back(problem_of(one));
    report_.problems.back().line = customer_->line_in_file(report_.problems.back().line);
  }
  if (!report_.problems.empty()) return step("resources", State::failed, report_.problems.front().message);
  std::string changes;
  for (const model::Value& change : list_at(answer->value(), "changes")) {
    if (change.text_at("what") == "unchanged") continue;
    changes += (changes.empty() ? "" : ", ") + resource_id_of(change).text() + ' ' +
               std::string(change.text_at("what"));
  }
  return step("resources", changes.empty() ? State::unchanged : State::done,
              changes.empty() ? "the hub has the same" : changes);
}

// A refused secret is told where it is named.
void Onboarding::tell_refusal(const CustomerTarget& target, const model::Value& check) {
  const ErrorKind kind = kind_of(check.text_at("kind"));
  const std::string message = "target " + target.name + ": " + std::string(check.text_at("message"));
  if (kind == ErrorKind::auth) {
    for (const CustomerSecret& secret : customer_->secrets) {
      if (secret.target != target.name) continue;
      config::Problem& problem = report_.problems.emplace_back(secret.place);
      problem.message = message;
      problem.fix = advice_on(secret.reference);
    }
  }
  if (!report_.problems.empty()) return;
  config::Problem& problem = report_.problems.emplace_back(target.place);
  problem.message = message;
  problem.fix = advice_for(kind, check.text_at("code"));
}

bool Onboarding::check_credentials() {
  for (const CustomerTarget& target : customer_->targets) {
    if (is_interrupted("credentials")) return false;
    const auto answer = call_.hub.post(
        "/api/v1/targets/" + encode(customer_->tenant) + '/' + encode(target.name) + "/check", "{}");
    if (!answer) return fail("credentials", answer.error());
    if (boolean_at(answer->value(), "ok")) continue;
    tell_refusal(target, answer->value());
    return step("credentials", State::failed, report_.problems.front().message);
  }
  return step("credentials", State::unchanged,
              counted(customer_->targets.size(), "target") +
                  (customer_->targets.size() == 1 ? " takes" : " take") + " them");
}

// The current mapping with the target as it is now.
Result<config::Problems> Onboarding::mapping_problems(const CustomerTarget& target) {
  const auto versions = call_.hub.get("/api/v1/mappings?tenant=" + encode(customer_->tenant) +
                                      "&target=" + encode(target.name));
  if (!versions.ok()) return versions.error();
  const std::string current = std::to_string(integer_at(versions->value(), "current"));
  const auto mapping = call_.hub.get("/api/v1/mappings/" + current);
  if (!mapping.ok()) return mapping.error();
  return problems_at_target(call_.hub, {customer_->tenant, target.name}, "mapping version " + current,
                            mapping->value().text_at("text"));
}

void Onboarding::tell_missing(const CustomerTarget& target) {
  connectors::Registry registry;
  connectors::add_all(registry);
  const connectors::ConnectorKind* kind = registry.find(target.connector);
  config::Problem& problem = report_.problems.emplace_back(target.place);
  problem.message = "target " + target.name + " has not what its mapping writes to";
  problem.fix = "create it there, or choose another mapping";
  if (kind == nullptr || !kind->setup_files) return;
  problem.fix = "create it there with `hubctl target setup " + target.connector + " --to FOLDER`:";
  for (const connectors::SetupFile& file : kind->setup_files()) problem.fix += ' ' + file.path;
}

bool Onboarding::compare_mappings() {
  for (const CustomerTarget& target : customer_->targets) {
    if (is_interrupted("mapping")) return false;
    auto problems = mapping_problems(target);
    if (!problems.ok()) return fail("mapping", problems.error());
    if (problems->empty()) continue;
    report_.problems = std::move(*problems);
    tell_missing(target);
    return step("mapping", State::failed, report_.problems.front().message);
  }
  return step("mapping", State::unchanged, "fits what the targets have");
}

bool Onboarding::prove() {
  if (is_interrupted("synthetic case")) return false;
  const auto proof = prove_delivery(call_, *customer_, wishes_.events_url, wishes_.wait, random_);
  if (!proof.ok()) return fail("synthetic case", proof.error());
  if (proof->is_known) return step("synthetic case", State::unchanged, proof->text);
  if (proof->is_left_out) return step("synthetic case", State::left_out, proof->text);
  return step("synthetic case", State::done, proof->text);
}

}  // namespace

std::string_view to_string(OnboardingStep::State state) {
  switch (state) {
    case State::done:
      return "done";
    case State::unchanged:
      return "unchanged";
    case State::failed:
      return "failed";
    case State::planned:
      return "planned";
    case State::left_out:
      return "left out";
  }
  return "failed";
}

bool Onboarded::has_failed() const {
  return std::ranges::find(steps, State::failed, &OnboardingStep::state) != steps.end();
}

bool Onboarded::has_changed() const {
  return std::ranges::any_of(steps, [](const OnboardingStep& step) {
    return step.state == State::done || step.state == State::planned;
  });
}

Onboarded onboard(Call& call, const OnboardingWishes& wishes, const std::string& file) {
  Onboarded report;
  report.file = file;
  report.customer = file;
  Onboarding(call, wishes, report).run();
  return report;
}

}  // namespace hub::hubctl
