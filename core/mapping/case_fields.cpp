#include "core/mapping/case_fields.hpp"

#include <set>

namespace hub::mapping {

namespace {

using enum CaseFieldKind;
constexpr auto kNone = model::DataClass::none;
constexpr auto kPseudonymous = model::DataClass::pseudonymous;
constexpr auto kDirect = model::DataClass::direct;
constexpr auto kFree = model::DataClass::free_text;

constexpr CaseField kFields[] = {
    {"event.id", kNone, text, 36, 64},
    {"event.time", kNone, time, 24, 35},
    {"event.type", kNone, text, 36, 64},
    {"event.source", kNone, text, 24, 200},
    {"tenant.id", kNone, text, 16, 64},
    {"tenant.region", kNone, text, 2, 16},
    {"case.id", kPseudonymous, text, 36, 64},
    {"case.type_id", kNone, text, 36, 64},
    {"case.category", kNone, text, 12, 80},
    {"case.channel", kNone, text, 9, 16},
    {"case.closed_by", kNone, text, 7, 16},
    {"case.outcome", kNone, text, 12, 80},
    {"case.opened_at", kNone, time, 24, 35},
    {"case.queued_at", kNone, time, 24, 35},
    {"case.accepted_at", kNone, time, 24, 35},
    {"case.closed_at", kNone, time, 24, 35},
    {"case.durations.wait", kNone, integer, 6, 20},
    {"case.durations.handle", kNone, integer, 7, 20},
    {"case.durations.total", kNone, integer, 7, 20},
    {"case.counts.agent", kNone, integer, 2, 20},
    {"case.counts.visitor", kNone, integer, 2, 20},
    {"session.id", kPseudonymous, text, 32, 64},
    {"visitor.id", kPseudonymous, text, 32, 64},
    {"visitor.ip", kDirect, text, 15, 45},
    {"visitor.user_agent", kPseudonymous, text, 120, 0},
    {"visitor.language", kPseudonymous, text, 5, 35},
    {"visitor.geo.country", kPseudonymous, text, 2, 2},
    {"visitor.geo.region", kPseudonymous, text, 12, 80},
    {"visitor.geo.city", kPseudonymous, text, 12, 80},
    {"visitor.name", kDirect, text, 20, 0},
    {"visitor.email", kDirect, text, 24, 254},
    {"visitor.phone", kDirect, text, 14, 40},
    {"visitor.customer_no", kDirect, text, 10, 64},
    {"visitor.auth.method", kDirect, text, 8, 40},
    {"visitor.auth.subject", kDirect, text, 24, 255},
    // Direct or free text by each answer's declared type: the table holds the upper bound.
    {"prechat[].key", kFree, text, 10, 80},
    {"prechat[].label", kFree, text, 20, 0},
    {"prechat[].value", kFree, text, 24, 0},
    {"prechat[].type", kFree, text, 5, 16},
    {"prechat[].secret", kFree, boolean, 5, 5},
    {"web.landing", kFree, text, 80, 0},
    {"web.page", kFree, text, 80, 0},
    {"web.referrer", kFree, text, 80, 0},
    {"web.path[]", kFree, text, 80, 0},
    {"tracking.engagement_id", kNone, text, 36, 64},
    {"tracking.campaign_id", kNone, text, 36, 64},
    {"opportunity.id", kNone, text, 36, 64},
    {"solution.id", kNone, text, 36, 64},
    {"banner.id", kNone, text, 36, 64},
    {"conversions[].goal_id", kNone, text, 36, 64},
    {"conversions[].at", kNone, time, 24, 35},
    {"conversions[].value", kNone, number, 8, 25},
    {"conversions[].currency", kNone, text, 3, 3},
    {"conversions[].order_id", kPseudonymous, text, 16, 64},
    {"group.id", kNone, text, 36, 64},
    {"group.name", kNone, text, 16, 80},
    {"queue.id", kNone, text, 36, 64},
    {"queue.name", kNone, text, 16, 80},
    {"agents[].id", kDirect, text, 16, 64},
    {"agents[].name", kDirect, text, 20, 0},
    {"agents[].email", kDirect, text, 24, 254},
    {"agents[].from", kDirect, time, 24, 35},
    {"agents[].to", kDirect, time, 24, 35},
    {"transfers[].from_group", kNone, text, 36, 64},
    {"transfers[].to_group", kNone, text, 36, 64},
    {"transfers[].at", kNone, time, 24, 35},
    {"transfers[].reason", kFree, text, 40, 0},
    // The hub does not know which tags come from a list, so each may hold anything.
    {"tags[]", kFree, text, 10, 0},
    {"wrapup.code", kNone, text, 12, 80},
    {"wrapup.notes", kFree, text, 200, 0},
    {"survey.score", kNone, number, 2, 25},
    {"survey.scale", kNone, number, 2, 25},
    {"survey.answers[]", kFree, json, 40, 0},
    {"survey.comment", kFree, text, 120, 0},
    {"cobrowse.used", kNone, boolean, 5, 5},
    {"cobrowse.mode", kNone, text, 8, 16},
    {"cobrowse.started_at", kNone, time, 24, 35},
    {"cobrowse.ended_at", kNone, time, 24, 35},
    {"cobrowse.pages[]", kFree, text, 80, 0},
    {"video.used", kNone, boolean, 5, 5},
    {"video.duration", kNone, integer, 7, 20},
    // The reference leads to a recording of a person.
    {"video.recording_ref", kDirect, text, 80, 0},
    {"attachments[].id", kFree, text, 36, 64},
    {"attachments[].name", kFree, text, 24, 0},
    {"attachments[].media_type", kFree, text, 16, 100},
    {"attachments[].size", kFree, integer, 7, 20},
    {"attachments[].ref", kFree, text, 80, 0},
    {"consent.storage", kNone, boolean, 5, 5},
    {"consent.recording", kNone, boolean, 5, 5},
    {"consent.at", kNone, time, 24, 35},
    {"custom", kFree, json, 200, 0},
    {"retention.ttl_s", kNone, integer, 7, 20},
    {"retention.legal_hold", kNone, boolean, 5, 5},
    {"transcript.messages[].seq", kFree, integer, 2, 10},
    {"transcript.messages[].id", kFree, text, 36, 64},
    {"transcript.messages[].at", kFree, time, 24, 35},
    {"transcript.messages[].role", kFree, text, 7, 16},
    {"transcript.messages[].participant", kFree, text, 8, 64},
    {"transcript.messages[].type", kFree, text, 4, 16},
    {"transcript.messages[].text", kFree, text, 60, 0},
    {"transcript.messages[].lang", kFree, text, 2, 35},
};

std::vector<std::string> all_names() {
  std::vector<std::string> names;
  std::set<std::string> seen;
  for (const CaseField& field : kFields) {
    const std::string path(field.path);
    for (std::size_t end = path.find_first_of(".[");; end = path.find_first_of(".[", end + 1)) {
      const std::string above = path.substr(0, end);
      if (above.back() != ']' && seen.insert(above).second) names.push_back(above);
      if (end == std::string::npos) break;
      if (path[end] == '[' && seen.insert(path.substr(0, end + 2)).second)
        names.push_back(path.substr(0, end + 2));
    }
  }
  return names;
}

}  // namespace

std::span<const CaseField> case_fields() {
  return kFields;
}

const std::vector<std::string>& case_field_names() {
  static const std::vector<std::string> names = all_names();
  return names;
}

}  // namespace hub::mapping
