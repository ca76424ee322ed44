// The invariants of a fleet, checked against the ledger and what the targets hold. And the person in charge,
// who has deliveries tried again and looks after dead letters.
#include <algorithm>

#include "core/model/json.hpp"
#include "tests/simulation/fleet/fleet_world.hpp"

namespace hub::simulation {

using store::DeliveryState;

namespace {

constexpr std::chrono::minutes kRounds{2};
constexpr std::string_view kMarker = "marker";  // how every entry's marker begins

bool holds_marker(const SimulatedDisk& disk) {
  return std::ranges::any_of(disk.contents(), [](const auto& file) {
    const auto* begin = reinterpret_cast<const char*>(file.second.data());
    return std::string_view(begin, file.second.size()).find(kMarker) != std::string_view::npos;
  });
}

// What may turn a delivery into a dead letter here: a target that refuses the record, alone or with its
// batch.
bool is_a_reason(const std::optional<Error>& error) {
  return error && (error->code == "POISON" || error->code == "BAD_REQUEST");
}

}  // namespace

void FleetWorld::schedule_operator() {
  for (std::uint64_t visits = random_.below(4); visits > 0; --visits)
    later(milliseconds(random_.below(static_cast<std::uint64_t>(settings_.fault_time.count()))),
          [this] { retry_all(random_.below(2) == 0 ? DeliveryState::unknown : DeliveryState::retrying); });
  later(settings_.fault_time + kRounds, [this] { judge_dead_letters(); });
}

std::vector<store::DeliveryView> FleetWorld::deliveries_in(std::optional<DeliveryState> state) {
  store::DeliveryFilter filter;
  filter.state = state;
  auto views = store_.database().list_deliveries(filter);
  return views.ok() ? std::move(*views) : std::vector<store::DeliveryView>();
}

// Whichever node has them.
void FleetWorld::retry_all(DeliveryState state) {
  std::vector<store::DeliveryKey> keys;
  for (const store::DeliveryView& view : deliveries_in(state)) keys.push_back(view.delivery);
  trace("retry", keys.size());
  for (Place& place : places_)
    if (place.node && !keys.empty()) place.node->retry(keys);
}

void FleetWorld::judge_dead_letters() {
  for (const store::DeliveryView& view : deliveries_in(DeliveryState::dead_letter)) {
    if (is_a_reason(view.error)) continue;
    violation("dead letter without a reason: " + (view.error ? view.error->message : std::string("none")));
  }
  retry_all(DeliveryState::dead_letter);
  later(kRounds, [this] { judge_dead_letters(); });
}

// Looks at every certificate that came since the last call: nothing may be certified that is not at its
// targets.
void FleetWorld::check_certificates() {
  if (certifying_seen_ == store_.certifying) return;
  certifying_seen_ = store_.certifying;
  const auto added = store_.database().certificates(certificates_seen_ - 1, 1000);
  if (!added.ok()) return violation("the certificates cannot be read");
  for (const store::CertificateView& view : *added) check_certificate(view);
}

void FleetWorld::check_certificate(const store::CertificateView& view) {
  if (view.index != certificates_seen_++) violation("the certificates have a gap");
  model::Arena arena;
  model::JsonParser parser;
  const model::Value certificate = *parser.parse(view.entry, arena);
  const auto found = std::ranges::find(ledger_.entries, certificate.text_at("case"), &LedgerEntry::case_ref);
  if (found == ledger_.entries.end()) return violation("a certificate of no case");
  trace("certificate", static_cast<std::uint64_t>(found - ledger_.entries.begin()));
  if (++found->certificates > 1) violation("certified twice: " + found->case_id);
  if (certificate.text_at("outcome") != "delivered") violation("not delivered: " + found->case_id);
  for (const auto& target : targets_.all())
    if (!find(*target, *found).is_there_once()) violation("deleted before it was there: " + found->case_id);
}

// Every case is settled: no key and no row of one may be left.
void FleetWorld::check_nothing_remains() {
  std::size_t rows = 0;
  const auto visited = store_.database().for_each_live([&rows](const store::LiveCase&) { ++rows; });
  if (!visited.ok() || rows > 0) violation("rows of deleted cases remain");
  if (!store_.keys.keys.empty()) violation("keys of deleted cases remain");
  if (holds_marker(store_.disk())) violation("content in clear in the store");
  for (const Place& place : places_)
    if (holds_marker(place.machine->disk)) violation("content in clear on " + place.machine->name);
}

void FleetWorld::check_end() {
  if (!report_.violations.empty()) return;
  for (const LedgerEntry& entry : ledger_.entries) {
    if (!entry.acknowledged) violation("stuck: " + entry.case_id + " was never accepted");
    if (entry.certificates != 1) violation("not certified: " + entry.case_id);
    for (const auto& target : targets_.all()) {
      const std::string trouble = Targets::trouble_with(*target, entry);
      trouble.empty() ? void(++report_.delivered) : violation(trouble);
    }
  }
  for (const store::DeliveryView& view : deliveries_in(std::nullopt))
    violation("stuck: " + view.tenant + ' ' + view.target + ' ' + std::string(store::to_string(view.state)));
  for (const Place& place : places_)
    if (!is_running(place)) violation(place.machine->name + " did not come back");
  run_until(clock_.now() + std::chrono::seconds(5), true);
  if (report_.violations.empty()) check_nothing_remains();
  trace("end", report_.delivered);
}

}  // namespace hub::simulation
