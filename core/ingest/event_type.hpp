// Which events the hub takes: about cases, at /v1/cases, and what visitors do. Values; any thread.
#pragma once

#include <cstdint>
#include <string_view>

namespace hub::ingest {

enum class EventType : std::uint8_t { case_closed, case_updated };

inline constexpr std::string_view kCaseClosedType = "com.vergic.engage.case.closed.v1";
inline constexpr std::string_view kCaseUpdatedType = "com.vergic.engage.case.updated.v1";
// At /v1/tracking, where it is the only one.
inline constexpr std::string_view kVisitorTrackedType = "com.vergic.engage.visitor.tracked.v1";

// The type as CloudEvents spells it.
constexpr std::string_view to_string(EventType type) {
  return type == EventType::case_closed ? kCaseClosedType : kCaseUpdatedType;
}

}  // namespace hub::ingest
