#include "tools/simulators/servicenow/fault_words.hpp"

namespace hub::simulators::servicenow {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit", Strikes::every_call},
      {"drop_after_commit", Strikes::every_call},
      {"status", Strikes::every_call},
      {"slow_answer", Strikes::every_call},
      {"revoked_credentials", Strikes::every_call},
      {"expired_token"},
      {"rate_limit"},
      {"hibernating"},
      {"forbidden"},
      {"hidden_records"},
      {"record_error"},
      {"unserviced"},
      {"truncated_json"},
      {"truncated_field"},
      {"gone_column"},
      {"read_only_column"},
  };
  static constexpr std::string_view kOperations[] = {"read", "write", "upload", "download", "import"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::servicenow
