#include "core/ingest/tracking_check.hpp"

#include <algorithm>
#include <charconv>

#include "core/ingest/event_type.hpp"
#include "core/ingest/rule_check.hpp"
#include "core/ingest/tracking_rules.hpp"
#include "core/redaction/scanner.hpp"

namespace hub::ingest {

namespace {

using model::Value;

constexpr int kEncodedTimesMax = 3;  // percent-encoding of percent-encoding of ...

Problem unknown_type(const Path& at) {
  Findings findings;
  findings.add(at.member("type"), "is not the type of a tracking event");
  return Problem(422, "unknown-type", "Tracking events have one type only")
      .with_detail("it is com.vergic.engage.visitor.tracked.v1")
      .with_findings(std::move(findings));
}

Problem invalid_tracking(Findings findings) {
  return Problem(422, "invalid-tracking", "The data do not follow the schema of tracking events")
      .with_detail("the schema is at /schemas/visitor-tracked.v1.json")
      .with_findings(std::move(findings));
}

Problem personal_data(Findings findings) {
  return Problem(422, "personal-data", "Of a visitor, tracking events hold the session's id only")
      .with_detail("nothing was kept of it")
      .with_findings(std::move(findings));
}

// 8-4-4-4-12: an id by its shape, whatever its digits look like.
bool is_guid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  return std::ranges::equal(text, kShape, [](char c, char shape) {
    const bool is_hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    return shape == 'x' ? is_hex : c == '-';
  });
}

// Without one layer of percent-encoding; what is none stays.
std::pmr::string decoded(std::string_view text, model::Arena& arena) {
  std::pmr::string plain(&arena);
  for (std::size_t i = 0; i < text.size(); ++i) {
    unsigned byte = 0;
    const char* const digits = text.data() + i + 1;
    const bool is_encoded = text[i] == '%' && text.size() - i > 2 &&
                            std::from_chars(digits, digits + 2, byte, 16).ptr == digits + 2;
    plain.push_back(is_encoded ? static_cast<char>(byte) : text[i]);
    if (is_encoded) i += 2;
  }
  return plain;
}

bool looks_personal(std::string_view text) {
  if (is_guid(text)) return false;
  model::Arena arena;
  redaction::ScanOptions options;
  options.strict = true;
  std::pmr::string plain(text, &arena);
  for (int times = 0; times <= kEncodedTimesMax; ++times) {
    if (!redaction::scan(plain, options, arena).empty()) return true;
    std::pmr::string next = decoded(plain, arena);
    if (next == plain) return false;
    plain = std::move(next);
  }
  return true;  // nobody encodes a path so often for a good reason
}

void find_personal(std::string_view text, const Path& at, Findings& findings) {
  if (looks_personal(text)) findings.add(at, "looks like personal data");
}

void find_personal(const Rule& rule, const Value& value, const Path& at, Findings& findings) {
  if (rule.shape == Shape::text && value.is_string()) return find_personal(value.as_string(), at, findings);
  if (!value.is_object()) return;
  for (const Rule& member : rule.members)
    if (const Value* its = value.find(member.name.text))
      find_personal(member, *its, at.member(member.name), findings);
}

void check_page(const Value& data, const Path& at, Findings& findings) {
  const std::string_view page = data.text_at("page");
  const bool is_path = page.starts_with('/') && page.find_first_of("?#") == std::string_view::npos;
  if (!page.empty() && !is_path) findings.add(at.member("page"), "is not a path without query and fragment");
}

}  // namespace

std::optional<Problem> tracking_problem(const CloudEvent& event, const Path& at) {
  if (event.type != kVisitorTrackedType) return unknown_type(at);
  const Path data = at.member("data");
  Findings findings;
  if (event.data) {
    RuleCheck(EventType::case_closed, findings).check(kTrackingData, *event.data, data);
    check_page(*event.data, data, findings);
  } else {
    findings.add(data, "is required");
  }
  if (!findings.empty()) return invalid_tracking(std::move(findings));
  find_personal(event.id, at.member("id"), findings);
  find_personal(event.subject, at.member("subject"), findings);
  find_personal(kTrackingData, *event.data, data, findings);
  if (!findings.empty()) return personal_data(std::move(findings));
  return std::nullopt;
}

}  // namespace hub::ingest
