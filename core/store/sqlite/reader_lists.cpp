// What operators and auditors look at: publications, deliveries, their history, certificates.
#include "core/store/row_types.hpp"
#include "core/store/sqlite/reader.hpp"

namespace hub::store::sqlite {

namespace {

// False when the filter lets nothing through.
bool bind_filter(Statement& statement, const DeliveryFilter& filter) {
  std::optional<std::int64_t> kind;
  if (filter.error_kind) {
    kind = error_kind_number(*filter.error_kind);
    if (!kind) return false;
  }
  statement.bind(1, filter.after);
  if (filter.tenant) statement.bind_text(2, *filter.tenant);
  if (filter.target) statement.bind_text(3, *filter.target);
  if (kind) statement.bind(4, *kind);
  if (filter.error_code) statement.bind_text(5, *filter.error_code);
  if (filter.state) statement.bind(6, static_cast<std::int64_t>(*filter.state));
  if (filter.received_before) statement.bind(7, to_integer(*filter.received_before));
  if (filter.changed_before) statement.bind(8, to_integer(*filter.changed_before));
  if (filter.mapping) statement.bind(9, *filter.mapping);
  return true;
}

}  // namespace

// A page ends only between cases, so that paging by row loses no delivery of a case with several targets.
Result<std::vector<DeliveryView>> Reader::list_deliveries(const DeliveryFilter& filter) {
  std::vector<DeliveryView> views;
  if (!bind_filter(deliveries_, filter)) return views;
  Rows rows(deliveries_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return views;
    if (views.size() >= filter.limit &&
        (views.empty() || views.back().delivery.row != deliveries_.integer(0))) {
      return views;
    }
    views.push_back(delivery_view_of(deliveries_));
  }
}

Result<std::vector<DeliveryGroup>> Reader::group_deliveries(const DeliveryFilter& filter) {
  std::vector<DeliveryGroup> groups;
  if (!bind_filter(groups_, filter)) return groups;
  Rows rows(groups_);
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return groups;
    groups.push_back(delivery_group_of(groups_));
  }
}

Result<std::vector<Publication>> Reader::publications(const std::string& tenant, const std::string& target,
                                                      std::uint32_t limit) {
  std::vector<Publication> list;
  Rows rows(publications_.bind_text(1, tenant).bind_text(2, target).bind(3, limit));
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return list;
    list.push_back(publication_of(publications_));
  }
}

Result<std::vector<DeliveryEvent>> Reader::delivery_history(DeliveryKey delivery) {
  std::vector<DeliveryEvent> events;
  Rows rows(history_.bind(1, delivery.row).bind(2, delivery.lane));
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return events;
    events.push_back({to_time(history_.integer(0)), static_cast<DeliveryState>(history_.integer(1)),
                      std::string(history_.text(2)), std::string(history_.text(3))});
  }
}

Result<std::vector<CertificateView>> Reader::certificates(std::int64_t after_index, std::uint32_t limit) {
  std::vector<CertificateView> views;
  Rows rows(certificates_.bind(1, after_index).bind(2, limit));
  for (;;) {
    const auto more = rows.next();
    if (!more.ok()) return more.error();
    if (!*more) return views;
    views.push_back({certificates_.integer(0), std::string(certificates_.text(1))});
  }
}

Result<std::int64_t> Reader::certificate_count() {
  Rows rows(certificate_count_);
  if (const auto found = rows.next(); !found.ok()) return found.error();
  return certificate_count_.integer(0);
}

}  // namespace hub::store::sqlite
