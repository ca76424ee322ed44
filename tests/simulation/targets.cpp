#include "tests/simulation/targets.hpp"

namespace hub::simulation {

using testing::MemoryTarget;
using testing::WriteFault;

namespace {

constexpr char kMapping[] = R"(mapping: simulated
target: memory
records:
  case:
    object: Case
    key: Key
    attach:
      id: "{{ custom.ticket }}"
      missing: create
      closed_when: {State: closed}
      closed: create
    fields:
      Subject: "{{ case.id }}"
      State: closed
  transcript:
    object: Transcript
    key: Key
    parent: {record: case, field: Case}
    fields:
      Body: "{% for m in transcript.messages %}{{ m.text }}{% endfor %}"
)";

constexpr std::array kWriteFaults = {
    WriteFault::refused_before, WriteFault::lost_before,        WriteFault::lost_after_commit,
    WriteFault::partly_stored,  WriteFault::commits_late,       WriteFault::accepted_and_lost,
    WriteFault::repeated,       WriteFault::refused_as_a_whole, WriteFault::rate_limited,
    WriteFault::auth,
};
constexpr std::uint64_t kOtherFaults = 5;
constexpr milliseconds kHealthy{20};

delivery::ConnectorTraits traits_of(std::size_t target) {
  delivery::ConnectorTraits traits;
  traits.batch_records_max = 8;
  traits.concurrency_max = 3;
  traits.can_find_existing = true;
  if (target == 1) traits.key_guarantee = delivery::LookUpOnly{kLateCommitWindow, kVisibilityLag};
  return traits;
}

}  // namespace

const std::uint64_t Targets::kDisturbances = kWriteFaults.size() + kOtherFaults;

const char* mapping_text() {
  return kMapping;
}

Found find(const MemoryTarget& target, const LedgerEntry& entry) {
  Found found;
  const std::string parent = R"({"Subject":")" + entry.case_id + R"(","State":"closed"})";
  const std::string body = R"({"Body":")" + entry.marker + "\"}";
  for (const auto& [key, stored] : target.records) {
    if (stored.fields == parent) {
      ++found.parents;
      found.strays += !entry.ticket.empty() && !stored.is_foreign;
    }
    if (stored.fields == body) ++found.bodies;
  }
  return found;
}

Targets::Targets(testing::VirtualClock& clock, Random& random, std::function<void(std::size_t)> on_write)
    : clock_(clock), random_(random) {
  for (std::size_t i = 0; i < kTargetNames.size(); ++i) {
    targets_.push_back(std::make_shared<MemoryTarget>(clock_, traits_of(i)));
    targets_[i]->on_write = [on_write, i] { on_write(i); };
  }
}

void Targets::open_tickets(const Ledger& ledger) {
  for (const LedgerEntry& entry : ledger.entries) {
    if (entry.ticket.empty()) continue;
    for (const auto& target : targets_) target->add_foreign(entry.ticket, "Case", R"({"State":"open"})");
  }
}

milliseconds Targets::latency(std::size_t which) {
  return milliseconds(random_.below(static_cast<std::uint64_t>(slowness_[which].count()) + 1));
}

void Targets::disturb(std::uint64_t kind, const Ledger& ledger) {
  const std::size_t which = random_.below(targets_.size());
  auto& target = *targets_[which];
  const milliseconds a_while(1 + random_.below(20'000));
  if (kind < kWriteFaults.size()) return break_write(target, kWriteFaults[kind], a_while);
  switch (kind - kWriteFaults.size()) {
    case 0:
      target.stale_reads += static_cast<int>(1 + random_.below(6));
      break;
    case 1:
      target.is_down = true;
      clock_.call_at(clock_.now() + a_while, [&target] { target.is_down = false; });
      break;
    case 2:  // answers are late and overtake one another
      slowness_[which] = milliseconds(random_.below(30'000));
      clock_.call_at(clock_.now() + a_while, [this, which] { slowness_[which] = kHealthy; });
      break;
    case 3:
      target.visibility_lag = milliseconds(random_.below(milliseconds(kVisibilityLag).count()));
      clock_.call_at(clock_.now() + a_while, [&target] { target.visibility_lag = milliseconds(0); });
      break;
    default:
      target.poison_spoils_request = random_.below(2) == 0;
      target.poison_keys.insert(ledger.entries[random_.below(ledger.entries.size())].record_key);
      break;
  }
}

void Targets::break_write(MemoryTarget& target, WriteFault fault, milliseconds a_while) {
  // Who takes a key twice takes a repeated request twice: nobody could help.
  const bool is_keyed = std::holds_alternative<delivery::UniqueKey>(target.traits().key_guarantee);
  if (fault == WriteFault::repeated && !is_keyed) return;
  target.late_commit = milliseconds(random_.below(milliseconds(kLateCommitWindow).count()));
  target.told_wait = 6 * a_while;
  target.write_faults.push_back(fault);
}

void Targets::abandon(std::size_t which, std::vector<MemoryTarget::Writing> batch, milliseconds within) {
  if (random_.below(2) == 0) return;
  targets_[which]->late_commit = milliseconds(random_.below(static_cast<std::uint64_t>(within.count())));
  targets_[which]->commit_later(std::move(batch));
}

void Targets::heal() {
  set_latency(kHealthy);
  for (const auto& target : targets_) {
    target->is_down = false;
    target->write_faults.clear();
    target->stale_reads = 0;
    target->visibility_lag = milliseconds(0);
    target->poison_keys.clear();
  }
}

std::string Targets::trouble_with(const MemoryTarget& target, const LedgerEntry& entry) {
  const Found found = find(target, entry);
  if (found.parents == 0 || found.bodies == 0) return "lost: " + entry.case_id;
  if (found.parents > 1 || found.bodies > 1) return "twice: " + entry.case_id;
  if (found.strays > 0) return "beside the record it belongs to: " + entry.case_id;
  return {};
}

}  // namespace hub::simulation
