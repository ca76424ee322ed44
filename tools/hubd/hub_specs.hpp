// The sections of hub.yaml, each field declared once. Any thread.
#pragma once

#include "core/config/spec.hpp"

namespace hub::hubd {

const config::Spec& node_spec();  // the top level
const config::Spec& store_spec();
const config::Spec& postgres_spec();  // store.postgres
const config::Spec& fleet_spec();
const config::Spec& peers_spec();
const config::Spec& listener_spec();  // listeners.events and listeners.admin
const config::Spec& tls_spec();       // listeners.*.tls
const config::Spec& admin_key_spec();
const config::Spec& admin_spec();
const config::Spec& identity_provider_spec();  // admin.oidc
const config::Spec& group_role_spec();         // admin.oidc.roles[]
const config::Spec& limits_spec();
const config::Spec& delivery_spec();
const config::Spec& fetch_spec();
const config::Spec& fetch_host_spec();
const config::Spec& certificates_spec();
const config::Spec& witness_spec();  // certificates.witnesses[]
const config::Spec& outgoing_spec();
const config::Spec& alerts_spec();
const config::Spec& smtp_spec();  // alerts.smtp
const config::Spec& log_spec();
const config::Spec& diagnostics_spec();

}  // namespace hub::hubd
