#include "core/policy/resource_specs.hpp"

namespace hub::policy {
namespace {

using config::Field;
using config::FieldType;

Field kind_field(std::string kind) {
  return {.name = "kind",
          .type = FieldType::choice,
          .description = "What this document is",
          .required = true,
          .fallback = "",
          .example = kind,
          .choices = {kind}};
}

Field name_field(std::string example) {
  return {.name = "name",
          .type = FieldType::text,
          .description = "Lower-case letters, digits and inner hyphens, at most 63",
          .required = true,
          .fallback = "",
          .example = std::move(example),
          .choices = {}};
}

}  // namespace

const config::Spec& tenant_spec() {
  static const config::Spec spec{
      "tenant",
      "A customer whose cases the hub delivers.",
      {
          kind_field("tenant"),
          name_field("acme"),
          {.name = "region",
           .type = FieldType::text,
           .description = "Where its data may be: the region of the node that serves it",
           .required = true,
           .fallback = "",
           .example = "eu",
           .choices = {}},
          {.name = "partner",
           .type = FieldType::text,
           .description = "Whose customer it is: the partner's keys reach it, its credentials send for it",
           .required = false,
           .fallback = "",
           .example = "nordic-partner",
           .choices = {}},
          {.name = "sources",
           .type = FieldType::text_list,
           .description = "CloudEvents sources of its events; needed when a partner's credential sends them",
           .required = false,
           .fallback = "",
           .example = "[/engage/eu/acme]",
           .choices = {}},
          {.name = "settle_window",
           .type = FieldType::duration,
           .description = "So long a case waits for a late wrap-up or survey, which is added to it",
           .required = false,
           .fallback = "0s",
           .example = "10m",
           .choices = {}},
          {.name = "updates",
           .type = FieldType::choice,
           .description =
               "Late news of a case that was delivered: allow delivers them as `late` records of the "
               "mapping; ignore counts them as duplicates",
           .required = false,
           .fallback = "ignore",
           .example = "allow",
           .choices = {"allow", "ignore"}},
          {.name = "visitor_ip",
           .type = FieldType::choice,
           .description = "The visitor's address in cases: dropped at the door, or kept",
           .required = false,
           .fallback = "drop",
           .example = "keep",
           .choices = {"drop", "keep"}},
      }};
  return spec;
}

const config::Spec& partner_spec() {
  static const config::Spec spec{
      "partner",
      "Sends events for several tenants with a credential of its own.",
      {
          kind_field("partner"),
          name_field("nordic-partner"),
          {.name = "tenants",
           .type = FieldType::text_list,
           .description = "The tenants it may send for, besides those that name it as "
                          "their `partner`",
           .required = false,
           .fallback = "",
           .example = "[acme, globex]",
           .choices = {}},
          {.name = "max_class",
           .type = FieldType::choice,
           .description = "The most personal class of data that a target may see which is "
                          "added with a key of this partner",
           .required = false,
           .fallback = "none",
           .example = "free_text",
           .choices = {"none", "pseudonymous", "direct", "free_text"}},
      }};
  return spec;
}

const config::Spec& target_spec() {
  static const config::Spec spec{
      "target",
      "Where a tenant's cases go.",
      {
          kind_field("target"),
          name_field("crm"),
          {.name = "tenant",
           .type = FieldType::text,
           .description = "Whose cases it takes",
           .required = true,
           .fallback = "",
           .example = "acme",
           .choices = {}},
          {.name = "connector",
           .type = FieldType::text,
           .description = "The kind of system",
           .required = true,
           .fallback = "",
           .example = "salesforce",
           .choices = {}},
          {.name = "mapping",
           .type = FieldType::text,
           .description = "A file below the mappings folder",
           .required = true,
           .fallback = "",
           .example = "salesforce/case.yaml",
           .choices = {}},
          {.name = "required",
           .type = FieldType::boolean,
           .description = "A case is deleted only when every required target has confirmed it",
           .required = false,
           .fallback = "true",
           .example = "true",
           .choices = {}},
          {.name = "max_class",
           .type = FieldType::choice,
           .description = "The most personal class of data the mapping may send there",
           .required = false,
           .fallback = "none",
           .example = "free_text",
           .choices = {"none", "pseudonymous", "direct", "free_text"}},
          {.name = "place",
           .type = FieldType::text,
           .description = "Where its data end: a place of the tenant's policy, which needs it",
           .required = false,
           .fallback = "",
           .example = "aws-us",
           .choices = {}},
          {.name = "hosts",
           .type = FieldType::text_list,
           .description =
               "It is reached at these hosts and nowhere else; `*.` in front stands for whatever is "
               "below. When absent, as its place says",
           .required = false,
           .fallback = "",
           .example = "[acme.my.salesforce.com]",
           .choices = {}},
          {.name = "confirmation",
           .type = FieldType::choice,
           .description =
               "What counts as proof that it has a record: it said yes, it named the record, or it was "
               "read back and equal. When absent, read_back where the target can be read, else stored",
           .required = false,
           .fallback = "",
           .example = "read_back",
           .choices = {"accepted", "stored", "read_back"}},
      }};
  return spec;
}

}  // namespace hub::policy
