// What the engine remembers of a delivery's attempts over a restart: which record it wrote to, and how many
// parts.
#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;

namespace {

constexpr char kMapping[] = R"(mapping: attached
target: memory
records:
  case:
    object: Case
    key: Key
    attach: {id: "{{ custom.ticket }}", missing: create, closed_when: {State: closed}, closed: create}
    fields: {State: closed, Subject: "{{ case.id }}"}
  transcript:
    object: Transcript
    key: Key
    parent: {record: case, field: Case}
    split: {field: Body, each: transcript.messages, as: message, text: "{{ message.text }}", limit: 20}
    fields: {}
)";

struct Machine : EngineBench {
  Machine() : EngineBench(kMapping) {}

  // One case with one message; `ticket` is the record that somebody opened for it.
  Task<void> accept(std::string ticket) {
    const std::string data = R"({"case":{"id":"c1"},"custom":{"ticket":")" + ticket +
                             R"("},"transcript":{"messages":[{"text":"a first message"}]}})";
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = "e1";
    event.case_id = "c1";
    event.data = data;
    const auto taken = co_await engine->accept(std::move(event));
    BOOST_TEST(taken.ok());
  }
  std::string part_key(unsigned part) const {
    const std::array<std::byte, 32> key = vault->derive_key("ids/acme");
    return model::record_key(key, "c1", "transcript", part);
  }
  std::size_t count(std::string_view object) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(target->records, [&](const auto& one) { return one.second.object == object; }));
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(engine_existing, Machine)

BOOST_AUTO_TEST_CASE(a_restart_after_closing_the_attached_record_makes_no_second_one) {
  const std::string ticket = target->add_foreign("Case", R"({"State":"open"})");
  target->write_faults = {WriteFault::none, WriteFault::rate_limited};
  run(accept(ticket));
  run_for(1s);
  BOOST_TEST(target->records.at(ticket).fields.find("closed") != std::string::npos);
  shut_down();
  boot();
  run_for(3h);
  BOOST_TEST(engine->live_cases() == 0u);
  BOOST_TEST(count("Case") == 1u);
  BOOST_TEST(target->records.at(part_key(1)).parent_id == ticket);
}

BOOST_AUTO_TEST_CASE(parts_that_are_no_longer_made_are_deleted_before_the_case_is_confirmed) {
  target->is_down = true;
  run(accept(""));
  run_for(1s);
  shut_down();
  {
    // As an attempt by an earlier version of the mapping left it: three parts, of which this one makes one.
    const auto store = open_database();
    store::WriteGroup sent;
    sent.sent = {{{1, 1}, "own case\n3 transcript\n"}};
    BOOST_REQUIRE(store->commit(sent).ok());
  }
  target->is_down = false;
  boot();
  for (const unsigned part : {2u, 3u}) {
    target->records[part_key(part)] = {"id", "Transcript", R"({"Body":"older"})", {}, {}, 1, false};
  }
  run_for(3h);
  BOOST_TEST(engine->live_cases() == 0u);
  BOOST_TEST(count("Transcript") == 1u);
  BOOST_TEST(target->records.contains(part_key(1)));
}

BOOST_AUTO_TEST_SUITE_END()
