// What operators and auditors look at: publications, deliveries, their history, certificates.
#include "core/store/postgres/reader.hpp"
#include "core/store/row_types.hpp"

namespace hub::store::postgres {

namespace {

// What a DeliveryFilter lets through; parameters_of() gives $1 to $9.
#define HUB_CHOSEN_DELIVERIES                                                           \
  " FROM deliveries d JOIN cases c ON c.row = d.row JOIN lanes l ON l.id = d.lane"      \
  " JOIN tenants t ON t.id = l.tenant"                                                  \
  " WHERE d.row > $1 AND ($2 IS NULL OR t.name = $2) AND ($3 IS NULL OR l.target = $3)" \
  " AND ($4 IS NULL OR d.error_kind = $4) AND ($5 IS NULL OR d.error_code = $5)"        \
  " AND ($6 IS NULL OR d.state = $6) AND ($7 IS NULL OR c.received_at < $7)"            \
  " AND ($8 IS NULL OR d.changed_at < $8) AND ($9 IS NULL OR d.mapping = $9)"

// A page ends only between cases, so that paging by row loses no delivery of a case with several targets.
constexpr const char* kDeliveries =
    "SELECT * FROM (SELECT d.row, d.lane, t.name, l.target, c.case_ref, d.state, d.attempts, c.received_at,"
    " d.changed_at, d.next_attempt, d.error_kind, d.error_code, d.error_message, d.error_fields, "
    "d.mapping" HUB_CHOSEN_DELIVERIES
    " ORDER BY d.row FETCH FIRST $10 ROWS WITH TIES) p ORDER BY p.row, p.lane";
constexpr const char* kGroups =
    "SELECT t.name, l.target, d.mapping, d.error_kind, coalesce(d.error_code, ''),"
    " coalesce(max(d.error_message), ''), coalesce(max(d.error_fields), ''), count(*), min(d.attempts),"
    " max(d.attempts), min(d.changed_at), max(d.changed_at), min(c.received_at)" HUB_CHOSEN_DELIVERIES
    " GROUP BY t.name, l.target, d.lane, d.mapping, d.error_kind, d.error_code ORDER BY count(*) DESC LIMIT "
    "5000";

template <class Number>
std::optional<std::int64_t> number_of(const std::optional<Number>& value) {
  return value ? std::optional<std::int64_t>(static_cast<std::int64_t>(*value)) : std::nullopt;
}
std::optional<std::int64_t> time_of(const std::optional<WallTime>& value) {
  return value ? std::optional<std::int64_t>(to_integer(*value)) : std::nullopt;
}

// Nothing when the filter lets nothing through.
std::optional<Parameters> parameters_of(const DeliveryFilter& filter) {
  std::optional<std::int64_t> kind;
  if (filter.error_kind) {
    kind = error_kind_number(*filter.error_kind);
    if (!kind) return std::nullopt;
  }
  Parameters parameters;
  parameters.add(filter.after)
      .add_optional_text(filter.tenant)
      .add_optional_text(filter.target)
      .add_optional(kind)
      .add_optional_text(filter.error_code)
      .add_optional(number_of(filter.state))
      .add_optional(time_of(filter.received_before))
      .add_optional(time_of(filter.changed_before))
      .add_optional(number_of(filter.mapping));
  return parameters;
}

// All rows of an answer, each made into a value of the store.
template <class Make>
auto list_of(const Result<Answer>& answer, Make make)
    -> Result<std::vector<std::invoke_result_t<Make, const Row&>>> {
  if (!answer.ok()) return answer.error();
  std::vector<std::invoke_result_t<Make, const Row&>> list;
  for (int at = 0; at < answer->rows(); ++at) list.push_back(make(Row(*answer, at)));
  return list;
}

}  // namespace

Result<std::vector<DeliveryView>> Reader::list_deliveries(const DeliveryFilter& filter) {
  auto parameters = parameters_of(filter);
  if (!parameters) return std::vector<DeliveryView>();
  parameters->add(std::int64_t{filter.limit});
  return list_of(ask({kDeliveries, std::move(*parameters)}), delivery_view_of<Row>);
}

Result<std::vector<DeliveryGroup>> Reader::group_deliveries(const DeliveryFilter& filter) {
  auto parameters = parameters_of(filter);
  if (!parameters) return std::vector<DeliveryGroup>();
  return list_of(ask({kGroups, std::move(*parameters)}), delivery_group_of<Row>);
}

Result<std::vector<Publication>> Reader::publications(const std::string& tenant, const std::string& target,
                                                      std::uint32_t limit) {
  return list_of(
      ask({"SELECT p.number, p.version, m.name, p.origin, p.author, p.sha256, p.at FROM publications p"
           " JOIN lanes l ON l.id = p.lane JOIN tenants t ON t.id = l.tenant"
           " JOIN mapping_versions m ON m.version = p.version"
           " WHERE t.name = $1 AND l.target = $2 ORDER BY p.number DESC LIMIT $3",
           Parameters().add_text(tenant).add_text(target).add(std::int64_t{limit})}),
      publication_of<Row>);
}

Result<std::vector<DeliveryEvent>> Reader::delivery_history(DeliveryKey delivery) {
  const auto event_of = [](const Row& row) {
    return DeliveryEvent{to_time(row.integer(0)), static_cast<DeliveryState>(row.integer(1)),
                         std::string(row.text(2)), std::string(row.text(3))};
  };
  return list_of(ask({"SELECT at, state, code, message FROM delivery_events WHERE row = $1 AND lane = $2"
                      " ORDER BY number",
                      Parameters().add(delivery.row).add(std::int64_t{delivery.lane})}),
                 event_of);
}

Result<std::vector<CertificateView>> Reader::certificates(std::int64_t after_index, std::uint32_t limit) {
  const auto view_of = [](const Row& row) {
    return CertificateView{row.integer(0), std::string(row.text(1))};
  };
  return list_of(ask({"SELECT idx, entry FROM certificates WHERE idx > $1 ORDER BY idx LIMIT $2",
                      Parameters().add(after_index).add(std::int64_t{limit})}),
                 view_of);
}

Result<std::int64_t> Reader::certificate_count() {
  const auto found = ask({"SELECT coalesce(max(idx), -1) + 1 FROM certificates"});
  if (!found.ok()) return found.error();
  return found->integer(0, 0);
}

}  // namespace hub::store::postgres
