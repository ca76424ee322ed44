#include "core/ingest/event_attributes.hpp"

#include <algorithm>

#include "core/base/timestamp.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

enum class Form : std::uint8_t { text, uri_reference, time, version };

struct Attribute {
  StaticText name;
  std::string_view CloudEvent::*field;
  Form form;
  std::size_t bytes_max;
  bool is_required;
};

constexpr Attribute kAttributes[] = {
    {"specversion", &CloudEvent::specversion, Form::version, 16, true},
    {"id", &CloudEvent::id, Form::text, 256, true},
    {"source", &CloudEvent::source, Form::uri_reference, 1024, true},
    {"type", &CloudEvent::type, Form::text, 256, true},
    {"subject", &CloudEvent::subject, Form::text, 256, false},
    {"time", &CloudEvent::time, Form::time, 64, false},
    {"datacontenttype", &CloudEvent::datacontenttype, Form::text, 256, false},
    {"dataschema", &CloudEvent::dataschema, Form::uri_reference, 2048, false},
    {"dataref", &CloudEvent::dataref, Form::uri_reference, 4096, false},
};

// An extension, and one that is ignored where it is malformed.
constexpr std::string_view kTraceAttribute = "traceparent";

const Attribute* find_attribute(std::string_view name) {
  const auto* found = std::ranges::find(kAttributes, name, [](const Attribute& a) { return a.name.text; });
  return found == std::end(kAttributes) ? nullptr : found;
}

bool is_attribute_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

void check_extension_name(std::string_view name, const Path& at, Findings& findings) {
  if (!is_attribute_name(name)) {
    findings.add(at, "the name of an extension attribute is not made of lower-case letters and digits");
  }
}

void check_form(const Attribute& attribute, std::string_view value, const Path& at, Findings& findings) {
  switch (attribute.form) {
    case Form::text:
      return;
    case Form::uri_reference:
      if (!is_uri_reference(value)) findings.add(at, "is not a URI reference");
      return;
    case Form::time:
      if (!parse_timestamp(value)) findings.add(at, "is not an RFC 3339 time");
      return;
    case Form::version:
      if (value != "1.0") findings.add(at, "is not \"1.0\"");
      return;
  }
}

}  // namespace

void set_attribute(std::string_view name, std::string_view value, const Path& at, CloudEvent& event,
                   Findings& findings) {
  const Attribute* attribute = find_attribute(name);
  if (!attribute) {
    check_extension_name(name, at, findings);
    if (has_control_characters(value)) findings.add(at, "an extension attribute holds control characters");
    if (name == kTraceAttribute) event.traceparent = value;
    return;
  }
  const Path here = at.member(attribute->name);
  if (value.empty()) return findings.add(here, "is empty");
  if (value.size() > attribute->bytes_max) return findings.add(here, "is too long");
  if (has_control_characters(value)) return findings.add(here, "holds control characters");
  const std::size_t found_before = findings.items().size();
  check_form(*attribute, value, here, findings);
  if (findings.items().size() == found_before) event.*(attribute->field) = value;
}

void set_attribute(std::string_view name, const model::Value& value, const Path& at, CloudEvent& event,
                   Findings& findings) {
  if (value.is_null()) return;
  if (value.is_string()) return set_attribute(name, value.as_string(), at, event, findings);
  const Attribute* attribute = find_attribute(name);
  if (attribute) return findings.add(at.member(attribute->name), "is not a string");
  check_extension_name(name, at, findings);
  const bool is_int32 =
      value.is_integer() && value.as_integer() == static_cast<std::int32_t>(value.as_integer());
  if (!value.is_boolean() && !is_int32) {
    findings.add(at, "an extension attribute is neither string, boolean nor 32-bit integer");
  }
}

void require_attributes(const Path& at, const CloudEvent& event, Findings& findings) {
  for (const Attribute& attribute : kAttributes) {
    if (!attribute.is_required || !(event.*(attribute.field)).empty()) continue;
    const Path here = at.member(attribute.name);
    const std::string pointer = here.pointer();
    // A value that was refused is not missing as well.
    const bool is_reported =
        std::ranges::any_of(findings.items(), [&](const Finding& f) { return f.pointer == pointer; });
    if (!is_reported) findings.add(here, "is required");
  }
}

}  // namespace hub::ingest
