// The invariants, checked against the ledger and what the targets hold.
#include <algorithm>

#include "core/model/json.hpp"
#include "tests/simulation/world.hpp"

namespace hub::simulation {

namespace {

constexpr std::string_view kMarker = "marker";  // how every entry's marker begins
constexpr std::size_t kKeyFileHeaderBytes = 4096;

bool holds_marker(const std::vector<std::byte>& bytes) {
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  return std::string_view(begin, bytes.size()).find(kMarker) != std::string_view::npos;
}

}  // namespace

void World::check_certificates() {
  const std::uint64_t certified = hub_->engine->settled_cases() + hub_->engine->reduced_cases();
  if (certified == certified_seen_) return;
  certified_seen_ = certified;
  const auto count = hub_->database->certificate_count();
  const auto added = hub_->database->certificates(certificates_seen_ - 1, 1000);
  if (!count.ok() || !added.ok()) return;
  if (*count < certificates_seen_) violation("a certificate is gone");
  for (const store::CertificateView& view : *added) {
    check_certificate(view.entry);
    ++certificates_seen_;
  }
}

void World::check_certificate(const std::string& entry) {
  model::Arena arena;
  model::JsonParser parser;
  const model::Value certificate = *parser.parse(entry, arena);
  const std::string_view case_ref = certificate.text_at("case");
  const auto found = std::ranges::find(ledger_.entries, case_ref, &LedgerEntry::case_ref);
  if (found == ledger_.entries.end()) return violation("a certificate of no case");
  const bool is_of_metadata = certificate.text_at("of") == "metadata";
  if (++found->certificates > (is_of_metadata ? 2 : 1)) violation("certified twice: " + found->case_id);
  if (certificate.text_at("outcome") != (is_of_metadata ? "retention_elapsed" : "delivered"))
    violation("not delivered: " + found->case_id);
  for (const auto& target : targets_.all()) {
    if (!find(*target, *found).is_there_once()) violation("deleted before it was there: " + found->case_id);
  }
}

// Nothing of a case in clear, whatever is deleted meanwhile.
void World::check_disk() {
  for (const auto& [path, bytes] : disk_.contents()) {
    if (holds_marker(bytes)) violation("content in clear in " + path);
  }
}

void World::check_target(const testing::MemoryTarget& target, const LedgerEntry& entry) {
  const std::string trouble = Targets::trouble_with(target, entry);
  trouble.empty() ? void(++report_.delivered) : violation(trouble);
}

// Every case is settled: no key and no row of one may be left, and nothing in the journal.
void World::check_nothing_remains() {
  std::size_t rows = 0;
  const auto visited = hub_->database->for_each_live([&rows](const store::LiveCase&) { ++rows; });
  if (!visited.ok() || rows > 0) violation("rows of deleted cases remain");
  for (const auto& [path, bytes] : disk_.contents()) {
    if (path.ends_with("cases.keys")) {
      const auto keys = std::span(bytes).subspan(kKeyFileHeaderBytes);
      const bool is_zero = std::ranges::all_of(keys, [](std::byte byte) { return byte == std::byte(0); });
      if (!is_zero) violation("keys of deleted cases remain");
    }
    if (path.ends_with("-wal") && !bytes.empty()) violation("the journal was not emptied");
  }
}

void World::check_end() {
  if (!report_.violations.empty()) return;
  check_disk();
  for (const LedgerEntry& entry : ledger_.entries) {
    if (!entry.acknowledged) violation("stuck: " + entry.case_id + " was never accepted");
    // Metadata whose time was over before they could be made are not certified besides their case.
    const bool has_metadata = settings_.keeps_metadata.count() > 0 && entry.certificates == 2;
    if (entry.certificates != 1 && !has_metadata) violation("not certified: " + entry.case_id);
    for (const auto& target : targets_.all()) check_target(*target, entry);
  }
  if (hub_->engine->live_cases() > 0) {
    std::string states;
    for (const store::DeliveryView& view : deliveries_in(std::nullopt)) {
      states += ' ' + view.target + ' ' + std::string(store::to_string(view.state));
    }
    violation("stuck: " + std::to_string(hub_->engine->live_cases()) + " cases never settled:" + states);
  } else {
    run_until(clock_.now() + std::chrono::seconds(5), true);
    check_nothing_remains();
  }
  trace("end", report_.delivered);
}

}  // namespace hub::simulation
