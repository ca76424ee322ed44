#include "core/admin/operations.hpp"

#include <algorithm>
#include <array>

#include "core/admin/query.hpp"

namespace hub::admin {
namespace {

constexpr std::array<std::string_view, 5> kRoles = {"admin", "operator", "viewer", "auditor", "partner"};

// The role and operation matrix. A partner has no access here: what it may do for its own customers is
// onboarding.
const std::vector<Role>& anybody() {
  static const std::vector<Role> roles;
  return roles;
}
const std::vector<Role>& readers() {
  static const std::vector<Role> roles = {Role::admin, Role::operator_, Role::viewer, Role::auditor};
  return roles;
}
const std::vector<Role>& state_readers() {
  static const std::vector<Role> roles = {Role::admin, Role::operator_, Role::viewer};
  return roles;
}
const std::vector<Role>& movers() {
  static const std::vector<Role> roles = {Role::admin, Role::operator_};
  return roles;
}
// What leaves for a target is policy, what is given up is gone, and keys open everything.
const std::vector<Role>& admins() {
  static const std::vector<Role> roles = {Role::admin};
  return roles;
}
const std::vector<Role>& certificate_readers() {
  static const std::vector<Role> roles = {Role::admin, Role::operator_, Role::auditor};
  return roles;
}

std::vector<Parameter> delivery_filters() {
  return {
      {"tenant", "string", "Only this tenant's"},
      {"target", "string", "Only to this target"},
      {"state", "string", "pending, sent, unknown, confirmed, retrying, dead_letter or discarded"},
      {"error_kind", "string", "Only with a last error of this kind: invalid, transient, auth, ..."},
      {"error_code", "string", "Only with a last error of this code"},
      {"older_than", "string", "Only of cases received longer ago: 30s, 15m, 2h, 3d"},
      {"changed_before", "string", "Only of deliveries whose state last changed before this time"},
      {"after", "integer", "`next` of the page before"},
      {"limit", "integer", "At most so many, 1 to 1000; 100 when absent"},
  };
}

std::vector<Operation> make_operations() {
  return {
      {OperationId::get_health,
       "getHealth",
       "GET",
       "/healthz",
       "The process answers.",
       anybody(),
       {},
       "Health"},
      {OperationId::get_readiness,
       "getReadiness",
       "GET",
       "/readyz",
       "The hub can accept and deliver; 503 says what is missing.",
       anybody(),
       {},
       "Health"},
      {OperationId::get_metrics,
       "getMetrics",
       "GET",
       "/metrics",
       "Figures for Prometheus.",
       readers(),
       {},
       "text/plain"},
      {OperationId::get_openapi,
       "getOpenapi",
       "GET",
       "/openapi.json",
       "This description.",
       anybody(),
       {},
       "application/json"},
      {OperationId::get_status,
       "getStatus",
       "GET",
       "/api/v1/status",
       "Totals and every lane: is anything stuck?",
       readers(),
       {},
       "Status"},
      {OperationId::pause_lane,
       "pauseLane",
       "POST",
       "/api/v1/lanes/{tenant}/{target}/pause",
       "Sends nothing more there until it is resumed or the hub restarts; what is under way finishes.",
       movers(),
       {},
       "LanePause"},
      {OperationId::resume_lane,
       "resumeLane",
       "POST",
       "/api/v1/lanes/{tenant}/{target}/resume",
       "Goes on at once, also where the target asked for a wait.",
       movers(),
       {},
       "LanePause"},
      {OperationId::list_deliveries, "listDeliveries", "GET", "/api/v1/deliveries",
       "Deliveries in the order of their cases, without content.", state_readers(), delivery_filters(),
       "DeliveryPage"},
      {OperationId::show_delivery,
       "showDelivery",
       "GET",
       "/api/v1/deliveries/{delivery}",
       "One delivery with its history.",
       state_readers(),
       {},
       "DeliveryDetail"},
      {OperationId::retry_deliveries,
       "retryDeliveries",
       "POST",
       "/api/v1/deliveries/retry",
       "Gives dead letters another chance now.",
       movers(),
       {},
       "RetryResult",
       "RetryRequest"},
      {OperationId::discard_deliveries,
       "discardDeliveries",
       "POST",
       "/api/v1/deliveries/discard",
       "Gives dead letters up; a case with nothing left to deliver is deleted and certified as discarded.",
       admins(),
       {},
       "DiscardResult",
       "RetryRequest"},
      {OperationId::count_results,
       "countResults",
       "POST",
       "/api/v1/deliveries/results",
       "What has become of these deliveries, in numbers.",
       state_readers(),
       {},
       "DeliveryResults",
       "NamedDeliveries"},
      {OperationId::list_cases,
       "listCases",
       "GET",
       "/api/v1/cases",
       "Cases on this node by opaque reference, in the order they came.",
       state_readers(),
       {{"tenant", "string", "Only this tenant's"},
        {"state", "string", "waiting, dead_letter, kept or held"},
        {"after", "integer", "`next` of the page before"},
        {"limit", "integer", "At most so many, 1 to 1000; 100 when absent"}},
       "CasePage"},
      {OperationId::hold_case,
       "holdCase",
       "POST",
       "/api/v1/cases/hold",
       "Legal hold: the case is delivered but not deleted, whatever is over meanwhile.",
       admins(),
       {},
       "HoldResult",
       "HoldRequest"},
      {OperationId::release_case,
       "releaseCase",
       "POST",
       "/api/v1/cases/release",
       "Ends a legal hold: what is over by now is deleted and certified.",
       admins(),
       {},
       "HoldResult",
       "HoldRequest"},
      {OperationId::list_certificates,
       "listCertificates",
       "GET",
       "/api/v1/certificates",
       "Certificates of deletion in the order of the log.",
       certificate_readers(),
       {{"after", "integer", "`next` of the page before"},
        {"limit", "integer", "At most so many, 1 to 1000; 100 when absent"}},
       "CertificatePage"},
      {OperationId::get_certificate_key,
       "getCertificateKey",
       "GET",
       "/api/v1/tenants/{tenant}/certificate-key",
       "The key of a tenant's case references: whoever has it finds the certificates of a case it knows.",
       admins(),
       {},
       "CertificateKey"},
      {OperationId::rotate_root,
       "rotateRoot",
       "POST",
       "/api/v1/keys/rotate-root",
       "Wraps the key files by `next_root_key`; afterwards the old root opens nothing.",
       admins(),
       {},
       "Done"},
      {OperationId::make_backup,
       "makeBackup",
       "POST",
       "/api/v1/backups",
       "Copies the store of one moment into a new folder below `backup_dir`: content without keys.",
       admins(),
       {},
       "Backup"},
      {OperationId::open_proof_session,
       "openProofSession",
       "POST",
       "/api/v1/proof/session",
       "What `hubctl proof run` needs: a key for canary cases, and where this hub keeps its things.",
       admins(),
       {},
       "ProofSession"},
      {OperationId::retry_platform,
       "retryPlatform",
       "POST",
       "/api/v1/platforms/{tenant}/retry",
       "Gives purges and callbacks that need a person another chance now.",
       movers(),
       {},
       "PlatformRetryResult"},
      {OperationId::reconcile,
       "reconcile",
       "POST",
       "/api/v1/reconcile",
       "What became of each case of the platform's list, or of those named.",
       movers(),
       {},
       "Reconciliation",
       "ReconcileRequest"},
      {OperationId::fetch_cases,
       "fetchCases",
       "POST",
       "/api/v1/reconcile/fetch",
       "Takes cases in that never came, by reference.",
       movers(),
       {},
       "FetchResults",
       "FetchRequest"},
      {OperationId::list_mapping_versions,
       "listMappingVersions",
       "GET",
       "/api/v1/mappings",
       "What was published for a target, the latest first: that one is current.",
       readers(),
       {{"tenant", "string", "Whose target; needed"}, {"target", "string", "Its name; needed"}},
       "PublicationList"},
      {OperationId::show_mapping_version,
       "showMappingVersion",
       "GET",
       "/api/v1/mappings/{version}",
       "The text of one version.",
       readers(),
       {},
       "MappingVersion"},
      {OperationId::check_mapping,
       "checkMapping",
       "POST",
       "/api/v1/mappings/check",
       "What keeps a mapping from being published, with the target as it is now.",
       movers(),
       {},
       "MappingCheck",
       "PublishRequest"},
      {OperationId::publish_mapping,
       "publishMapping",
       "POST",
       "/api/v1/mappings/publish",
       "Makes a mapping the one for cases accepted from now on, if nothing is wrong with it.",
       admins(),
       {},
       "Publication",
       "PublishRequest"},
      {OperationId::roll_back_mapping,
       "rollBackMapping",
       "POST",
       "/api/v1/mappings/rollback",
       "Publishes an earlier version again.",
       admins(),
       {},
       "Publication",
       "RollbackRequest"},
  };
}

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    parts.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return parts;
}

// The values of the {parameters} when the path has this shape.
std::optional<std::vector<std::string>> values_of(std::string_view shape, std::string_view path) {
  const auto wanted = split(shape), given = split(path);
  if (wanted.size() != given.size()) return std::nullopt;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i].starts_with('{')) {
      auto value = percent_decode(given[i]);
      if (!value || value->empty()) return std::nullopt;
      values.push_back(std::move(*value));
    } else if (wanted[i] != given[i]) {
      return std::nullopt;
    }
  }
  return values;
}

}  // namespace

std::string_view to_string(Role role) {
  return kRoles[static_cast<std::size_t>(role)];
}

std::optional<Role> parse_role(std::string_view word) {
  const auto found = std::ranges::find(kRoles, word);
  if (found == kRoles.end()) return std::nullopt;
  return static_cast<Role>(found - kRoles.begin());
}

std::span<const Operation> operations() {
  static const std::vector<Operation> table = make_operations();
  return table;
}

bool may(Role role, const Operation& operation) {
  return operation.roles.empty() || std::ranges::count(operation.roles, role) > 0;
}

Match match_operation(std::string_view method, std::string_view path) {
  Match match;
  for (const Operation& operation : operations()) {
    auto values = values_of(operation.path, path);
    if (!values) continue;
    match.path_known = true;
    if (operation.method != method) continue;
    match.operation = &operation;
    match.path_values = std::move(*values);
    break;
  }
  return match;
}

}  // namespace hub::admin
