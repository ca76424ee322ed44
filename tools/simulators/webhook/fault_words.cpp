#include "tools/simulators/webhook/fault_words.hpp"

namespace hub::simulators::webhook {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit", Strikes::every_call},
      {"drop_after_commit", Strikes::every_call},
      {"status", Strikes::every_call},
      {"slow_answer", Strikes::every_call},
      {"revoked_credentials", Strikes::every_call},
      {"expired_token"},
      {"truncated_json"},
      {"truncated_field"},
      {"stale_read"},
      {"redirect"},
      {"hidden_object"},
  };
  static constexpr std::string_view kOperations[] = {"write", "search", "read", "delete", "schema", "health"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::webhook
