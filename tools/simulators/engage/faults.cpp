#include "tools/simulators/engage/faults.hpp"

#include <algorithm>

namespace hub::simulators::engage {

namespace {

constexpr std::pair<std::string_view, FaultKind> kKinds[] = {
    {"status", FaultKind::status},     {"latency", FaultKind::latency},     {"drop", FaultKind::drop},
    {"oversize", FaultKind::oversize}, {"malformed", FaultKind::malformed},
};

void read_number(const model::Value& json, std::string_view name, std::int64_t& number) {
  const model::Value* found = json.find(name);
  if (found && found->is_integer()) number = found->as_integer();
}

}  // namespace

Result<void> Faults::add(const model::Value& json) {
  const auto* kind =
      std::ranges::find(kKinds, json.text_at("kind"), [](const auto& known) { return known.first; });
  if (kind == std::end(kKinds)) {
    return invalid_error("bad_fault", "a fault's kind is status, latency, drop, oversize or malformed");
  }
  Fault fault;
  fault.kind = kind->second;
  fault.operation = json.text_at("operation", "*");
  fault.retry_after = json.text_at("retry_after");
  read_number(json, "skip", fault.skip);
  read_number(json, "times", fault.times);
  read_number(json, "status", fault.status);
  read_number(json, "milliseconds", fault.milliseconds);
  read_number(json, "bytes", fault.bytes);
  add(std::move(fault));
  return {};
}

std::vector<Fault> Faults::strike(std::string_view operation) {
  std::vector<Fault> striking;
  for (Fault& fault : faults_) {
    if ((fault.operation != "*" && fault.operation != operation) || fault.times == 0) continue;
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    if (fault.times > 0) --fault.times;
    striking.push_back(fault);
  }
  std::erase_if(faults_, [](const Fault& fault) { return fault.times == 0; });
  return striking;
}

const Fault* find_fault(const std::vector<Fault>& faults, FaultKind kind) {
  const auto found = std::ranges::find(faults, kind, &Fault::kind);
  return found == faults.end() ? nullptr : &*found;
}

}  // namespace hub::simulators::engage
