#include "tools/simulators/dynamics/fault_words.hpp"

namespace hub::simulators::dynamics {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit", Strikes::every_call},
      {"drop_after_commit", Strikes::every_call},
      {"status", Strikes::every_call},
      {"slow_answer", Strikes::every_call},
      {"revoked_credentials", Strikes::every_call},
      {"expired_token"},
      {"service_protection"},
      {"missing_privilege"},
      {"no_application_user"},
      {"record_error"},
      {"truncated_json"},
      {"truncated_field"},
      {"stale_read"},
      {"hidden_column"},
      {"shown_column"},
  };
  static constexpr std::string_view kOperations[] = {"batch_write", "batch_read", "batch_delete", "create",
                                                     "upsert",      "get",        "list",         "delete",
                                                     "who_am_i",    "metadata",   "action"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::dynamics
