// Epoch keys die on time whatever the targets do: the engine turns them, and wraps anew what waits.
#include <boost/test/unit_test.hpp>
#include <set>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;

namespace {

constexpr char kMapping[] = R"(mapping: waiting
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}"}
)";
constexpr std::size_t kHeaderBytes = 4096, kStride = 512, kSlotBytes = 96;

struct Bench : EngineBench {
  Bench()
      : EngineBench(kMapping, MemoryTarget::default_traits(),
                    [](TenantSetup& tenant) { tenant.max_hold = 30 * 24h; }) {}

  // What lies in each slot of epochs.keys that is in use.
  std::set<std::vector<std::byte>> epoch_slots() const {
    std::set<std::vector<std::byte>> slots;
    for (const auto& [path, bytes] : disk.contents()) {
      if (path != "/keys/epochs.keys") continue;
      for (std::size_t at = kHeaderBytes; at < bytes.size(); at += kStride) {
        const auto first = bytes.begin() + static_cast<std::ptrdiff_t>(at);
        if (std::any_of(first, first + kSlotBytes, [](std::byte byte) { return byte != std::byte{0}; }))
          slots.emplace(first, first + kSlotBytes);
      }
    }
    return slots;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(epochs)

BOOST_AUTO_TEST_CASE(every_epoch_key_dies_within_two_epochs_though_cases_wait_for_a_target_for_a_week) {
  Bench bench;
  bench.target->is_down = true;
  for (int i = 0; i < 20; ++i) {
    const std::string id = "c" + std::to_string(i);
    BOOST_TEST_REQUIRE(bench.offer(id, id, R"({"case":{"id":")" + id + "\"}}").ok());
  }
  const MonotonicTime end = bench.clock.now() + 7 * 24h;
  while (bench.clock.now() < end) {
    const auto before = bench.epoch_slots();
    BOOST_TEST_REQUIRE(!before.empty());
    bench.run_for(10min + 10s);  // two epochs, and a sweep
    for (const auto& slot : bench.epoch_slots()) BOOST_TEST_REQUIRE(!before.contains(slot));
  }
  BOOST_TEST(bench.engine->live_cases() == 20u);
  bench.shut_down();
  bench.boot();
  bench.target->is_down = false;
  bench.run_for(2h);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->records.size() == 20u);
}

BOOST_AUTO_TEST_SUITE_END()
