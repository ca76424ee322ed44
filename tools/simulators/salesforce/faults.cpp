#include "tools/simulators/salesforce/faults.hpp"

#include <algorithm>

namespace hub::simulators {

namespace {
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
  if (fault.kind.empty()) return invalid_error("fault", "a fault needs a kind");
  faults_.push_back(std::move(fault));
  return {};
}

std::vector<Fault> Faults::strike(std::string_view operation) {
  std::vector<Fault> struck;
  for (Fault& fault : faults_) {
    if (fault.operation != "*" && fault.operation != operation) continue;
    if (fault.times == 0) continue;
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
