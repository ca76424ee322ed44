#include "core/policy/platform_access.hpp"

#include "core/config/spec.hpp"

namespace hub::policy {
namespace {

const config::Spec& platform_spec() {
  static const config::Spec spec{
      "platform",
      "How the hub reaches the platform; its host is one of fetch.hosts in hub.yaml.",
      {
          {.name = "cases_url",
           .type = config::FieldType::url,
           .description =
               "Its list of closed cases, for reconciliation: asked with from, to, after and limit",
           .required = false,
           .fallback = "",
           .example = "https://engage.example/api/v1/cases",
           .choices = {}},
          {.name = "case_url",
           .type = config::FieldType::url,
           .description = "The data of one case, with {case} for its id; for cases that a list only names",
           .required = false,
           .fallback = "",
           .example = "https://engage.example/api/v1/cases/{case}",
           .choices = {}},
      }};
  return spec;
}

}  // namespace

PlatformAccess read_platform_access(const config::Node* node, config::Problems& problems) {
  if (node == nullptr) return {};
  const std::size_t before = problems.size();
  const config::Settings settings = read_settings(platform_spec(), *node, problems);
  if (problems.size() != before) return {};
  PlatformAccess access;
  access.cases_url = settings.text("cases_url");
  access.case_url = settings.text("case_url");
  if (!access.case_url.empty() && access.case_url.find("{case}") == std::string::npos)
    problems.push_back(settings.problem("case_url", "needs {case} where the id of the case goes"));
  return access;
}

}  // namespace hub::policy
