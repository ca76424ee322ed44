// Every operation of the admin API and who may do it, as data: routing, authorisation and the OpenAPI
// description all come from this one table. Immutable; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hub::admin {

enum class Role : std::uint8_t { admin, operator_, viewer, auditor, partner };
std::string_view to_string(Role role);
std::optional<Role> parse_role(std::string_view word);

enum class OperationId : std::uint8_t {
  get_health,
  get_readiness,
  get_metrics,
  get_openapi,
  get_status,
  open_session,
  show_session,
  close_session,
  watch_live,
  get_history,
  pause_lane,
  resume_lane,
  list_deliveries,
  show_delivery,
  group_deliveries,
  start_retry_job,
  start_discard_job,
  list_jobs,
  show_job,
  stop_job,
  retry_deliveries,
  discard_deliveries,
  count_results,
  list_cases,
  hold_case,
  release_case,
  list_certificates,
  get_certificate_summary,
  get_certificate_key,
  rotate_root,
  open_proof_session,
  erase_canary,
  retry_platform,
  reconcile,
  fetch_cases,
  list_mapping_versions,
  show_workbench,
  preview_mapping,
  describe_target,
  check_target,
  show_mapping_version,
  check_mapping,
  publish_mapping,
  roll_back_mapping,
};

struct Parameter {
  std::string_view name;
  std::string_view type;  // of JSON Schema: "string", "integer"
  std::string_view description;
};

struct Operation {
  OperationId id;
  std::string_view name;  // the operationId, which the audit also shows
  std::string_view method;
  std::string_view path;  // "/api/v1/deliveries/{delivery}"
  std::string_view summary;
  std::vector<Role> roles;  // empty: anybody, without a key
  std::vector<Parameter> query;
  std::string_view answer;     // a schema's name, or a media type when it is no JSON
  std::string_view body = {};  // a schema's name; empty: it takes none
};

std::span<const Operation> operations();

bool may(Role role, const Operation& operation);

// An operation for a request, with the values of the {parameters} in its path, percent-decoded.
struct Match {
  const Operation* operation = nullptr;  // null: no such path
  bool path_known = false;               // but with another method
  std::vector<std::string> path_values;
};
Match match_operation(std::string_view method, std::string_view path);

}  // namespace hub::admin
