// What the store keeps of a case: sealed bytes, opaque references and states. Never content. Plain values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/clock.hpp"
#include "core/base/compact_vector.hpp"
#include "core/base/error.hpp"
#include "core/base/rare.hpp"
#include "core/model/keyed_hash.hpp"
#include "core/store/source_types.hpp"
#include "core/vault/vault.hpp"

namespace hub::store {

using CaseRow = std::int64_t;         // grows, never reused
using TenantId = std::uint32_t;       // from Database::tenant_id
using LaneId = std::uint32_t;         // from Database::lane_id: one (tenant, target)
using MappingVersion = std::int64_t;  // of a published text: the same name and text have the same version

enum class CaseState : std::uint8_t { live = 0, deleting = 1 };

enum class DeliveryState : std::uint8_t {
  pending = 0,
  sent = 1,  // durable before the first byte leaves; found at start it means `unknown`
  unknown = 2,
  confirmed = 3,
  retrying = 4,
  dead_letter = 5,
  discarded = 6,
  refused = 7,  // by the tenant's policy, for good
};
std::string_view to_string(DeliveryState state);
std::optional<DeliveryState> parse_delivery_state(std::string_view word);

// Why a case stays although its deliveries are over, or its max hold is. Both ends at the epoch: neither.
struct Retention {
  WallTime kept_until{};  // delivered, and its tenant keeps delivered cases until then
  // Legal hold: set, and released again; a hold that is set once more goes on from the first time.
  WallTime held_from{}, held_to{};

  bool is_kept() const { return kept_until != WallTime{}; }
  bool is_held() const { return held_from != WallTime{} && held_to == WallTime{}; }
  friend bool operator==(const Retention&, const Retention&) = default;
};

// What is sealed of a case.
enum class CaseKind : std::uint8_t {
  closed = 0,        // all of it, late news already in it
  update = 1,        // news of a case that was taken before: follows it to its targets
  early_update = 2,  // news of a case that has not come yet: waits for it
  metadata = 3,      // a delivered case of which its tenant keeps no more than mapping::metadata_of()
};
constexpr bool is_news(CaseKind kind) {
  return kind == CaseKind::update || kind == CaseKind::early_update;
}

// A further event whose news are in a case.
struct MergedEvent {
  model::KeyedHash event_ref, fingerprint;
};

struct NewDelivery {
  LaneId lane = 0;
  MappingVersion mapping = 0;
  bool required = true;
};

// By it an erasure request that names a visitor's session finds its cases, also when they are gone: the
// case's id is sealed under a key that only the session's id gives.
struct SessionTrace {
  model::KeyedHash session_ref;
  std::vector<char> sealed_case_id;
  std::int64_t day = 0;  // since 1970-01-01: the last one on which it is known
};

struct NewCase {
  TenantId tenant = 0;
  CaseKind kind = CaseKind::closed;
  model::KeyedHash case_ref;     // of the case id
  model::KeyedHash event_ref;    // of source and event id
  model::KeyedHash fingerprint;  // of the event's data: same id with other content is refused
  vault::SealedCase sealed;
  std::optional<vault::SealedCase> sealed_id;  // when the platform is to hear of it later
  WallTime received_at;
  WallTime hold_until;
  Retention retention{};
  std::vector<NewDelivery> deliveries;
  std::optional<SessionTrace> session{};
  model::KeyedHash type_ref{};  // of the case's type, on which its retention may depend; zero: it says none
};

// New content of a live case, with one event more in it. The content has a key of its own.
struct Merge {
  CaseRow row = 0;
  CaseKind kind = CaseKind::closed;  // of the whole
  MergedEvent event;
  vault::SlotNumber old_slot = 0;
  vault::SealedCase sealed;
  model::KeyedHash type_ref{};  // of the whole
};

struct DeliveryKey {
  CaseRow row = 0;
  LaneId lane = 0;
};

// A delivery about to leave. `footprint` replaces what is kept about earlier attempts, see
// delivery::Footprint; `redactions` counts what was taken out by kind, as JSON. Both without content.
struct Sending {
  DeliveryKey delivery;
  std::string footprint;
  std::string redactions{};  // empty: nothing was taken out
};

// A person chose another mapping for a delivery than that of the moment its case was accepted.
struct Remapping {
  DeliveryKey delivery;
  MappingVersion mapping = 0;
};

// The whole new state of one delivery. `error` describes the last failure without content.
struct DeliveryChange {
  DeliveryKey delivery;
  DeliveryState state = DeliveryState::pending;
  std::uint32_t attempts = 0;
  WallTime next_attempt{};
  std::optional<Error> error;
  WallTime at;                // when it changed, for the history
  bool tells_source = false;  // the platform is told of this dead letter
};

// What changes of a case's retention; the rest stays as it is.
struct RetentionChange {
  CaseRow row = 0;
  std::optional<WallTime> kept_until{}, held_from{}, held_to{};
};

// A case whose last required target is confirmed (or that expired, or was discarded): to be forgotten.
struct Settlement {
  CaseRow row = 0;
  vault::SlotNumber slot = 0;
  model::KeyedHash case_ref;
  model::KeyedHash event_ref;
  model::KeyedHash fingerprint;
  std::vector<MergedEvent> merged;
  TenantId tenant = 0;
  std::int64_t day = 0;     // since 1970-01-01: the last one on which a repeated event is known
  std::string certificate;  // JSON, no personal data, at most 65,535 bytes
  std::string outcome;      // for the platform: "delivered"
  std::vector<SourceTask> source_tasks;
};

// A delivered case of which its metadata alone stay: they take the place of its content, under a key of their
// own.
struct Reduction {
  CaseRow row = 0;
  vault::SlotNumber old_slot = 0;
  vault::SealedCase sealed;
  WallTime kept_until{};
  std::string certificate;  // as of a Settlement, and the two that follow
  std::string outcome;
  std::vector<SourceTask> source_tasks;
};

struct Certified {
  CaseRow row = 0;
  std::int64_t certificate = 0;  // its index in the log
};

struct Tombstone {
  TenantId tenant = 0;
  std::int64_t day = 0;
  std::int64_t certificate = -1;  // its index in the log; -1 when an older hub did not note it
  model::KeyedHash case_ref;
  model::KeyedHash event_ref;
  model::KeyedHash fingerprint;
};

// What few waiting deliveries have.
struct DeliveryNotes {
  std::string footprint{};              // as given to mark_sent()
  MappingVersion accepted_mapping = 0;  // that of the moment of acceptance; 0: `mapping` still is
  std::string redactions{};             // as given to mark_sent()
  friend bool operator==(const DeliveryNotes&, const DeliveryNotes&) = default;
};

// A million of these two wait in memory: what few of them have is behind a pointer.
struct LiveDelivery {
  LaneId lane = 0;
  MappingVersion mapping = 0;
  bool required = true;
  DeliveryState state = DeliveryState::pending;
  std::uint32_t attempts = 0;
  WallTime at{};  // once confirmed: when it was; before: when it is tried next
  Rare<DeliveryNotes> notes{};

  WallTime confirmed_at() const { return state == DeliveryState::confirmed ? at : WallTime{}; }
};

struct LiveCase {
  CaseRow row = 0;
  model::KeyedHash case_ref;
  model::KeyedHash event_ref;
  model::KeyedHash fingerprint;
  model::KeyedHash type_ref{};  // as given to accept() or merge()
  WallTime received_at;
  WallTime hold_until;
  CompactVector<LiveDelivery> deliveries;
  CompactVector<MergedEvent> merged;
  Rare<Retention> retention{};
  TenantId tenant = 0;
  vault::SlotNumber slot = 0;
  CaseKind kind = CaseKind::closed;
  CaseState state = CaseState::live;
};

struct SealedContent {
  CaseRow row = 0;
  vault::WrappedKey key;  // opens it; its slot alone where the vault has the rest
  std::vector<char> bytes;
};

// For operators: one delivery with its last error and history; never content.
struct DeliveryView {
  DeliveryKey delivery;
  MappingVersion mapping = 0;
  std::string tenant, target;
  model::KeyedHash case_ref;
  DeliveryState state = DeliveryState::pending;
  std::uint32_t attempts = 0;
  WallTime received_at, changed_at, next_attempt;
  std::optional<Error> error;
};

struct DeliveryFilter {
  std::optional<std::string> tenant, target, error_kind, error_code;
  std::optional<DeliveryState> state;
  std::optional<WallTime> received_before, changed_before;
  std::optional<MappingVersion> mapping;
  CaseRow after = 0;  // keyset paging
  std::uint32_t limit = 100;
};

// Deliveries of one lane and mapping that stand alike: what a person deals with at once.
struct DeliveryGroup {
  std::string tenant, target;
  MappingVersion mapping = 0;
  std::optional<ErrorKind> error_kind;
  std::string error_code;
  std::string message;              // of one of them
  std::vector<std::string> fields;  // of the target, of one of them
  std::int64_t count = 0;
  std::int64_t attempts_least = 0, attempts_most = 0;
  WallTime first_changed, last_changed, oldest_received;
};

struct DeliveryEvent {
  WallTime at;
  DeliveryState state;
  std::string code, message;
};

struct CertificateView {
  std::int64_t index = 0;
  std::string entry;  // JSON
};

// How a mapping became the one for new cases.
enum class PublicationOrigin : std::uint8_t {
  configuration = 0,  // the file that the configuration names
  published = 1,      // by a person
  rolled_back = 2,    // by a person, to an earlier version
};
std::string_view to_string(PublicationOrigin origin);

struct NewPublication {
  LaneId lane = 0;
  std::string name, text;  // of the mapping
  PublicationOrigin origin = PublicationOrigin::published;
  std::string author;
};

// Immutable; the last one of a lane is current.
struct Publication {
  std::int64_t number = 0;  // counts the publications of its lane from 1
  MappingVersion version = 0;
  std::string name;
  PublicationOrigin origin = PublicationOrigin::published;
  std::string author;
  std::string sha256;  // of the text, hex
  WallTime at{};
};

// One transaction's worth of changes; applied in this order.
struct WriteGroup {
  std::vector<NewPublication> publications;
  std::vector<NewCase> accepts;
  std::vector<Merge> merges;
  std::vector<Sending> sent;
  std::vector<Remapping> remappings;
  std::vector<DeliveryChange> changes;
  std::vector<RetentionChange> retained;
  std::vector<Reduction> reductions;     // content replaced, certificate entry stored
  std::vector<Settlement> deleting;      // state `deleting`, certificate entry and tombstone stored
  std::vector<CaseRow> finished;         // keys destroyed: rows go
  std::int64_t tombstones_from_day = 0;  // older ones go, and older traces of sessions; 0 keeps all
  WallTime now;
};

struct Committed {
  std::vector<Publication> publications;  // of `publications`, in order
  std::vector<CaseRow> rows;              // of `accepts`, in order
  // The rows that were set to `deleting`, with their certificates: not those already gone or on their way.
  std::vector<Certified> deleting;
  std::vector<Certified> reduced;  // of `reductions`, as above
};

}  // namespace hub::store
