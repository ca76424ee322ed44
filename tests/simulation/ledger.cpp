#include "tests/simulation/ledger.hpp"

#include "core/base/random.hpp"

namespace hub::simulation {

LedgerEntry make_entry(std::uint64_t seed, std::size_t index) {
  SeededRandom random(seed ^ (0xC0FFEE + index));
  LedgerEntry entry;
  entry.case_id = "case-" + std::to_string(index);
  entry.event_id = "event-" + std::to_string(index);
  entry.marker = "marker" + std::to_string(random.next_u64()) + std::to_string(random.next_u64());
  if (index % 3 == 0) entry.ticket = "ticket-" + std::to_string(index);
  entry.data = R"({"case":{"id":")" + entry.case_id +
               R"(","closed_at":"2026-11-01T10:00:00Z"},"custom":{"ticket":")" + entry.ticket +
               R"("},"transcript":{"messages":[{"seq":1,)"
               R"("at":"2026-11-01T09:59:00Z","role":"visitor","type":"text","text":")" +
               entry.marker + R"("}]}})";
  return entry;
}

}  // namespace hub::simulation
