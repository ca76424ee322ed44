#include "tests/contract/simulated_harness.hpp"

namespace hub::contract {

using testing::make_fault;

simulators::Fault refusal(std::string operation, std::int64_t status, std::string retry_after) {
  simulators::Fault refused = make_fault("status", std::move(operation));
  refused.status = status;
  refused.retry_after = std::move(retry_after);
  return refused;
}

std::vector<simulators::Fault> usual_faults(Fault which, const std::string& write) {
  simulators::Fault one = make_fault("status", write);
  switch (which) {
    case Fault::lost_after_commit:
      return {make_fault("drop_after_commit", write)};
    case Fault::lost_before_commit:
      return {make_fault("drop_before_commit", write)};
    case Fault::silent:
      one.kind = "slow_answer";
      one.milliseconds = 4'500;
      return {one};
    case Fault::unavailable:
      return {make_fault("status", "*", -1)};
    case Fault::unavailable_html:
      one.text = "html";
      return {one};
    case Fault::garbled_answer:
      return {make_fault("truncated_json", write)};
    case Fault::wait_seconds:
      return {refusal(write, 429, "2")};
    case Fault::wait_date:
      return {refusal(write, 429, "Fri, 31 Dec 2032 23:59:59 GMT")};
    case Fault::wait_nonsense:
      return {refusal(write, 429, "when the cows come home")};
    case Fault::wait_unsaid:
      return {refusal(write, 429)};
    case Fault::token_expired:
      return {make_fault("expired_token", "*")};
    case Fault::token_revoked:
      return {make_fault("revoked_credentials", "*", -1)};
    default:
      return {};
  }
}

}  // namespace hub::contract
