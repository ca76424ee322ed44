#include "core/admin/matrix.hpp"

#include <algorithm>

#include "core/base/words.hpp"

namespace hub::admin {
namespace {

constexpr std::array<std::string_view, 5> kRoleWords = {"admin", "operator", "viewer", "auditor", "partner"};
constexpr std::string_view kLetters = "AOVUP";  // admin, operator, viewer, aUditor, partner
constexpr std::string_view kAnybody = "*";      // without a key

constexpr Rights rights(Concern concern, std::string_view letters) {
  Rights rights{concern, letters != kAnybody, 0};
  for (const char letter : letters)
    if (const auto role = kLetters.find(letter); role != std::string_view::npos)
      rights.roles = static_cast<std::uint8_t>(rights.roles | 1u << role);
  return rights;
}

constexpr Rights nobodys(std::string_view letters) {
  return rights(Concern::nobody, letters);
}
constexpr Rights tenants(std::string_view letters) {
  return rights(Concern::tenants, letters);
}
constexpr Rights hub(std::string_view letters) {
  return rights(Concern::hub, letters);
}

// Each role may do what its letter stands for, with the tenants that its key reaches. Of other tenants, every
// key is told what it would be told of one that does not exist; and what is about the hub as a whole is only
// for keys that reach everything.
//
// A viewer reads states. An operator also moves: retries, pauses, resumes. An auditor reads what happened and
// what holds. A partner does the onboarding of its customers; it never widens what may leave, releases a
// hold, gives up a case or reads one. What leaves for a target is policy, what is given up is gone, and keys
// open everything: that is for administrators.
using Id = OperationId;
constexpr MatrixRow kMatrix[] = {
    {Id::get_health, nobodys("*")},
    {Id::get_readiness, nobodys("*")},
    {Id::get_openapi, nobodys("*")},
    {Id::open_session, nobodys("*")},
    {Id::show_sign_in, nobodys("*")},
    {Id::show_session, nobodys("AOVUP")},
    {Id::close_session, nobodys("AOVUP")},

    {Id::get_metrics, hub("AOVU")},
    {Id::get_history, hub("AOVU")},
    {Id::get_certificate_summary, hub("AOVU")},
    {Id::rotate_root, hub("A")},
    {Id::make_backup, hub("A")},
    {Id::get_log_level, hub("AOVU")},
    {Id::set_log_level, hub("AO")},
    {Id::open_proof_session, hub("A")},
    {Id::note_proof, hub("A")},
    {Id::get_proof, hub("AOVU")},

    {Id::get_status, tenants("AOVUP")},
    {Id::watch_live, tenants("AOVUP")},
    {Id::list_deliveries, tenants("AOVP")},
    {Id::show_delivery, tenants("AOVP")},
    {Id::group_deliveries, tenants("AOVP")},
    {Id::count_results, tenants("AOVP")},
    {Id::list_cases, tenants("AOV")},
    {Id::search_cases, tenants("AO")},
    {Id::open_case, tenants("A")},
    {Id::delete_case, tenants("A")},
    {Id::pause_lane, tenants("AO")},
    {Id::resume_lane, tenants("AO")},
    {Id::retry_deliveries, tenants("AO")},
    {Id::discard_deliveries, tenants("A")},
    {Id::start_retry_job, tenants("AO")},
    {Id::start_discard_job, tenants("A")},
    {Id::list_jobs, tenants("AOV")},
    {Id::show_job, tenants("AOV")},
    {Id::stop_job, tenants("AO")},
    {Id::hold_case, tenants("A")},
    {Id::release_case, tenants("A")},
    {Id::erase_case, tenants("A")},
    {Id::list_tracking, tenants("AOVUP")},
    {Id::purge_tracking, tenants("A")},
    {Id::retry_platform, tenants("AO")},
    {Id::reconcile, tenants("AO")},
    {Id::fetch_cases, tenants("AO")},

    {Id::list_certificates, tenants("AOU")},
    {Id::get_certificate_key, tenants("A")},

    {Id::list_mapping_versions, tenants("AOVUP")},
    {Id::show_mapping_version, tenants("AOVUP")},
    {Id::show_workbench, tenants("AOVP")},
    {Id::preview_mapping, tenants("AOP")},
    {Id::check_mapping, tenants("AOP")},
    {Id::publish_mapping, tenants("A")},
    {Id::roll_back_mapping, tenants("A")},

    {Id::describe_target, tenants("AOP")},
    {Id::check_target, tenants("AOP")},
    {Id::erase_canary, tenants("AP")},

    {Id::list_keys, tenants("AU")},
    {Id::add_key, tenants("AP")},
    {Id::remove_key, tenants("AP")},
    {Id::list_audit, tenants("AU")},

    {Id::list_resources, tenants("AUP")},
    {Id::list_connectors, nobodys("AOVUP")},
    {Id::apply_resources, tenants("AP")},

    {Id::list_secrets, tenants("AOUP")},
    {Id::set_secret, tenants("AP")},
    {Id::rotate_secret, tenants("AP")},
    {Id::remove_secret, tenants("AP")},

    {Id::begin_removal, tenants("A")},
    {Id::show_removal, tenants("AOUP")},
    {Id::finish_removal, tenants("A")},
    {Id::remove_partner, hub("A")},
    {Id::show_cell, hub("AOVU")},
    {Id::give_move, tenants("A")},
    {Id::take_move, hub("A")},
};

// Of what is no GET: these change nothing and tell no more than a GET does.
constexpr Id kUnaudited[] = {Id::open_session,    Id::close_session, Id::count_results,
                             Id::preview_mapping, Id::check_mapping, Id::check_target};
// Of the GETs: what hands out a key.
constexpr Id kAuditedReads[] = {Id::get_certificate_key};

bool is_one_of(std::span<const Id> list, Id operation) {
  return std::ranges::find(list, operation) != list.end();
}

}  // namespace

std::string_view to_string(Role role) {
  return kRoleWords[static_cast<std::size_t>(role)];
}

std::optional<Role> parse_role(std::string_view word) {
  return parse_word<Role>(kRoleWords, word);
}

std::string_view to_string(Concern concern) {
  switch (concern) {
    case Concern::nobody:
      return "nobody";
    case Concern::tenants:
      return "tenants";
    case Concern::hub:
      return "hub";
  }
  return "hub";
}

std::span<const MatrixRow> matrix() {
  return kMatrix;
}

const Rights* rights_of(OperationId operation) {
  const auto row = std::ranges::find(kMatrix, operation, &MatrixRow::operation);
  return row == std::end(kMatrix) ? nullptr : &row->rights;
}

bool is_audited(OperationId operation, std::string_view method) {
  return method == "GET" ? is_one_of(kAuditedReads, operation) : !is_one_of(kUnaudited, operation);
}

}  // namespace hub::admin
