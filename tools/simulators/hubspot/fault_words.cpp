#include "tools/simulators/hubspot/fault_words.hpp"

namespace hub::simulators::hubspot {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit", Strikes::every_call},
      {"drop_after_commit", Strikes::every_call},
      {"status", Strikes::every_call},
      {"slow_answer", Strikes::every_call},
      {"revoked_credentials", Strikes::every_call},
      {"expired_token"},
      {"daily_limit"},
      {"missing_scopes"},
      {"record_error"},
      {"truncated_json"},
      {"truncated_field"},
      {"stale_read"},
      {"hidden_property"},
      {"shown_property"},
  };
  static constexpr std::string_view kOperations[] = {"upsert",     "update", "create", "read",
                                                     "archive",    "get",    "list",   "search",
                                                     "properties", "link",   "links",  "forget"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::hubspot
