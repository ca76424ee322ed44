#include "tools/simulators/salesforce/fault_words.hpp"

namespace hub::simulators::salesforce {

namespace {

constexpr FaultKind kKinds[] = {
    {"drop_before_commit", Strikes::every_call},
    {"drop_after_commit", Strikes::every_call},
    {"status", Strikes::every_call},
    {"latency", Strikes::every_call},
    {"revoked_credentials", Strikes::every_call},
    {"status_after_commit", Strikes::api_calls},
    {"expired_token", Strikes::api_calls},
    {"request_limit", Strikes::api_calls},
    {"lock_row", Strikes::api_calls},
    {"record_error", Strikes::api_calls},
    {"truncated_field", Strikes::api_calls},
    {"changed_field", Strikes::api_calls},
    {"deleted_after_write", Strikes::api_calls},
    {"hidden_field", Strikes::api_calls},
    {"shown_field", Strikes::api_calls},
    {"stale_read", Strikes::api_calls},
    {"truncated_json", Strikes::api_calls},
    {"refused_text", Strikes::api_calls},
    {"empty_array", Strikes::api_calls},
    {"login_rate", Strikes::logins},
    {"moved_org", Strikes::logins},
};

constexpr std::string_view kOperations[] = {
    "upsert",          "create", "update", "delete", "retrieve",  "query",        "describe",
    "describe_global", "limits", "batch",  "graph",  "composite", "version_data", "empty_recycle_bin"};

}  // namespace

FaultWords fault_words() {
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::salesforce
