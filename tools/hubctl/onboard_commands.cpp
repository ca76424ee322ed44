#include <algorithm>
#include <filesystem>
#include <ostream>

#include "core/admin/query.hpp"
#include "core/policy/resources.hpp"
#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/customer_wizard.hpp"
#include "tools/hubctl/onboarding_report.hpp"

namespace hub::hubctl {
namespace {

constexpr const char* kUsualEventsUrl = "http://127.0.0.1:8480";
constexpr std::int64_t kUsualSeconds = 30;
constexpr std::int64_t kSecondsMax = 3600;

std::optional<OnboardingWishes> wishes_of(const Call& call) {
  OnboardingWishes wishes;
  wishes.dry_run = call.find("dry-run") != nullptr;
  const std::string *events = call.find("events"), *within = call.find("within");
  wishes.events_url = events != nullptr ? *events : kUsualEventsUrl;
  const auto seconds = within != nullptr ? admin::parse_integer(*within) : std::optional(kUsualSeconds);
  if (!seconds || *seconds < 1 || *seconds > kSecondsMax) return std::nullopt;
  wishes.wait = std::chrono::seconds(*seconds);
  return wishes;
}

// One customer's failure stops no other; an interruption stops before the next.
int onboard_all(Call& call, const OnboardingWishes& wishes, const std::vector<std::string>& files) {
  std::vector<Onboarded> customers;
  for (const std::string& file : files) {
    if (call.is_interrupted()) break;
    if (files.size() > 1) print_progress(call, "onboarded", customers.size(), files.size());
    customers.push_back(onboard(call, wishes, file));
  }
  if (files.size() > 1) print_progress(call, "onboarded", customers.size(), files.size());
  const int status = report(call, customers, wishes.dry_run);
  if (customers.size() == files.size()) return status;
  return fail(call, kFoundProblems, "interrupted: the same command goes on with the rest");
}

// Partners come before their customers.
Result<std::vector<std::string>> files_below(const std::string& folder) {
  config::Problems problems;
  std::vector<std::string> files = policy::resource_files(folder, problems);
  if (!problems.empty()) return config_error(config::all_texts(problems));
  if (files.empty()) return config_error("there is no .yaml file in " + folder);
  std::ranges::stable_partition(files, [](const std::string& file) {
    return std::filesystem::path(file).filename().string().starts_with("partner");
  });
  return files;
}

int run_onboard(Call& call) {
  const auto wishes = wishes_of(call);
  if (!wishes) return fail(call, kBadUsage, "--within is a number of seconds, 1 to 3600");
  const std::string* folder = call.find("all");
  if (folder != nullptr && !call.arguments.empty())
    return fail(call, kBadUsage, "either FILE or --all FOLDER");
  if (folder == nullptr && call.arguments.empty()) return write_customer(call);
  if (folder == nullptr) return onboard_all(call, *wishes, call.arguments);
  const auto files = files_below(*folder);
  if (!files.ok()) return fail(call, kBadUsage, files.error().message);
  return onboard_all(call, *wishes, *files);
}

}  // namespace

std::vector<Command> onboard_commands() {
  return {{"onboard",
           "[FILE]",
           0,
           1,
           "Takes a customer in as this file describes it: keys and secrets, tenant, targets; checks "
           "credentials and "
           "mapping, sends a synthetic case, sees it confirmed and takes it back. What is done already is "
           "not done "
           "again. Without FILE it asks, and writes one.",
           {{"all", "FOLDER", "every customer of this folder; one that fails stops no other"},
            {"dry-run", "", "say what would be done, and do nothing"},
            {"events", "URL", "of the events listener (default: http://127.0.0.1:8480)"},
            {"within", "SECONDS", "how long the synthetic case may take, 30 if absent"}},
           run_onboard}};
}

}  // namespace hub::hubctl
