// What a tenant's policy does to a case at the front door. Pure functions; any thread.
#pragma once

#include <memory>

#include "core/ingest/case_check.hpp"
#include "core/ingest/cloud_event.hpp"
#include "core/mapping/case_classes.hpp"
#include "core/policy/refusal.hpp"
#include "core/policy/terms.hpp"

namespace hub::ingest {

struct DoorPolicy {
  CasePolicy cleaning;
  policy::Limit limit = model::DataClass::free_text;  // of what may be taken in here
  policy::Refusal refusal;
  bool certifies = true;                                  // cases that pass through leave no certificate
  std::shared_ptr<const mapping::CaseClasses> classes{};  // null: the tenant declares no fields

  bool allows_everything() const { return limit == model::DataClass::free_text; }
};

// A case as the policy lets it in.
struct Admitted {
  model::Value data;
  bool is_dropped = false;  // nothing of it is to be kept, and that is to be certified
};

// Without what is secret, and without what is not allowed where the policy says so. Bytes are in `arena`.
// Problems: "policy-refused", for good, and "policy-parked", to be sent again.
OrProblem<Admitted> admit(const DoorPolicy& policy, const CheckedCase& checked, EventType type, WallTime now,
                          const Path& at, model::Arena& arena);

// The case stands somewhere else, and would have to be fetched to know what is in it.
Problem refused_unseen(const Path& at);

}  // namespace hub::ingest
