// Takes the data of an event apart against the table of rules: every problem at once, and the case as it is
// to be sealed. Pure; any thread.
#pragma once

#include "core/base/clock.hpp"
#include "core/ingest/case_rules.hpp"
#include "core/ingest/event_type.hpp"
#include "core/ingest/problem_details.hpp"
#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::ingest {

struct CasePolicy {
  bool keeps_visitor_ip = false;
};

struct CheckedCase {
  std::string_view case_id, session_id, case_type;  // the last two may be empty
  WallTime closed_at{};                             // the epoch for an update that has none
  model::Value data;                                // cleaned: dropped fields are gone, message text is plain
};

// The result is only to be used when no finding was added. Its bytes are in `arena`, which also holds `data`.
CheckedCase check_case(const model::Value& data, EventType type, const CasePolicy& policy, const Path& at,
                       model::Arena& arena, Findings& findings);

// A case id may be shown in answers: 1 to 128 visible ASCII characters.
bool is_case_id(std::string_view id);

Problem invalid_case(Findings findings);

}  // namespace hub::ingest
