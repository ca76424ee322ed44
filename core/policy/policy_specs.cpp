#include "core/policy/policy_specs.hpp"

namespace hub::policy {

using config::FieldType;

const config::Spec& policy_spec() {
  static const config::Spec spec{
      "policy",
      "What may be done with a tenant's data, and where. What no rule allows is denied. Besides: `places`, "
      "`rules` and `on_refusal`.",
      {}};
  return spec;
}

const config::Spec& place_spec() {
  static const config::Spec spec{
      "places",
      "Places by name. A node says in hub.yaml which it stands in (`place`), a target in its resource.",
      {
          {.name = "country",
           .type = FieldType::text,
           .description = "Where it is, for people",
           .required = false,
           .fallback = "",
           .example = "US",
           .choices = {}},
          {.name = "legal_zone",
           .type = FieldType::text,
           .description = "Whose law holds there, for people",
           .required = false,
           .fallback = "",
           .example = "US",
           .choices = {}},
          {.name = "provider",
           .type = FieldType::text,
           .description = "Whose machines they are, for people",
           .required = false,
           .fallback = "",
           .example = "AWS",
           .choices = {}},
          {.name = "operator",
           .type = FieldType::text,
           .description = "Who runs them, for people",
           .required = false,
           .fallback = "",
           .example = "Vergic",
           .choices = {}},
          {.name = "hosts",
           .type = FieldType::text_list,
           .description = "Targets in this place are reached at these hosts and nowhere else; `*.` in front "
                          "stands for whatever is below",
           .required = false,
           .fallback = "",
           .example = "[api.us.example, '*.my.salesforce.com']",
           .choices = {}},
          {.name = "regions",
           .type = FieldType::text_list,
           .description = "Targets in this place claim one of these in their setting `region`",
           .required = false,
           .fallback = "",
           .example = "[us-east-1, us-west-2]",
           .choices = {}},
      }};
  return spec;
}

const config::Spec& rule_spec() {
  static const config::Spec spec{
      "rules",
      "Each allows operations with classes of data in places, under its conditions.",
      {
          {.name = "id",
           .type = FieldType::text,
           .description = "Certificates name it; lower-case letters, digits and inner hyphens",
           .required = true,
           .fallback = "",
           .example = "deliver-us",
           .choices = {}},
          {.name = "classes",
           .type = FieldType::text_list,
           .description = "Of none, pseudonymous, direct and free_text; or all",
           .required = true,
           .fallback = "",
           .example = "[none, pseudonymous]",
           .choices = {}},
          {.name = "operations",
           .type = FieldType::text_list,
           .description = "Of accept, store, process, deliver, log and backup; or all",
           .required = true,
           .fallback = "",
           .example = "[accept, store, process]",
           .choices = {}},
          {.name = "places",
           .type = FieldType::text_list,
           .description =
               "Where: names of `places`, or '*' for everywhere. Of delivering, the target's place",
           .required = true,
           .fallback = "",
           .example = "[aws-us]",
           .choices = {}},
          {.name = "targets",
           .type = FieldType::text_list,
           .description = "Delivering: to these targets only",
           .required = false,
           .fallback = "",
           .example = "[crm]",
           .choices = {}},
          {.name = "redacted",
           .type = FieldType::text_list,
           .description = "Delivering: only to a target whose `redact` takes out at least these kinds",
           .required = false,
           .fallback = "",
           .example = "[card, ssn]",
           .choices = {}},
          {.name = "pinned",
           .type = FieldType::boolean,
           .description = "Delivering: only to a target that is pinned to hosts",
           .required = false,
           .fallback = "false",
           .example = "true",
           .choices = {}},
          {.name = "legal_basis",
           .type = FieldType::text,
           .description = "A word for people, shown with the rule by `hubctl policy explain`",
           .required = false,
           .fallback = "",
           .example = "DPF",
           .choices = {}},
          {.name = "valid_until",
           .type = FieldType::text,
           .description = "The rule ends then",
           .required = false,
           .fallback = "",
           .example = "2027-06-30T00:00:00Z",
           .choices = {}},
      }};
  return spec;
}

const config::Spec& refusal_spec() {
  static const config::Spec spec{
      "on_refusal",
      "What becomes of a case, or of a delivery, that the policy does not allow.",
      {
          {.name = "action",
           .type = FieldType::choice,
           .description = "reject: not taken at the door, a dead letter at a target. park: the platform is "
                          "told to come back, a delivery waits. redact: goes without what is not allowed. "
                          "drop: forgotten, and certified as refused",
           .required = false,
           .fallback = "reject",
           .example = "park",
           .choices = {"reject", "park", "redact", "drop"}},
          {.name = "for",
           .type = FieldType::duration,
           .description = "So long it is parked",
           .required = false,
           .fallback = "24h",
           .example = "48h",
           .choices = {}},
          {.name = "then",
           .type = FieldType::choice,
           .description = "When parking is over, or taking something out does not do",
           .required = false,
           .fallback = "reject",
           .example = "drop",
           .choices = {"reject", "drop"}},
      }};
  return spec;
}

const config::Spec& declared_field_spec() {
  static const config::Spec spec{
      "fields",
      "Answers before the chat and members of `custom` that the tenant knows. What is not declared is free "
      "text.",
      {
          {.name = "path",
           .type = FieldType::text,
           .description = "prechat.KEY for an answer, custom.NAME for a member (of a member)",
           .required = true,
           .fallback = "",
           .example = "custom.plan",
           .choices = {}},
          {.name = "type",
           .type = FieldType::choice,
           .description = "What a value looks like; one that does not is free text",
           .required = false,
           .fallback = "text",
           .example = "email",
           .choices = {"text", "integer", "number", "boolean", "time", "email", "phone", "name",
                       "customer_no"}},
          {.name = "class",
           .type = FieldType::choice,
           .description = "How personal it is. When absent, direct for email, phone, name and customer_no, "
                          "else free_text. Only an administrator makes it less personal than it was",
           .required = false,
           .fallback = "",
           .example = "none",
           .choices = {"none", "pseudonymous", "direct", "free_text"}},
          {.name = "secret",
           .type = FieldType::boolean,
           .description = "Dropped at the door",
           .required = false,
           .fallback = "false",
           .example = "true",
           .choices = {}},
      }};
  return spec;
}

std::vector<std::pair<std::string, const config::Spec*>> policy_specs() {
  return {{"policy", &policy_spec()},
          {"policy: places", &place_spec()},
          {"policy: rules", &rule_spec()},
          {"policy: on_refusal", &refusal_spec()},
          {"fields", &declared_field_spec()}};
}

}  // namespace hub::policy
