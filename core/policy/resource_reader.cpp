#include "core/policy/resource_reader.hpp"

#include <algorithm>
#include <optional>

#include "core/policy/declared_fields.hpp"
#include "core/policy/fields.hpp"
#include "core/policy/resource_specs.hpp"

namespace hub::policy {
namespace {

void check_name(const config::Settings& settings, config::Problems& problems) {
  if (!is_resource_name(settings.text("name")))
    problems.push_back(
        settings.problem("name", "use lower-case letters, digits and inner hyphens, at most 63"));
}

std::vector<Credential> read_credentials(const std::optional<config::Node>& node,
                                         config::Problems& problems) {
  std::vector<Credential> credentials;
  if (!node) return credentials;
  if (!node->is_list()) {
    problems.push_back(node->problem("`credentials` is a list"));
    return credentials;
  }
  for (const config::Node& item : node->items) credentials.push_back(read_credential(item, problems));
  return credentials;
}

bool keeps_delivered(const KeepTerms& terms) {
  return terms.otherwise.period.count() > 0 ||
         std::ranges::any_of(terms.by_type, [](const auto& type) { return type.second.period.count() > 0; });
}

// What needs something to be kept does not go with a tenant that lets nothing be kept, at least of some
// cases.
void check_pass_through(const Tenant& tenant, const config::Node& document, config::Problems& problems) {
  const bool passes = tenant.retention.max_hold.count() == 0;
  const bool passes_partly = tenant.retention.keep.otherwise.what == Kept::nothing ||
                             std::ranges::any_of(tenant.retention.keep.by_type, [](const auto& type) {
                               return type.second.what == Kept::nothing;
                             });
  if (passes && keeps_delivered(tenant.retention.keep))
    problems.push_back(document.problem("retention.max_hold 0 keeps nothing: leave out keep_delivered"));
  const bool is_owed = !tenant.platform.purge_url.empty() || !tenant.platform.callbacks_url.empty();
  if ((passes || passes_partly) && is_owed)
    problems.push_back(document.problem(
        "cases pass through of which nothing is kept (retention.max_hold 0s, keep: nothing), so nothing can "
        "be owed to the platform: its answer tells it",
        "leave out platform.purge_url and platform.callbacks_url"));
}

void read_tenant(const config::Node& document, Resources& resources, config::Problems& problems) {
  config::Node scalars = document;
  const auto credentials = take_member(scalars, "credentials");
  const auto retention = take_member(scalars, "retention");
  const auto tracking = take_member(scalars, "tracking");
  const auto platform = take_member(scalars, "platform");
  auto redaction = take_member(scalars, "redaction");
  const auto data_policy = take_member(scalars, "policy");
  const auto fields = take_member(scalars, "fields");
  const std::size_t before = problems.size();
  Tenant tenant;
  tenant.node = document;
  tenant.credentials = read_credentials(credentials, problems);
  tenant.retention = read_retention(retention ? &*retention : nullptr, problems);
  tenant.tracking = read_tracking(tracking ? &*tracking : nullptr, problems);
  tenant.platform = read_platform_access(platform ? &*platform : nullptr, problems);
  tenant.redaction = std::move(redaction);
  if (data_policy) tenant.policy = read_data_policy(*data_policy, problems);
  if (fields) tenant.fields = read_declared_fields(*fields, problems);
  const config::Settings settings = read_settings(tenant_spec(), scalars, problems);
  if (problems.size() != before) return;
  check_name(settings, problems);
  tenant.name = settings.text("name");
  tenant.region = settings.text("region");
  if (!data_policy) tenant.policy = built_in_policy(tenant.region);
  tenant.keeps_visitor_ip = settings.text("visitor_ip") == "keep";
  if (settings.has("partner")) tenant.partner = settings.text("partner");
  if (settings.has("sources")) tenant.sources = settings.list("sources");
  tenant.settle_window = settings.duration("settle_window");
  tenant.allows_updates = settings.text("updates") == "allow";
  if (tenant.settle_window.count() > 0 && tenant.settle_window >= tenant.retention.max_hold)
    problems.push_back(settings.problem("settle_window", "must be shorter than retention.max_hold"));
  check_pass_through(tenant, document, problems);
  resources.tenants.push_back(std::move(tenant));
}

void read_partner(const config::Node& document, Resources& resources, config::Problems& problems) {
  config::Node scalars = document;
  const auto credentials = take_member(scalars, "credentials");
  const std::size_t before = problems.size();
  Partner partner;
  partner.node = document;
  partner.credentials = read_credentials(credentials, problems);
  const config::Settings settings = read_settings(partner_spec(), scalars, problems);
  if (problems.size() != before) return;
  check_name(settings, problems);
  partner.name = settings.text("name");
  if (settings.has("tenants")) partner.tenants = settings.list("tenants");
  partner.max_class = model::parse_data_class(settings.text("max_class")).value_or(model::DataClass::none);
  resources.partners.push_back(std::move(partner));
}

void read_target(const config::Node& document, Resources& resources, config::Problems& problems) {
  config::Node scalars = document;
  auto connector_settings = take_member(scalars, "settings");
  auto redact = take_member(scalars, "redact");
  const std::size_t before = problems.size();
  if (!connector_settings || !connector_settings->is_map())
    problems.push_back(document.problem("a target needs `settings`: the connector's own fields"));
  const config::Settings settings = read_settings(target_spec(), scalars, problems);
  if (problems.size() != before) return;
  check_name(settings, problems);
  Target target;
  target.node = document;
  target.name = settings.text("name");
  target.tenant = settings.text("tenant");
  target.connector = settings.text("connector");
  target.settings = std::move(*connector_settings);
  target.redact = std::move(redact);
  target.mapping = settings.text("mapping");
  target.required = settings.boolean("required");
  target.place = settings.text("place");
  if (settings.has("hosts")) target.hosts = settings.list("hosts");
  target.max_class = model::parse_data_class(settings.text("max_class")).value_or(model::DataClass::none);
  if (settings.has("confirmation"))
    target.confirmation = model::parse_confirmation(settings.text("confirmation"));
  resources.targets.push_back(std::move(target));
}

}  // namespace

void read_resource(const config::Node& document, Resources& resources, config::Problems& problems) {
  if (document.kind == config::Node::Kind::null) return;
  const config::Node* kind = document.is_map() ? document.find("kind") : nullptr;
  if (kind == nullptr) {
    problems.push_back(document.problem("a resource says what it is", "kind: tenant, partner or target"));
    return;
  }
  if (kind->text == "tenant") return read_tenant(document, resources, problems);
  if (kind->text == "partner") return read_partner(document, resources, problems);
  if (kind->text == "target") return read_target(document, resources, problems);
  const auto meant = config::did_you_mean(kind->text, {"tenant", "partner", "target"});
  problems.push_back(kind->problem("unknown kind of resource",
                                   meant ? "did you mean '" + *meant + "'?" : "tenant, partner or target"));
}

}  // namespace hub::policy
