// The fields of each kind of resource, declared once for parsing, `config check` and the reference pages. Any
// thread.
#pragma once

#include "core/config/spec.hpp"

namespace hub::policy {

const config::Spec& tenant_spec();   // besides: credentials, retention, platform, redaction, policy, fields
const config::Spec& partner_spec();  // besides: credentials
const config::Spec& target_spec();   // besides: settings, redact

}  // namespace hub::policy
