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
          {.name = "purge_url",
           .type = config::FieldType::url,
           .description =
               "Deletes the platform's own copy once a case is delivered, with {case} for its id; the "
               "copy stays when absent",
           .required = false,
           .fallback = "",
           .example = "https://engage.example/api/v1/cases/{case}",
           .choices = {}},
          {.name = "purge_verb",
           .type = config::FieldType::choice,
           .description = "How purge_url is called",
           .required = false,
           .fallback = "DELETE",
           .example = "DELETE",
           .choices = {"DELETE", "POST", "PUT"}},
          {.name = "purge_check_url",
           .type = config::FieldType::url,
           .description = "Read after a purge: 404 or 410 once the copy is gone; case_url when absent",
           .required = false,
           .fallback = "",
           .example = "https://engage.example/api/v1/cases/{case}",
           .choices = {}},
          {.name = "callbacks_url",
           .type = config::FieldType::url,
           .description = "Told of case.confirmed, case.deleted and case.dead_letter (Standard Webhooks)",
           .required = false,
           .fallback = "",
           .example = "https://engage.example/api/v1/callbacks",
           .choices = {}},
          {.name = "secret",
           .type = config::FieldType::secret,
           .description = "Signs purges and callbacks: whsec_...",
           .required = false,
           .fallback = "",
           .example = "env:ACME_CALLBACK_KEY",
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
  access.purge_url = settings.text("purge_url");
  access.purge_verb = settings.text("purge_verb");
  access.check_url = settings.text(settings.has("purge_check_url") ? "purge_check_url" : "case_url");
  access.callbacks_url = settings.text("callbacks_url");
  access.secret = settings.text("secret");
  for (const char* name : {"case_url", "purge_url", "purge_check_url"}) {
    const std::string& url = settings.text(name);
    if (!url.empty() && url.find("{case}") == std::string::npos)
      problems.push_back(settings.problem(name, "needs {case} where the id of the case goes"));
  }
  if (!access.purge_url.empty() && access.check_url.empty())
    problems.push_back(settings.problem("purge_url", "needs purge_check_url or case_url to be read back"));
  const bool signs = !access.purge_url.empty() || !access.callbacks_url.empty();
  if (signs && access.secret.empty())
    problems.push_back(settings.problem("secret", "is needed to sign purges and callbacks"));
  return access;
}

}  // namespace hub::policy
