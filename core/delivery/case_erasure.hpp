// An erasure: what is asked for, what came of it, and the entry of the certificate log that says so. Without
// content, and without ids of cases or records. Plain values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/delivery/connector.hpp"
#include "core/model/keyed_hash.hpp"

namespace hub::delivery {

// Why, in a word: whatever people type could name somebody, and certificates stay.
enum class ErasureReason : std::uint8_t { subject_request, controller_request, mistake, test };
std::string_view to_string(ErasureReason reason);
std::optional<ErasureReason> parse_erasure_reason(std::string_view word);

struct ErasureRequest {
  std::string tenant, case_id;
  std::optional<ErasureReason> reason{};
  bool with_shared = false;  // also records that other cases may share: contacts that a mapping matches
  bool is_dry_run = false;   // looks, and changes nothing
};

enum class ErasureState : std::uint8_t {
  erased,        // it was there, and a look-up finds nothing of it
  restorable,    // as erased, but the target can restore it for a time
  absent,        // nothing of it was there
  not_possible,  // the target does not allow it
  unfinished,    // failed for now: to be run again
  present,       // of a dry run: there is something to erase
};
std::string_view to_string(ErasureState state);

// Of one target.
struct TargetErasure {
  std::string target;
  ErasureState state = ErasureState::unfinished;
  std::size_t found = 0, left = 0;    // records, by look-ups before and afterwards
  std::vector<std::string> shared{};  // records of the mapping that others may share, found and not erased
  std::vector<std::string> unsearched{};  // records of the mapping that cannot be found by the case's id
  ErasureTerms terms{};                   // of the target
  std::optional<Error> error{};
};

struct CaseErasure {
  model::KeyedHash case_ref;
  std::size_t rows = 0;  // of the case and its late news, that were here: their keys are destroyed
  std::vector<TargetErasure> targets;

  // Nothing is to be run again.
  bool is_finished() const;
};

// From what was found, what was left and what went wrong.
ErasureState erasure_state_of(const TargetErasure& target);

// Compact JSON with its members in a fixed order. It has no outcome: nothing here ended by it.
std::string erasure_entry(const ErasureRequest& request, const CaseErasure& erasure, WallTime now);

}  // namespace hub::delivery
