#include "tools/hubd/tenant_platforms.hpp"

#include "core/base/timestamp.hpp"
#include "core/config/secret.hpp"
#include "core/http/session.hpp"
#include "core/http/standard_webhooks.hpp"
#include "core/ingest/platform_client.hpp"
#include "core/model/json.hpp"

namespace hub::hubd {

namespace {

constexpr std::size_t kPageCases = 500;
constexpr std::size_t kPageBytesMax = 4u << 20;
constexpr milliseconds kListDeadline{30'000};

Error list_failure(ingest::FetchFailure failure) {
  switch (failure) {
    case ingest::FetchFailure::wrong_host:
      return invalid_error("wrong_host", "the host of the platform's list is not among fetch.hosts");
    case ingest::FetchFailure::private_address:
      return invalid_error("private_address",
                           "the platform's list is at an address that must not be reached");
    case ingest::FetchFailure::too_large:
      return invalid_error("too_large", "a page of the platform's list is too large");
    case ingest::FetchFailure::gone:
      return invalid_error("no_list", "the platform has no list at cases_url");
    case ingest::FetchFailure::too_slow:
    case ingest::FetchFailure::failed:
      break;
  }
  return transient_error("unreachable", "the platform's list cannot be read now");
}

Result<admin::ListedPage> read_page(std::string_view text) {
  const Error not_understood = invalid_error("not_understood", "the platform's list is not understood");
  model::Arena arena;
  model::JsonParser parser;
  const auto list = parser.parse(text, arena);
  const model::Value* cases = list ? list->find("cases") : nullptr;
  if (cases == nullptr || !cases->is_array() || cases->as_array().size() > kPageCases) return not_understood;
  admin::ListedPage page;
  for (const model::Value& item : cases->as_array()) {
    admin::ListedCase listed;
    listed.id = item.text_at("id");
    listed.event = item.text_at("event");
    listed.source = item.text_at("source");
    listed.time = item.text_at("time");
    listed.dataref = item.text_at("dataref");
    if (!ingest::is_case_id(listed.id)) return not_understood;
    page.cases.push_back(std::move(listed));
  }
  page.next = list->text_at("next");
  return page;
}

}  // namespace

std::unique_ptr<delivery::SourcePlatform> platform_of(const policy::Tenant& tenant, http::Client& client,
                                                      Clock& clock, const ingest::Fetcher& fetcher,
                                                      milliseconds deadline,
                                                      const config::SecretSource& secrets,
                                                      config::Problems& problems) {
  const policy::PlatformAccess& access = tenant.platform;
  if (access.purge_url.empty() && access.callbacks_url.empty()) return nullptr;
  ingest::PlatformCalls calls;
  calls.purge_url = access.purge_url;
  calls.purge_verb = access.purge_verb;
  calls.check_url = access.check_url;
  calls.callbacks_url = access.callbacks_url;
  calls.deadline = deadline;
  calls.authorization =
      fetcher.authorization_for(access.purge_url.empty() ? access.callbacks_url : access.purge_url);
  const auto text = config::read_secret(access.secret, &secrets);
  auto secret = text.ok() ? http::parse_hmac_secret(text->view()) : Result<WipedBytes>(text.error());
  if (!secret.ok()) {
    problems.push_back(tenant.node.problem("platform.secret: " + secret.error().message));
    return nullptr;
  }
  calls.secret = std::move(*secret);
  return std::make_unique<ingest::PlatformClient>(client, clock, std::move(calls));
}

void TenantPlatforms::know(const policy::Resources& resources) {
  tenants_.clear();
  for (const policy::Tenant& tenant : resources.tenants) {
    const std::string source = tenant.sources.empty() ? "/" + tenant.name : tenant.sources.front();
    tenants_[tenant.name] = {tenant.platform, source};
  }
}

Task<Result<admin::ListedPage>> TenantPlatforms::closed_cases(std::string tenant, WallTime from, WallTime to,
                                                              std::string after) {
  const auto found = tenants_.find(tenant);
  if (found == tenants_.end()) co_return invalid_error("unknown_tenant", "no such tenant");
  std::string url = found->second.urls.cases_url;
  if (url.empty())
    co_return invalid_error("no_list", "the tenant has no platform.cases_url: name the cases in a file");
  std::vector<std::pair<std::string, std::string>> query = {
      {"from", format_timestamp(from)}, {"to", format_timestamp(to)}, {"limit", std::to_string(kPageCases)}};
  if (!after.empty()) query.emplace_back("after", after);
  url += (url.find('?') == std::string::npos ? '?' : '&') + http::form_encode(query);
  const MonotonicTime until = parts_.clock.now() + kListDeadline;
  auto fetched = co_await parts_.fetcher.fetch(std::move(url), kPageBytesMax, until);
  if (const auto* failure = std::get_if<ingest::FetchFailure>(&fetched)) co_return list_failure(*failure);
  co_return read_page(std::get<Buffer>(fetched).view());
}

Task<admin::FetchedCase> TenantPlatforms::fetch(std::string tenant, admin::ListedCase listed) {
  const auto found = tenants_.find(tenant);
  if (found == tenants_.end()) co_return admin::FetchedCase{"refused", "unknown_tenant"};
  if (listed.dataref.empty()) listed.dataref = ingest::with_case(found->second.urls.case_url, listed.id);
  if (listed.dataref.empty()) co_return admin::FetchedCase{"refused", "no_reference"};
  if (listed.event.empty()) listed.event = "reconcile:" + listed.id;
  if (listed.source.empty()) listed.source = found->second.source;
  ingest::CloudEvent event;
  event.id = listed.event;
  event.source = listed.source;
  event.specversion = "1.0";
  event.type = ingest::kCaseClosedType;
  event.subject = listed.id;
  event.time = listed.time;
  event.dataref = listed.dataref;
  const ingest::EventAnswer answer = co_await parts_.door.admit_own(std::move(tenant), event);
  if (const auto* problem = std::get_if<ingest::Problem>(&answer.outcome))
    co_return admin::FetchedCase{problem->is_retryable() ? "failed" : "refused", std::string(problem->name)};
  const auto status = std::get<ingest::Accepted>(answer.outcome).status;
  co_return admin::FetchedCase{status == ingest::AcceptStatus::duplicate ? "duplicate" : "accepted", {}};
}

}  // namespace hub::hubd
