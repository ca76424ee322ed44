#include "tools/simulators/salesforce/faults.hpp"

#include <algorithm>

namespace hub::simulators {

namespace {

enum class Strikes { every_call, api_calls, logins };

struct Kind {
  std::string_view name;
  Strikes strikes;
};

constexpr Kind kKinds[] = {
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

constexpr std::string_view kLogin = "token";
constexpr std::string_view kOperations[] = {"*",      kLogin,     "upsert", "create",    "update",
                                            "delete", "retrieve", "query",  "describe",  "describe_global",
                                            "limits", "batch",    "graph",  "composite", "version_data"};

bool can_strike(const Fault& fault, bool is_login) {
  const auto kind = std::ranges::find(kKinds, fault.kind, &Kind::name);
  if (kind == std::end(kKinds) || kind->strikes == Strikes::every_call) return true;
  return (kind->strikes == Strikes::logins) == is_login;
}

std::int64_t number(const model::Value& json, std::string_view name, std::int64_t fallback) {
  const model::Value* found = json.find(name);
  return found && found->is_integer() ? found->as_integer() : fallback;
}

}  // namespace

Result<void> Faults::add(const model::Value& json) {
  Fault fault;
  fault.kind = json.text_at("kind");
  fault.operation = json.text_at("operation", "*");
  fault.skip = number(json, "skip", 0);
  fault.times = number(json, "times", 1);
  fault.status = number(json, "status", 503);
  fault.record = number(json, "record", 0);
  fault.milliseconds = number(json, "milliseconds", 0);
  fault.field = json.text_at("field");
  fault.text = json.text_at("text");
  fault.retry_after = json.text_at("retry_after");
  if (std::ranges::find(kKinds, fault.kind, &Kind::name) == std::end(kKinds))
    return invalid_error("fault", "unknown kind of fault");
  if (std::ranges::find(kOperations, fault.operation) == std::end(kOperations))
    return invalid_error("fault", "unknown operation");
  faults_.push_back(std::move(fault));
  return {};
}

std::vector<Fault> Faults::strike(std::string_view operation) {
  std::vector<Fault> struck;
  for (Fault& fault : faults_) {
    if (fault.operation != "*" && fault.operation != operation) continue;
    if (fault.times == 0 || !can_strike(fault, operation == kLogin)) continue;
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    if (fault.times > 0) --fault.times;
    struck.push_back(fault);
  }
  std::erase_if(faults_, [](const Fault& fault) { return fault.times == 0; });
  return struck;
}

const Fault* find_fault(const std::vector<Fault>& faults, std::string_view kind) {
  const auto found = std::ranges::find(faults, kind, &Fault::kind);
  return found == faults.end() ? nullptr : &*found;
}

}  // namespace hub::simulators
