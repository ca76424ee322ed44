// What is still owed to the platform that a case came from: its own copy is to be deleted, and it is told
// what became of the case. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/vault/vault.hpp"

namespace hub::store {

enum class SourceTask : std::uint8_t {
  purge = 0,
  tell_confirmed = 1,
  tell_deleted = 2,
  tell_dead_letter = 3
};

// The id of a case, sealed under a key of its own: it outlives the case until nothing is owed any more.
struct SourceCase {
  std::int64_t row = 0;  // of the case
  std::uint32_t tenant = 0;
  model::KeyedHash case_ref;
  vault::SlotNumber slot = 0;
  bool is_live = true;        // the case is still here
  bool is_forgotten = false;  // its key is being destroyed
};

struct SourceJob {
  std::int64_t row = 0;
  SourceTask task = SourceTask::purge;
  bool is_dead_letter = false;  // waits for a person
  std::uint32_t attempts = 0;
  WallTime next_attempt{}, made_at{};
  std::string outcome;            // of the case: "delivered"
  std::int64_t certificate = -1;  // of the case
  std::optional<Error> error{};   // of the last attempt, without content
};

// What is owed for one case.
struct OwedOfCase {
  SourceCase source;
  std::vector<SourceJob> jobs;
};

// One transaction, applied in this order.
struct SourceChanges {
  std::vector<SourceJob> updated;
  std::vector<SourceJob> done;          // these go
  std::vector<std::string> addenda;     // entries of the certificate log
  std::vector<std::int64_t> forgotten;  // nothing is owed: their keys are about to be destroyed
  std::vector<std::int64_t> finished;   // their keys are destroyed: rows go
};

struct SealedId {
  std::int64_t row = 0;
  vault::WrappedKey key;  // as SealedContent has it
  std::vector<char> bytes;
};

}  // namespace hub::store
