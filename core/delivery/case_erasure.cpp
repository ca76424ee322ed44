#include "core/delivery/case_erasure.hpp"

#include <algorithm>
#include <array>

#include "core/base/buffer.hpp"
#include "core/base/timestamp.hpp"
#include "core/base/words.hpp"
#include "core/model/json.hpp"

namespace hub::delivery {

namespace {

constexpr std::array<std::string_view, 4> kReasons = {"subject_request", "controller_request", "mistake",
                                                      "test"};
constexpr std::array<std::string_view, 6> kStates = {"erased",       "restorable", "absent",
                                                     "not_possible", "unfinished", "present"};

void add_member(std::string_view name, std::string_view value, Buffer& out) {
  out.push_back(',');
  model::write_json_member(name, value, out);
}

void add_target(const TargetErasure& target, Buffer& out) {
  out.push_back('{');
  model::write_json_member("target", target.target, out);
  add_member("state", to_string(target.state), out);
  out.append(",\"found\":" + std::to_string(target.found) + ",\"left\":" + std::to_string(target.left));
  if (target.error) add_member("code", target.error->code, out);
  out.push_back('}');
}

}  // namespace

std::string_view to_string(ErasureReason reason) {
  return kReasons[static_cast<std::size_t>(reason)];
}

std::optional<ErasureReason> parse_erasure_reason(std::string_view word) {
  return parse_word<ErasureReason>(kReasons, word);
}

std::string_view to_string(ErasureState state) {
  return kStates[static_cast<std::size_t>(state)];
}

bool CaseErasure::is_finished() const {
  return std::ranges::none_of(targets,
                              [](const TargetErasure& one) { return one.state == ErasureState::unfinished; });
}

ErasureState erasure_state_of(const TargetErasure& target) {
  if (target.error) {
    const ErrorKind kind = target.error->kind;
    const bool is_refused = kind == ErrorKind::invalid || kind == ErrorKind::config;
    return is_refused ? ErasureState::not_possible : ErasureState::unfinished;
  }
  if (target.left > 0) return ErasureState::unfinished;
  if (target.found == 0) return ErasureState::absent;
  return target.terms.is_final ? ErasureState::erased : ErasureState::restorable;
}

std::string erasure_entry(const ErasureRequest& request, const CaseErasure& erasure, WallTime now) {
  Buffer out;
  out.append("{\"v\":1,");
  model::write_json_member("tenant", request.tenant, out);
  add_member("case", erasure.case_ref.text(), out);
  add_member("addendum", "erased at targets", out);
  out.append(erasure.is_finished() ? ",\"finished\":true" : ",\"finished\":false");
  add_member("at", format_timestamp(now), out);
  if (request.reason) add_member("reason", to_string(*request.reason), out);
  out.append(",\"targets\":[");
  for (std::size_t i = 0; i < erasure.targets.size(); ++i) {
    if (i > 0) out.push_back(',');
    add_target(erasure.targets[i], out);
  }
  out.append("],\"method\":[\"erased by key\",\"looked up\"]}");
  return std::string(out.view());
}

}  // namespace hub::delivery
