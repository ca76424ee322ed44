#include "tools/hubd/proof_tenant.hpp"

#include <array>

#include "tools/hubd/proof_sink.hpp"

namespace hub::hubd {

namespace {

constexpr const char* kObject = "Canary";
constexpr const char* kKeyField = "key";

// Every part of a case goes through the templates, so that what they touch is searched as well.
struct CanaryField {
  std::string_view name, text;
};
constexpr std::array<CanaryField, 14> kFields = {{
    {"case", "{{ case | json }}"},
    {"session", "{{ session | json }}"},
    {"visitor", "{{ visitor | json }}"},
    {"agents", "{{ agents | json }}"},
    {"group", "{{ group | json }}"},
    {"web", "{{ web | json }}"},
    {"prechat", "{% for answer in prechat %}{{ answer.key }}={{ answer.value }};{% endfor %}"},
    {"transcript", "{% for message in transcript.messages %}{{ message.text | strip }} {% endfor %}"},
    {"survey", "{{ survey.comment | upcase }}"},
    {"wrapup", "{{ wrapup | json }}"},
    {"cobrowse", "{{ cobrowse | json }}"},
    {"tags", "{{ tags | join: ', ' }}"},
    {"custom", "{{ custom | json }}"},
    {"attachments", "{{ attachments | json }}"},
}};

std::string mapping_text() {
  std::string text =
      "mapping: proof\ntarget: sink\ndescription: A canary case, whole.\nrecords:\n  canary:\n";
  text += std::string("    object: ") + kObject + "\n    key: " + kKeyField + "\n    fields:\n";
  for (const CanaryField& field : kFields)
    text += "      " + std::string(field.name) + ": \"" + std::string(field.text) + "\"\n";
  return text;
}

delivery::Schema schema_of_sink() {
  delivery::SchemaObject object;
  object.name = kObject;
  delivery::SchemaField key;
  key.name = kKeyField;
  key.usable_as_key = key.unique = true;
  object.fields.push_back(std::move(key));
  for (const CanaryField& field : kFields) object.fields.emplace_back().name = field.name;
  return {{std::move(object)}};
}

}  // namespace

delivery::TenantSetup ProofTenant::setup(bool forgets) const {
  delivery::TenantSetup setup;
  setup.name = kProofTenant;
  setup.max_hold = std::chrono::minutes(10);
  setup.tombstone_days = 1;
  setup.session_days = 0;
  delivery::LaneSetup lane;
  lane.target = "sink";
  lane.max_class = model::DataClass::free_text;
  lane.mapping_file = "the mapping of proof runs";
  lane.mapping_text = mapping_text();
  lane.connector = std::make_unique<ProofSink>(schema_of_sink(), forgets);
  setup.lanes.push_back(std::move(lane));
  return setup;
}

ingest::Credential ProofTenant::credential(const std::vector<std::string>& tenants) const {
  ingest::Credential credential;
  credential.name = "hub-proof-run";
  const std::string source = "/connector-hub/proof";
  credential.sources.push_back({source, kProofTenant});
  for (const std::string& tenant : tenants) credential.sources.push_back({source + '/' + tenant, tenant});
  credential.bearer_keys.push_back(key_.kept);
  return credential;
}

}  // namespace hub::hubd
