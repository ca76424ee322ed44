// Turns result rows into the store's types, for every database alike: `Row` has integer(), text(), hash() and
// is_null() of a column, and stands on a row of the query that the database's reader names. Pure; any thread.
#pragma once

#include "core/store/admin_types.hpp"
#include "core/store/encoding.hpp"
#include "core/store/tracking_store.hpp"
#include "core/store/types.hpp"

namespace hub::store {

template <class Row>
LiveCase live_case_of(const Row& row) {
  LiveCase live;
  live.row = row.integer(0);
  live.tenant = static_cast<TenantId>(row.integer(1));
  live.state = static_cast<CaseState>(row.integer(2));
  live.slot = static_cast<vault::SlotNumber>(row.integer(3));
  live.case_ref = row.hash(4);
  live.event_ref = row.hash(5);
  live.fingerprint = row.hash(6);
  live.received_at = to_time(row.integer(7));
  live.hold_until = to_time(row.integer(8));
  live.kind = static_cast<CaseKind>(row.integer(9));
  const Retention retention{to_time(row.integer(10)), to_time(row.integer(11)), to_time(row.integer(12))};
  if (retention != Retention{}) live.retention = retention;
  live.type_ref = row.hash(13);
  return live;
}

template <class Row>
LiveDelivery live_delivery_of(const Row& row) {
  LiveDelivery live;
  live.lane = static_cast<LaneId>(row.integer(1));
  live.mapping = row.integer(2);
  live.required = row.integer(3) != 0;
  live.state = static_cast<DeliveryState>(row.integer(4));
  live.attempts = static_cast<std::uint32_t>(row.integer(5));
  live.at = to_time(row.integer(live.state == DeliveryState::confirmed ? 7 : 6));
  DeliveryNotes notes{std::string(row.text(8)), row.integer(9), std::string(row.text(10))};
  if (notes != DeliveryNotes{}) live.notes = std::move(notes);
  return live;
}

template <class Row>
DeliveryView delivery_view_of(const Row& row) {
  DeliveryView view;
  view.delivery = {row.integer(0), static_cast<LaneId>(row.integer(1))};
  view.tenant = row.text(2);
  view.target = row.text(3);
  view.case_ref = row.hash(4);
  view.state = static_cast<DeliveryState>(row.integer(5));
  view.attempts = static_cast<std::uint32_t>(row.integer(6));
  view.received_at = to_time(row.integer(7));
  view.changed_at = to_time(row.integer(8));
  view.next_attempt = to_time(row.integer(9));
  if (!row.is_null(10)) {
    Error error;
    error.kind = static_cast<ErrorKind>(row.integer(10));
    error.code = row.text(11);
    error.message = row.text(12);
    error.fields = split(row.text(13));
    view.error = std::move(error);
  }
  view.mapping = row.integer(14);
  return view;
}

template <class Row>
DeliveryGroup delivery_group_of(const Row& row) {
  DeliveryGroup group;
  group.tenant = row.text(0);
  group.target = row.text(1);
  group.mapping = row.integer(2);
  if (!row.is_null(3)) group.error_kind = static_cast<ErrorKind>(row.integer(3));
  group.error_code = row.text(4);
  group.message = row.text(5);
  group.fields = split(row.text(6));
  group.count = row.integer(7);
  group.attempts_least = row.integer(8);
  group.attempts_most = row.integer(9);
  group.first_changed = to_time(row.integer(10));
  group.last_changed = to_time(row.integer(11));
  group.oldest_received = to_time(row.integer(12));
  return group;
}

template <class Row>
Publication publication_of(const Row& row) {
  Publication publication;
  publication.number = row.integer(0);
  publication.version = row.integer(1);
  publication.name = row.text(2);
  publication.origin = static_cast<PublicationOrigin>(row.integer(3));
  publication.author = row.text(4);
  publication.sha256 = row.text(5);
  publication.at = to_time(row.integer(6));
  return publication;
}

template <class Row>
SourceJob source_job_of(const Row& row, CaseRow of_case) {
  SourceJob job;
  job.row = of_case;
  job.task = static_cast<SourceTask>(row.integer(0));
  job.is_dead_letter = row.integer(1) != 0;
  job.attempts = static_cast<std::uint32_t>(row.integer(2));
  job.next_attempt = to_time(row.integer(3));
  job.made_at = to_time(row.integer(4));
  job.outcome = row.text(5);
  job.certificate = row.integer(6);
  return job;
}

template <class Row>
AuditEntry audit_entry_of(const Row& row) {
  AuditEntry entry;
  entry.number = row.integer(0);
  entry.at = to_time(row.integer(1));
  entry.who = row.text(2);
  entry.key = row.text(3);
  entry.role = row.text(4);
  entry.reach = row.text(5);
  entry.operation = row.text(6);
  entry.tenant = row.text(7);
  entry.resource = row.text(8);
  if (!row.is_null(9)) entry.result = static_cast<int>(row.integer(9));
  entry.outcome = row.text(10);
  return entry;
}

inline std::vector<char> bytes_of(std::string_view blob) {
  return {blob.begin(), blob.end()};
}

template <class Row>
TrackingDay tracking_day_of(const Row& row) {
  TrackingDay day;
  day.id = row.integer(0);
  day.tenant = row.text(1);
  day.day = row.integer(2);
  if (!row.is_null(3)) day.key = vault::WrappedKey{static_cast<vault::SlotNumber>(row.integer(3)), {}};
  day.sealed_key = bytes_of(row.blob(4));
  day.events = row.integer(5);
  return day;
}

template <class Row>
TrackingEvent tracking_event_of(const Row& row) {
  return {row.integer(0), row.hash(1), row.hash(2), bytes_of(row.blob(3))};
}

}  // namespace hub::store
