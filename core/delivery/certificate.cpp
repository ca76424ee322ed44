#include "core/delivery/certificate.hpp"

#include <array>

#include "core/base/timestamp.hpp"
#include "core/model/json.hpp"
#include "core/model/object_writer.hpp"

namespace hub::delivery {

namespace {
constexpr std::array<std::string_view, 6> kOutcomes = {"delivered", "expired",           "discarded",
                                                       "erased",    "retention_elapsed", "refused"};

void add_list(const std::vector<std::string>& words, Buffer& out) {
  out.push_back('[');
  for (const std::string& word : words) {
    if (&word != &words.front()) out.push_back(',');
    model::write_json_string(word, out);
  }
  out.push_back(']');
}

void add_allowed(const CaseCertificate& certificate, Buffer& out) {
  if (certificate.allowed.empty()) return;
  out.append(",\"allowed\":");
  model::ObjectWriter json(out);
  for (const auto& [operation, rules] : certificate.allowed) add_list(rules, json.begin(operation));
  json.finish();
}

void add_target(Buffer& out, const TargetCertificate& target) {
  out.push_back('{');
  model::write_json_member("target", target.target, out);
  out.append(",\"mapping\":" + std::to_string(target.mapping) + ',');
  if (target.accepted_mapping != 0)
    out.append("\"accepted_mapping\":" + std::to_string(target.accepted_mapping) + ',');
  model::write_json_member("level", target.level, out);
  out.push_back(',');
  model::write_json_member("state", target.state, out);
  out.push_back(',');
  model::write_json_member("at", format_timestamp(target.at), out);
  if (!target.rules.empty()) {
    out.append(",\"rules\":");
    add_list(target.rules, out);
  }
  if (!target.redactions.empty()) out.append(",\"redacted\":" + target.redactions);
  out.push_back('}');
}

// Where copies of a wrapped key may outlive its row, it is the end of its epoch that makes them worthless.
void add_method(const CaseCertificate& certificate, Buffer& out) {
  const bool is_destroyed = certificate.key_due == WallTime{};
  const bool is_replaced = certificate.metadata_until != WallTime{};
  out.append("],\"method\":[");
  out.append(is_destroyed ? "\"case key destroyed\"," : "\"wrapped case key removed\",");
  out.append(is_replaced ? "\"content replaced\"" : "\"rows removed\"");
  out.append(",\"memory wiped\"]");
  if (is_destroyed) return;
  out.push_back(',');
  model::write_json_member("epoch_key_due", format_timestamp(certificate.key_due), out);
}
}  // namespace

std::string_view to_string(Outcome outcome) {
  return kOutcomes[static_cast<std::size_t>(outcome)];
}

std::string to_json(const CaseCertificate& certificate) {
  Buffer out;
  out.append("{\"v\":1,");
  model::write_json_member("tenant", certificate.tenant, out);
  out.push_back(',');
  model::write_json_member("case", certificate.case_ref.text(), out);
  out.push_back(',');
  model::write_json_member("outcome", to_string(certificate.outcome), out);
  out.push_back(',');
  if (certificate.is_update) out.append("\"update\":true,");
  model::write_json_member("received", format_timestamp(certificate.received), out);
  out.push_back(',');
  model::write_json_member("settled", format_timestamp(certificate.settled), out);
  if (certificate.is_of_metadata) out.append(",\"of\":\"metadata\"");
  if (certificate.metadata_until != WallTime{}) {
    out.push_back(',');
    model::write_json_member("metadata_until", format_timestamp(certificate.metadata_until), out);
  }
  if (certificate.held_from != WallTime{}) {
    out.append(",\"hold\":{");
    model::write_json_member("from", format_timestamp(certificate.held_from), out);
    out.push_back(',');
    model::write_json_member("to", format_timestamp(certificate.held_to), out);
    out.push_back('}');
  }
  add_allowed(certificate, out);
  out.append(",\"targets\":[");
  for (std::size_t i = 0; i < certificate.targets.size(); ++i) {
    if (i > 0) out.push_back(',');
    add_target(out, certificate.targets[i]);
  }
  add_method(certificate, out);
  out.push_back('}');
  return std::string(out.view());
}

}  // namespace hub::delivery
