#include "tools/hubd/sign_on_settings.hpp"

#include <algorithm>
#include <set>

#include "core/http/address_guard.hpp"
#include "core/policy/fields.hpp"
#include "tools/hubd/admin_key_settings.hpp"
#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {
namespace {

constexpr std::size_t kRolesMax = 1000;
constexpr std::chrono::minutes kSessionMin{5};

// Without its path; empty when it is no web address.
std::string_view origin_of(std::string_view url) {
  const std::size_t host = url.find("://");
  if (host == std::string_view::npos) return {};
  return url.substr(0, url.find_first_of("/?#", host + 3));
}

// Passwords and codes travel there: only this machine may be reached without TLS.
bool is_protected(std::string_view url) {
  const std::string_view origin = origin_of(url);
  if (origin.starts_with("https://")) return true;
  for (const std::string_view here : {"http://127.0.0.1", "http://localhost", "http://[::1]"})
    if (origin == here || (origin.starts_with(here) && origin[here.size()] == ':')) return true;
  return false;
}

void read_addresses(const config::Settings& s, IdentityProviderSettings& settings,
                    config::Problems& problems) {
  settings.provider.issuer = s.text("issuer");
  settings.console.public_url = s.text("public_url");
  for (const std::string_view name : {"issuer", "public_url"})
    if (!is_protected(s.text(name))) problems.push_back(s.problem(name, "must begin with https://"));
  if (settings.provider.issuer.find_first_of("?#") != std::string::npos)
    problems.push_back(s.problem("issuer", "has neither query nor fragment"));
  if (origin_of(settings.console.public_url) != settings.console.public_url)
    problems.push_back(s.problem("public_url", "is scheme, host and port, without a path",
                                 std::string(origin_of(settings.console.public_url))));
  settings.provider.redirect_uri = settings.console.public_url + std::string(admin::SignOn::kCallback);
}

void read_client(const config::Settings& s, IdentityProviderSettings& settings, config::Problems& problems) {
  settings.console.name = s.text("name");
  settings.provider.client_id = s.text("client_id");
  if (s.has("client_secret")) settings.client_secret = s.text("client_secret");
  settings.provider.scopes = s.list("scopes");
  settings.provider.name_claim = s.text("name_claim");
  settings.provider.groups_claim = s.text("groups_claim");
  if (std::ranges::find(settings.provider.scopes, "openid") == settings.provider.scopes.end())
    problems.push_back(s.problem("scopes", "must have openid among them"));
  settings.console.session = std::chrono::duration_cast<std::chrono::seconds>(s.duration("session"));
  if (settings.console.session < kSessionMin || settings.console.session > admin::Sessions::kLife)
    problems.push_back(s.problem("session", "must be between 5m and 12h"));
}

std::vector<admin::GroupRole> read_roles(const std::optional<config::Node>& list, const config::Node& section,
                                         config::Problems& problems) {
  std::vector<admin::GroupRole> roles;
  if (!list || !list->is_list() || list->items.empty() || list->items.size() > kRolesMax) {
    problems.push_back((list ? *list : section)
                           .problem("`roles` is a list of 1 to 1,000 groups with their roles",
                                    "- {group: hub-operators, role: operator}"));
    return roles;
  }
  std::set<std::string> groups;
  for (const config::Node& item : list->items) {
    const std::size_t before = problems.size();
    const config::Settings s = config::read_settings(group_role_spec(), item, problems);
    if (problems.size() != before) continue;
    const admin::Role role = *admin::parse_role(s.text("role"));
    roles.push_back({s.text("group"), role, read_reach(s, role, problems)});
    if (!groups.insert(roles.back().group).second)
      problems.push_back(s.problem("group", "stands above already, and the first entry counts"));
  }
  return roles;
}

}  // namespace

IdentityProviderSettings read_identity_provider(config::Node section, config::Problems& problems) {
  IdentityProviderSettings settings;
  const auto roles = policy::take_member(section, "roles");
  settings.console.roles = read_roles(roles, section, problems);
  const std::size_t before = problems.size();
  const config::Settings s = config::read_settings(identity_provider_spec(), section, problems);
  if (problems.size() != before) return settings;
  read_addresses(s, settings, problems);
  read_client(s, settings, problems);
  return settings;
}

void check_identity_provider(const IdentityProviderSettings& settings, const std::string& file,
                             const std::vector<std::string>& private_subnets,
                             const policy::Resources& resources, config::Problems& problems) {
  const auto guard = http::AddressGuard::with_allowed(private_subnets);
  const Result<http::AddressGuard::Reach> reach = guard.ok()
                                                      ? guard->check_url(settings.provider.issuer)
                                                      : Result<http::AddressGuard::Reach>(guard.error());
  if (!reach.ok()) {
    config::Problem problem;
    problem.file = file;
    problem.path = "admin.oidc.issuer";
    problem.message = "admin.oidc.issuer: " + reach.error().message;
    problem.fix = "outgoing.private_subnets names what is reachable besides public addresses";
    problems.push_back(std::move(problem));
  }
  for (const admin::GroupRole& rule : settings.console.roles)
    check_reach(rule.reach, {file, "admin.oidc.roles", "the group '" + rule.group + '\''}, resources,
                problems);
}

}  // namespace hub::hubd
