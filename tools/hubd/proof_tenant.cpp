#include "tools/hubd/proof_tenant.hpp"

#include "tools/hubd/proof_sink.hpp"

namespace hub::hubd {

namespace {

// Every part of a case goes through the templates, so that what they touch is searched as well.
constexpr const char* kMapping = R"(mapping: proof
target: sink
description: A canary case, whole.
records:
  canary:
    object: Canary
    key: key
    fields:
      case: "{{ case | json }}"
      session: "{{ session | json }}"
      visitor: "{{ visitor | json }}"
      agents: "{{ agents | json }}"
      group: "{{ group | json }}"
      web: "{{ web | json }}"
      prechat: "{% for answer in prechat %}{{ answer.key }}={{ answer.value }};{% endfor %}"
      transcript: "{% for message in transcript.messages %}{{ message.text | strip }} {% endfor %}"
      survey: "{{ survey.comment | upcase }}"
      wrapup: "{{ wrapup | json }}"
      cobrowse: "{{ cobrowse | json }}"
      tags: "{{ tags | join: ', ' }}"
      custom: "{{ custom | json }}"
      attachments: "{{ attachments | json }}"
)";

}  // namespace

delivery::TenantSetup ProofTenant::setup() const {
  delivery::TenantSetup setup;
  setup.name = kProofTenant;
  setup.max_hold = std::chrono::minutes(10);
  setup.tombstone_days = 1;
  delivery::LaneSetup lane;
  lane.target = "sink";
  lane.max_class = model::DataClass::free_text;
  lane.mapping_file = "the mapping of proof runs";
  lane.mapping_text = kMapping;
  lane.connector = std::make_unique<ProofSink>();
  setup.lanes.push_back(std::move(lane));
  return setup;
}

ingest::Credential ProofTenant::credential() const {
  ingest::Credential credential;
  credential.name = "hub-proof-run";
  credential.tenant = kProofTenant;
  credential.bearer_keys.push_back(key_.kept);
  return credential;
}

}  // namespace hub::hubd
