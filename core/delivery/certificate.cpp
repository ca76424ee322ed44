#include "core/delivery/certificate.hpp"

#include <array>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"

namespace hub::delivery {

namespace {
constexpr std::array<std::string_view, 6> kOutcomes = {"delivered", "expired",           "discarded",
                                                       "erased",    "retention_elapsed", "refused"};

void add_text(Buffer& out, std::string_view name, std::string_view value) {
  model::write_json_string(name, out);
  out.push_back(':');
  model::write_json_string(value, out);
}

void add_target(Buffer& out, const TargetCertificate& target) {
  out.push_back('{');
  add_text(out, "target", target.target);
  out.append(",\"mapping\":" + std::to_string(target.mapping) + ',');
  if (target.accepted_mapping != 0)
    out.append("\"accepted_mapping\":" + std::to_string(target.accepted_mapping) + ',');
  add_text(out, "level", target.level);
  out.push_back(',');
  add_text(out, "state", target.state);
  out.push_back(',');
  add_text(out, "at", format_timestamp(target.at));
  out.push_back('}');
}
}  // namespace

std::string_view to_string(Outcome outcome) {
  return kOutcomes[static_cast<std::size_t>(outcome)];
}

std::string to_json(const CaseCertificate& certificate) {
  Buffer out;
  out.append("{\"v\":1,");
  add_text(out, "tenant", certificate.tenant);
  out.push_back(',');
  add_text(out, "case", certificate.case_ref.text());
  out.push_back(',');
  add_text(out, "outcome", to_string(certificate.outcome));
  out.push_back(',');
  if (certificate.is_update) out.append("\"update\":true,");
  add_text(out, "received", format_timestamp(certificate.received));
  out.push_back(',');
  add_text(out, "settled", format_timestamp(certificate.settled));
  out.append(",\"targets\":[");
  for (std::size_t i = 0; i < certificate.targets.size(); ++i) {
    if (i > 0) out.push_back(',');
    add_target(out, certificate.targets[i]);
  }
  out.append("],\"method\":[\"case key destroyed\",\"rows removed\",\"memory wiped\"]}");
  return std::string(out.view());
}

}  // namespace hub::delivery
