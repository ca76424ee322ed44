// The port that every connector implements: written as straight-line coroutines over http::Session, one
// folder per outside system. A connector classifies errors; the engine decides. It never sleeps, retries,
// logs bodies or keeps state besides its token and what describe() told it. One loop's thread.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/async/task.hpp"
#include "core/base/clock.hpp"
#include "core/base/result.hpp"
#include "core/delivery/schema.hpp"
#include "core/model/arena.hpp"
#include "core/model/record.hpp"

namespace hub::delivery {

// What the target's own rules promise about sending a record twice.
struct UniqueKey {};  // the same key hits the same record: resend freely
struct IdempotencyWindow {
  std::chrono::seconds ttl;  // resend the same bytes with the same key within it
};
struct LookUpOnly {
  std::chrono::seconds late_commit_window;  // a request given up may still commit for so long
  std::chrono::seconds visibility_lag;      // and be invisible for so long
};
using KeyGuarantee = std::variant<UniqueKey, IdempotencyWindow, LookUpOnly>;

// What erase() comes to at this target, by the vendor's own documents: sentences for whoever asks for an
// erasure. Constant texts.
struct ErasureTerms {
  std::string_view removes;  // what is gone afterwards
  std::string_view leaves;   // what stays whatever is asked for, or for how long it can be restored
  bool is_final = true;      // false: records that are gone for its users can be restored for a time
};

// Limits are the vendor's, named in its targets sheet; the engine keeps to them.
struct ConnectorTraits {
  std::size_t batch_records_max = 1;
  std::size_t batch_bytes_max = 5u << 20;
  std::size_t concurrency_max = 4;  // requests under way at once
  KeyGuarantee key_guarantee = UniqueKey{};
  bool can_read_back = true;
  // Children name their parent by its own id: each record with a parent of ours comes with parent_id as soon
  // as the parent is stored. A child without it has no parent at the target yet.
  bool links_by_id = false;
  bool can_find_existing = false;     // find_existing() works: mappings may attach and match
  bool children_need_parent = false;  // find_by_key() finds some records only below their parent
  // write() takes whole cases, at most so many of them, and is all of a case or nothing. 0: it takes records
  // of one shape, stage by stage.
  std::size_t whole_cases_max = 0;
  ErasureTerms erasure{};
};

struct StoredRecord {
  std::string id;  // the target's
  bool created = false;
};

// A record that was at the target before.
struct ExistingRecord {
  std::string id;          // the target's
  bool is_closed = false;  // as AttachRule::closed_field tells
};

// What the vendor's own headers said last about the budget.
struct Budget {
  std::optional<std::int64_t> used, limit;
  std::optional<MonotonicTime> renews_at{};  // then nothing is used any more; absent: nobody knows when
};

struct ReadRequest {
  const model::Record* record = nullptr;
  std::string id;  // the target's, empty when only the key is known
};

class Connector {
 public:
  virtual ~Connector() = default;
  virtual const ConnectorTraits& traits() const = 0;

  // The schema of these objects as the hub's user sees it; an object that is not there is `config`
  // "missing_object".
  virtual Task<Result<Schema>> describe(std::vector<std::string> objects) = 0;

  // Writes records of one shape, at most batch_records_max, no key twice. Either all of them have a
  // target_id, none of them twice, or none has: then they are written by key. One result per record, in
  // order. Idempotent as far as key_guarantee says, and always for a target_id. Ambiguous outcomes are
  // `unknown`, per record; a target_id that is gone is `transient`, for the next attempt decides anew.
  // With whole_cases_max: records of whole cases, one case after the other and parents before children, of
  // any shapes, with and without target_id. Of a case that was refused the records to blame tell why, and the
  // others fail too, but never as `invalid`.
  virtual Task<std::vector<Result<StoredRecord>>> write(std::span<const model::Record> batch) = 0;

  // Finds records of one shape by our key, one result per record; nothing when the target has none.
  virtual Task<std::vector<Result<std::optional<StoredRecord>>>> look_up(
      std::span<const model::Record> batch) = 0;

  // As look_up(), but in whatever version the target has them: the records come without fields. For those who
  // know nothing of a case but its id.
  virtual Task<std::vector<Result<std::optional<StoredRecord>>>> find_by_key(
      std::span<const model::Record> batch) {
    return look_up(batch);
  }

  // What exists already, one result per record, oldest first; at most two are needed of each. The records are
  // of one shape: all have an attach_id and are found by it as AttachRule says, or all have match values.
  // A text that can be no id of this target finds nothing.
  virtual Task<std::vector<Result<std::vector<ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) {
    const Error error = config_error("this connector cannot look for records that exist");
    co_return std::vector<Result<std::vector<ExistingRecord>>>(batch.size(), error);
  }

  // What the target really stored: an object with each field of the record and its parent link, in canonical
  // form, one per request in order (all of one shape); nothing when the record is gone. Values live in
  // `arena`.
  virtual Task<std::vector<Result<std::optional<model::Value>>>> read_back(std::span<const ReadRequest> batch,
                                                                           model::Arena& arena) = 0;

  // What read_back() should give for this record, if the target keeps its word: the vendor's normalisation
  // applied.
  virtual model::Value expected(const model::Record& record, model::Arena& arena) const = 0;

  // Removes records for an erasure request, as ErasureTerms says, from where deleted ones are kept too;
  // absent ones count as done. Of a record only shape, key and parent need be known. What a vendor does not
  // allow is `invalid`, with the reason in words.
  virtual Task<std::vector<Result<void>>> erase(std::span<const ReadRequest> batch) = 0;

  // The cheapest call that proves that host, credentials and rights work.
  virtual Task<Result<void>> probe() = 0;

  // Whether this answer may mean that the target's schema is no longer what it was: a field or an object is
  // gone, or may not be written any more.
  virtual bool suggests_drift(const Error&) const { return false; }

  virtual Budget budget() const { return {}; }
};

}  // namespace hub::delivery
