// Roles of keys, and what the row of an operation in the matrix says of them. Plain values; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hub::admin {

enum class Role : std::uint8_t { admin, operator_, viewer, auditor, partner };
constexpr std::array<Role, 5> kRoles = {Role::admin, Role::operator_, Role::viewer, Role::auditor,
                                        Role::partner};
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
  show_sign_in,
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
  search_cases,
  open_case,
  delete_case,
  hold_case,
  release_case,
  erase_case,
  list_tracking,
  purge_tracking,
  list_certificates,
  get_certificate_summary,
  get_certificate_key,
  rotate_root,
  make_backup,
  get_log_level,
  set_log_level,
  open_proof_session,
  erase_canary,
  note_proof,
  get_proof,
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
  list_keys,
  add_key,
  remove_key,
  list_audit,
  list_resources,
  list_connectors,
  apply_resources,
  list_secrets,
  set_secret,
  rotate_secret,
  remove_secret,
  begin_removal,
  show_removal,
  finish_removal,
  remove_partner,
  show_cell,
  give_move,
  take_move,
};

// What an operation is about, which decides what a key that reaches only some tenants gets.
enum class Concern : std::uint8_t {
  nobody,   // no tenant: whether the process lives, who is asking
  tenants,  // what is a tenant's: beyond the key's reach there is nothing
  hub,      // the hub as a whole: only for keys that reach everything
};

std::string_view to_string(Concern concern);

struct Rights {
  Concern concern = Concern::hub;
  bool needs_key = true;
  std::uint8_t roles = 0;  // one bit each

  bool has(Role role) const { return !needs_key || (roles >> static_cast<unsigned>(role) & 1u) != 0; }
};

}  // namespace hub::admin
