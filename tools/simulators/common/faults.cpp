#include "tools/simulators/common/faults.hpp"

#include <algorithm>

namespace hub::simulators {

namespace {

constexpr std::string_view kAny = "*";

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
  if (std::ranges::find(words_.kinds, fault.kind, &FaultKind::name) == words_.kinds.end()) {
    return invalid_error("fault", "unknown kind of fault");
  }
  const bool is_known = fault.operation == kAny || fault.operation == kLoginOperation ||
                        std::ranges::find(words_.operations, fault.operation) != words_.operations.end();
  if (!is_known) return invalid_error("fault", "unknown operation");
  faults_.push_back(std::move(fault));
  return {};
}

bool Faults::can_strike(const Fault& fault, bool is_login) const {
  const auto kind = std::ranges::find(words_.kinds, fault.kind, &FaultKind::name);
  if (kind == words_.kinds.end() || kind->strikes == Strikes::every_call) return true;
  return (kind->strikes == Strikes::logins) == is_login;
}

std::vector<Fault> Faults::strike(std::string_view operation) {
  std::vector<Fault> struck;
  for (Fault& fault : faults_) {
    if (fault.operation != kAny && fault.operation != operation) continue;
    if (fault.times == 0 || !can_strike(fault, operation == kLoginOperation)) continue;
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
