#include "core/store/sqlite/row_types.hpp"

#include "core/store/sqlite/encoding.hpp"

namespace hub::store::sqlite {

LiveCase live_case_of(const Statement& row) {
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
  live.retention = {to_time(row.integer(10)), to_time(row.integer(11)), to_time(row.integer(12))};
  return live;
}

LiveDelivery live_delivery_of(const Statement& row) {
  LiveDelivery live;
  live.lane = static_cast<LaneId>(row.integer(1));
  live.mapping = row.integer(2);
  live.required = row.integer(3) != 0;
  live.state = static_cast<DeliveryState>(row.integer(4));
  live.attempts = static_cast<std::uint32_t>(row.integer(5));
  live.next_attempt = to_time(row.integer(6));
  if (live.state == DeliveryState::confirmed) live.confirmed_at = to_time(row.integer(7));
  live.footprint = row.text(8);
  live.accepted_mapping = row.integer(9);
  live.redactions = row.text(10);
  return live;
}

DeliveryView delivery_view_of(const Statement& row) {
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

DeliveryGroup delivery_group_of(const Statement& row) {
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

Publication publication_of(const Statement& row) {
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

}  // namespace hub::store::sqlite
