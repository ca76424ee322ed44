#include "tools/simulators/zendesk/fault_words.hpp"

namespace hub::simulators::zendesk {

namespace {

constexpr FaultKind kKinds[] = {
    {"drop_before_commit", Strikes::every_call},
    {"drop_after_commit", Strikes::every_call},
    {"status", Strikes::every_call},
    {"latency", Strikes::every_call},
    {"revoked_credentials", Strikes::every_call},
    {"expired_token", Strikes::api_calls},
    {"rate_limit", Strikes::api_calls},
    {"missing_scope", Strikes::api_calls},
    {"status_after_commit", Strikes::api_calls},
    {"truncated_json", Strikes::api_calls},
    {"late_answer", Strikes::api_calls},
    {"job_stuck", Strikes::api_calls},
    {"job_lost", Strikes::api_calls},
    {"record_error", Strikes::api_calls},
    {"truncated_comment", Strikes::api_calls},
    {"changed_subject", Strikes::api_calls},
    {"deleted_after_write", Strikes::api_calls},
    {"stale_read", Strikes::api_calls},
    {"hidden_field", Strikes::api_calls},
    {"shown_field", Strikes::api_calls},
};

constexpr std::string_view kOperations[] = {
    "create",      "create_many", "import_many",   "update",   "update_many", "delete",
    "show",        "show_many",   "list",          "comments", "job_status",  "users",
    "users_write", "upload",      "ticket_fields", "count",    "redact",      "search"};

}  // namespace

FaultWords fault_words() {
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::zendesk
