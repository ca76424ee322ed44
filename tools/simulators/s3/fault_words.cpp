#include "tools/simulators/s3/fault_words.hpp"

namespace hub::simulators::s3 {

FaultWords fault_words() {
  static constexpr FaultKind kKinds[] = {
      {"drop_before_commit"},  {"drop_after_commit"}, {"status"},
      {"status_after_commit"}, {"slow_answer"},       {"expired_token"},
      {"revoked_credentials"}, {"truncated_field"},   {"changed_metadata"},
  };
  static constexpr std::string_view kOperations[] = {"put", "get", "head", "delete", "list", "versions"};
  return {kKinds, kOperations};
}

}  // namespace hub::simulators::s3
