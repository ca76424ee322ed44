#include "tools/hubd/tenant_platforms.hpp"

#include "core/admin/json_writer.hpp"
#include "core/http/session.hpp"
#include "core/model/json.hpp"

namespace hub::hubd {

namespace {

constexpr std::size_t kPageCases = 500;
constexpr std::size_t kPageBytesMax = 4u << 20;
constexpr milliseconds kListDeadline{30'000};
constexpr std::string_view kCasePlace = "{case}";

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

std::string with_case(std::string url, const std::string& case_id) {
  if (const auto at = url.find(kCasePlace); at != std::string::npos)
    url.replace(at, kCasePlace.size(), http::percent_encode(case_id));
  return url;
}

}  // namespace

TenantPlatforms::TenantPlatforms(Parts parts, const policy::Resources& resources) : parts_(parts) {
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
      {"from", admin::time_text(from)}, {"to", admin::time_text(to)}, {"limit", std::to_string(kPageCases)}};
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
  if (listed.dataref.empty()) listed.dataref = with_case(found->second.urls.case_url, listed.id);
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
