#include "core/ingest/cloud_event.hpp"

#include "core/base/ascii.hpp"
#include "core/base/base64.hpp"
#include "core/ingest/content_type.hpp"
#include "core/ingest/event_attributes.hpp"
#include "core/ingest/text_checks.hpp"

namespace hub::ingest {

namespace {

Problem malformed_json() {
  return Problem(400, "malformed-json", "The body is not well-formed JSON");
}
Problem malformed_event(Findings findings) {
  return Problem(400, "malformed-event", "This is not a valid CloudEvent").with_findings(std::move(findings));
}
Problem unsupported_type() {
  return Problem(415, "unsupported-media-type", "The content type is not supported")
      .with_detail(
          "events are read as application/cloudevents+json, application/cloudevents-batch+json or binary "
          "mode "
          "with data in JSON, not compressed");
}

// Data that is not JSON cannot be a case.
bool is_json_data(const CloudEvent& event) {
  return event.datacontenttype.empty() || is_json_media_type(event.datacontenttype);
}

// The data of a structured event: `data`, or `data_base64` with JSON in it, never both.
void read_data(const model::Value& document, const Path& at, model::JsonParser& parser, model::Arena& arena,
               CloudEvent& event, Findings& findings) {
  const model::Value* data = document.find("data");
  const model::Value* encoded = document.find("data_base64");
  if (data && encoded)
    return findings.add(at.member("data_base64"), "stands beside data: only one may be there");
  if (data) event.data = *data;
  if (!encoded) return;
  const Path here = at.member("data_base64");
  const auto bytes = encoded->is_string() ? base64_decode(encoded->as_string()) : std::nullopt;
  if (!bytes) return findings.add(here, "is not a base64 string");
  auto parsed = parser.parse({bytes->data(), bytes->size()}, arena);
  if (!parsed.ok()) return findings.add(here, "does not hold JSON");
  event.data = *parsed;
}

ReadEvent read_structured(const model::Value& document, const Path& at, model::JsonParser& parser,
                          model::Arena& arena) {
  CloudEvent event;
  Findings findings;
  if (!document.is_object()) {
    findings.add(at, "is not a JSON object");
    return {{}, malformed_event(std::move(findings))};
  }
  for (const model::Member& member : document.as_object()) {
    if (member.name == "data" || member.name == "data_base64") continue;
    set_attribute(member.name, member.value, at, event, findings);
  }
  require_attributes(at, event, findings);
  read_data(document, at, parser, arena, event, findings);
  if (!findings.empty()) return {event.id, malformed_event(std::move(findings))};
  if (!is_json_data(event)) return {event.id, unsupported_type()};
  return {event.id, event};
}

// The attributes of a binary event: every ce-NAME header, once.
void read_headers(const http::Headers& headers, const Path& at, model::Arena& arena, CloudEvent& event,
                  Findings& findings) {
  for (const auto& [field, value] : headers) {
    if (!starts_with_ignoring_case(field, "ce-")) continue;
    char* const name = arena.take_array<char>(field.size());
    std::size_t size = 0;
    for (const char c : std::string_view(field).substr(3)) name[size++] = to_lower(c);
    if (headers.count(field) > 1) {
      findings.add(at, "an attribute header occurs more than once");
      continue;
    }
    if (std::string_view(name, size) == "datacontenttype") {
      findings.add(at.member("datacontenttype"), "has its own header: Content-Type");
      continue;
    }
    const auto decoded = decode_header_value(value, arena);
    if (!decoded) {
      findings.add(at, "an attribute header is not properly quoted or percent-encoded UTF-8");
      continue;
    }
    set_attribute({name, size}, *decoded, at, event, findings);
  }
}

OrProblem<ReadRequest> read_binary(const http::Request& request, std::string_view content_type,
                                   model::JsonParser& parser, model::Arena& arena) {
  CloudEvent event;
  Findings findings;
  const Path root;
  read_headers(request.headers, root, arena, event, findings);
  require_attributes(root, event, findings);
  ReadRequest result;
  if (!findings.empty()) {
    result.events.push_back({event.id, malformed_event(std::move(findings))});
    return result;
  }
  if (!request.body.empty()) {
    if (!is_json_media_type(content_type)) return unsupported_type();
    auto data = parser.parse(request.body.view(), arena);
    if (!data.ok()) return malformed_json();
    event.data = *data;
  }
  result.events.push_back({event.id, event});
  return result;
}

OrProblem<ReadRequest> read_batch(const model::Value& document, std::size_t events_max,
                                  model::JsonParser& parser, model::Arena& arena) {
  const Path root;
  if (!document.is_array()) {
    Findings findings;
    findings.add(root, "is not a JSON array");
    return malformed_event(std::move(findings));
  }
  if (document.as_array().size() > events_max) {
    return Problem(413, "batch-too-large", "The batch holds too many events");
  }
  ReadRequest result;
  result.is_batch = true;
  result.events.reserve(document.as_array().size());
  for (const model::Value& item : document.as_array()) {
    const Path at = root.item(result.events.size());
    result.events.push_back(read_structured(item, at, parser, arena));
  }
  return result;
}

}  // namespace

OrProblem<ReadRequest> read_events(const http::Request& request, std::size_t batch_events_max,
                                   model::JsonParser& parser, model::Arena& arena) {
  const auto coding = request.headers.find("Content-Encoding");
  if (coding && !equals_ignoring_case(*coding, "identity")) return unsupported_type();
  const std::string_view content_type = request.headers.find("Content-Type").value_or("");
  const ContentMode mode = content_mode(content_type);
  if (mode == ContentMode::binary) return read_binary(request, content_type, parser, arena);
  if (!is_json_format(content_type)) return unsupported_type();
  auto document = parser.parse(request.body.view(), arena);
  if (!document.ok()) return malformed_json();
  if (mode == ContentMode::batched) return read_batch(*document, batch_events_max, parser, arena);
  ReadRequest result;
  result.events.push_back(read_structured(*document, Path(), parser, arena));
  return result;
}

}  // namespace hub::ingest
