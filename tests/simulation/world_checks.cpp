// The invariants, checked against the ledger and what the targets hold.
#include <algorithm>

#include "tests/simulation/booted_hub.hpp"

namespace hub::simulation {

namespace {
bool holds(const std::vector<std::byte>& bytes, std::string_view marker) {
  const auto* begin = reinterpret_cast<const char*>(bytes.data());
  return std::string_view(begin, bytes.size()).find(marker) != std::string_view::npos;
}
}  // namespace

void World::check_disk() {
  for (const auto& [path, bytes] : disk_.contents()) {
    for (const LedgerEntry& entry : ledger_.entries) {
      if (holds(bytes, entry.marker)) report_.violations.push_back("content in clear in " + path);
    }
  }
}

void World::check_end() {
  if (!report_.violations.empty()) return;
  check_disk();
  for (const LedgerEntry& entry : ledger_.entries) {
    if (!entry.acknowledged) report_.violations.push_back("stuck: " + entry.case_id + " was never accepted");
  }
  if (hub_->engine->live_cases() > 0) {
    report_.violations.push_back("stuck: " + std::to_string(hub_->engine->live_cases()) +
                                 " cases never settled");
  }
  for (const auto& target : targets_) {
    for (const LedgerEntry& entry : ledger_.entries) {
      if (!entry.acknowledged) continue;
      std::size_t parents = 0, bodies = 0, strays = 0;
      for (const auto& [key, stored] : target->records) {
        if (stored.fields == R"({"Subject":")" + entry.case_id + R"(","State":"closed"})") {
          ++parents;
          strays += !entry.ticket.empty() && !stored.is_foreign;
        }
        if (stored.fields == R"({"Body":")" + entry.marker + "\"}") ++bodies;
      }
      if (parents == 0 || bodies == 0) report_.violations.push_back("lost: " + entry.case_id);
      if (parents > 1 || bodies > 1) report_.violations.push_back("twice: " + entry.case_id);
      if (strays > 0) report_.violations.push_back("beside the record it belongs to: " + entry.case_id);
      report_.delivered += parents > 0 && bodies > 0 ? 1 : 0;
    }
  }
  trace("end", report_.delivered);
}

}  // namespace hub::simulation
