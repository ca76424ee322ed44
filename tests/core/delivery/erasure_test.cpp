// Erasure of a case by its id: here, and at a target that may have it.
#include <boost/test/unit_test.hpp>

#include "core/delivery/session_trace.hpp"
#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;
using Names = std::vector<std::string>;
using State = ErasureState;

namespace {

constexpr char kMapping[] = R"(mapping: erased
target: memory
records:
  contact:
    object: Contact
    key: Key
    when: custom.email != blank
    match: {by: {Email: "{{ custom.email }}"}}
    fields: {Email: "{{ custom.email }}"}
  case:
    object: Case
    key: Key
    parent: {record: contact, field: Contact, optional: true}
    fields: {Subject: "{{ case.id }}"}
  line:
    object: Line
    key: Key
    parent: {record: case, field: Case}
    repeat: {each: transcript.messages, as: message}
    fields: {Text: "{{ message.text }}"}
)";

// Another version, which makes one record and no lines.
constexpr char kShort[] = R"(mapping: erased
target: memory
records:
  case:
    object: Case
    key: Key
    fields: {Subject: "{{ case.id }}"}
)";

struct Bench : EngineBench {
  explicit Bench(const ConnectorTraits& traits = MemoryTarget::default_traits(),
                 milliseconds keep = milliseconds(0), int session_days = 30)
      : EngineBench(kMapping, traits, [keep, session_days](TenantSetup& tenant) {
          tenant.keep.otherwise.period = keep;
          tenant.session_days = session_days;
        }) {}
  std::string session;  // of the cases that are accepted from then on

  // Or the code of an error.
  Names cases_of(const std::string& session_id) {
    Names found;
    run(find_into(session_id, found));
    return found;
  }
  void accept(const std::string& case_id, int lines = 2, const std::string& email = {}) {
    std::string messages;
    for (int i = 0; i < lines; ++i) messages += std::string(i > 0 ? "," : "") + R"({"text":"secret words"})";
    const std::string custom = email.empty() ? "" : R"(,"custom":{"email":")" + email + "\"}";
    const auto taken = offer(
        "closed " + case_id, case_id,
        R"({"case":{"id":")" + case_id + R"("},"transcript":{"messages":[)" + messages + "]}" + custom + '}',
        session);
    BOOST_REQUIRE(taken.ok());
  }
  void deliver(const std::string& case_id, int lines = 2, const std::string& email = {}) {
    accept(case_id, lines, email);
    run_for(1s);
    BOOST_REQUIRE(engine->live_cases() == 0u);
  }
  Result<CaseErasure> try_erase(ErasureRequest request) {
    std::optional<Result<CaseErasure>> answer;
    request.tenant = "acme";
    run(erase_into(std::move(request), answer));
    return *answer;
  }
  CaseErasure erase(const std::string& case_id, bool with_shared = false) {
    auto erased = try_erase({"", case_id, ErasureReason::subject_request, with_shared, false});
    BOOST_REQUIRE(erased.ok());
    return *std::move(erased);
  }
  CaseErasure look(const std::string& case_id) { return *try_erase({"", case_id, {}, false, true}); }
  std::string hold(const std::string& case_id) {
    bool done = false;
    run(hold_into(case_id, done));
    return done ? "held" : "refused";
  }
  void publish(const std::string& text) {
    bool done = false;
    run(publish_into(text, done));
    BOOST_REQUIRE(done);
  }
  std::size_t stored(const std::string& object) const {
    return static_cast<std::size_t>(
        std::ranges::count(target->records, object, [](const auto& entry) { return entry.second.object; }));
  }
  Names entries() {
    Names entries;
    const auto views = *database->certificates(-1, 100);
    for (const auto& view : views) entries.push_back(view.entry);
    return entries;
  }

 private:
  Task<void> erase_into(ErasureRequest request, std::optional<Result<CaseErasure>>& answer) {
    answer = co_await engine->erase_case(std::move(request));
  }
  Task<void> find_into(std::string session_id, Names& found) {
    std::string tenant = "acme";
    const auto cases = co_await engine->cases_of_session(std::move(tenant), std::move(session_id));
    found = cases.ok() ? *cases : Names{cases.error().code};
  }
  Task<void> hold_into(std::string case_id, bool& done) {
    std::string tenant = "acme";
    done = (co_await engine->hold(std::move(tenant), std::move(case_id))).ok();
  }
  Task<void> publish_into(std::string text, bool& done) {
    MappingProposal proposal{"acme", "memory", "m.yaml", std::move(text), "anna"};
    done = (co_await engine->publish(std::move(proposal))).ok();
  }
};

ConnectorTraits few_at_once() {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.batch_records_max = 3;
  return traits;
}

// A target that takes one key twice, and shows late what it took.
ConnectorTraits look_up_only() {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.key_guarantee = LookUpOnly{60s, 5s};
  return traits;
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(erasure)

BOOST_AUTO_TEST_CASE(a_delivered_case_is_erased_with_all_its_parts_by_its_id_alone) {
  Bench bench(few_at_once());
  bench.deliver("c1", 8);
  bench.deliver("c2");
  const CaseErasure erased = bench.erase("c1");
  BOOST_TEST(erased.rows == 0u);
  BOOST_TEST((erased.targets.at(0).state == State::erased));
  BOOST_TEST(erased.targets.at(0).found == 9u);
  BOOST_TEST(erased.targets.at(0).left == 0u);
  BOOST_TEST(bench.stored("Case") == 1u);
  BOOST_TEST(bench.stored("Line") == 2u);
  BOOST_TEST((bench.erase("c1").targets.at(0).state == State::absent));
}

BOOST_AUTO_TEST_CASE(the_certificate_of_an_erasure_names_states_and_figures_and_nothing_of_the_case) {
  Bench bench;
  bench.deliver("case-of-anna");
  bench.erase("case-of-anna");
  const Names entries = bench.entries();
  BOOST_REQUIRE(entries.size() == 2u);
  const std::string& entry = entries.back();
  BOOST_TEST(holds(entry, R"("addendum":"erased at targets","finished":true)"), entry);
  BOOST_TEST(holds(entry, R"("reason":"subject_request")"), entry);
  BOOST_TEST(holds(entry, R"({"target":"memory","state":"erased","found":3,"left":0})"), entry);
  BOOST_TEST(!holds(entry, "\"outcome\""), entry);  // a deletion of something that is here
  BOOST_TEST(!holds(entry, "case-of-anna"), entry);
  for (const auto& [key, record] : bench.target->records) BOOST_TEST(!holds(entry, key));
}

BOOST_AUTO_TEST_CASE(a_case_that_waits_is_destroyed_and_certified_even_when_its_target_is_down) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("c1");
  bench.run_for(1s);
  const CaseErasure erased = bench.erase("c1");
  BOOST_TEST(erased.rows == 1u);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(holds(bench.entries().at(0), R"("outcome":"erased")"));
  BOOST_TEST((erased.targets.at(0).state == State::unfinished));
  BOOST_TEST(!erased.is_finished());
  BOOST_TEST(holds(bench.entries().back(), R"("finished":false)"));

  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.target->records.empty());
  const CaseErasure again = bench.erase("c1");
  BOOST_TEST((again.targets.at(0).state == State::absent));
  BOOST_TEST(again.is_finished());
}

BOOST_AUTO_TEST_CASE(what_an_attempt_that_failed_left_at_the_target_is_erased_too) {
  Bench bench;
  bench.target->write_faults = {WriteFault::none, WriteFault::refused_as_a_whole};
  bench.accept("c1", 1);
  bench.run_for(1s);
  BOOST_REQUIRE(bench.engine->live_cases() == 1u);
  BOOST_REQUIRE(bench.target->records.size() == 1u);
  const CaseErasure erased = bench.erase("c1");
  BOOST_TEST(erased.targets.at(0).found == 1u);
  BOOST_TEST((erased.targets.at(0).state == State::erased));
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(a_delivered_case_that_is_kept_goes_here_and_there) {
  Bench bench(MemoryTarget::default_traits(), 72h);
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_REQUIRE(bench.engine->live_cases() == 1u);
  const CaseErasure erased = bench.erase("c1");
  BOOST_TEST(erased.rows == 1u);
  BOOST_TEST(erased.is_finished());
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(a_legal_hold_wins_and_is_named) {
  Bench bench;
  bench.accept("c1");
  BOOST_REQUIRE(bench.hold("c1") == "held");
  bench.run_for(1s);
  const auto refused = bench.try_erase({"", "c1", {}, false, false});
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST(refused.error().code == "held");
  BOOST_TEST(holds(refused.error().message, "legal hold since"));
  BOOST_TEST(bench.engine->live_cases() == 1u);
  BOOST_TEST(bench.target->records.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_dry_run_tells_what_is_there_and_changes_nothing) {
  Bench bench(MemoryTarget::default_traits(), 72h);
  bench.accept("c1");
  bench.run_for(1s);
  const CaseErasure looked = bench.look("c1");
  BOOST_TEST(looked.rows == 1u);
  BOOST_TEST((looked.targets.at(0).state == State::present));
  BOOST_TEST(looked.targets.at(0).found == 3u);
  BOOST_TEST(looked.targets.at(0).terms.removes == "Records are deleted.");
  BOOST_TEST(bench.engine->live_cases() == 1u);
  BOOST_TEST(bench.target->records.size() == 3u);
  BOOST_TEST(bench.entries().empty());
}

BOOST_AUTO_TEST_CASE(what_a_target_does_not_allow_is_said_and_the_rest_is_erased) {
  Bench bench;
  bench.deliver("c1", 1);
  for (const auto& [key, record] : bench.target->records)
    if (record.object == "Case") bench.target->unerasable.insert(key);
  const CaseErasure erased = bench.erase("c1");
  const TargetErasure& target = erased.targets.at(0);
  BOOST_TEST((target.state == State::not_possible));
  BOOST_TEST(target.error->message == "the record is locked until 2030");
  BOOST_TEST(target.left == 1u);
  BOOST_TEST(bench.stored("Line") == 0u);
  BOOST_TEST(holds(bench.entries().back(), R"("state":"not_possible","found":2,"left":1,"code":"retained")"));
}

BOOST_AUTO_TEST_CASE(an_erasure_that_fails_for_a_moment_is_tried_again) {
  Bench bench;
  bench.deliver("c1");
  bench.target->failing_erasures = 2;
  BOOST_TEST((bench.erase("c1").targets.at(0).state == State::erased));
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(what_was_left_is_finished_by_the_next_run) {
  Bench bench;
  bench.deliver("c1");
  bench.target->failing_erasures = 100;
  const CaseErasure first = bench.erase("c1");
  BOOST_TEST((first.targets.at(0).state == State::unfinished));
  BOOST_TEST(first.targets.at(0).left == 3u);
  bench.target->failing_erasures = 0;
  BOOST_TEST((bench.erase("c1").targets.at(0).state == State::erased));
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(a_contact_that_other_cases_may_share_stays_unless_it_is_asked_for) {
  Bench bench;
  bench.deliver("c1", 1, "anna@example.com");
  const CaseErasure erased = bench.erase("c1");
  BOOST_TEST(erased.targets.at(0).shared == Names{"contact"}, boost::test_tools::per_element());
  BOOST_TEST(bench.stored("Contact") == 1u);
  BOOST_TEST(bench.stored("Case") == 0u);
  BOOST_TEST((bench.erase("c1", true).targets.at(0).state == State::erased));
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(what_an_older_version_of_the_mapping_made_is_found) {
  Bench bench;
  bench.deliver("c1", 2);
  bench.publish(kShort);
  BOOST_TEST(bench.erase("c1").targets.at(0).found == 3u);
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(an_attempt_that_may_still_arrive_keeps_an_erasure_unfinished) {
  Bench bench(look_up_only());
  bench.target->write_faults = {WriteFault::commits_late};
  bench.target->late_commit = 30s;
  bench.accept("c1", 0);
  bench.run_for(1s);
  BOOST_REQUIRE(bench.engine->live_cases() == 1u);
  const CaseErasure first = bench.erase("c1");
  BOOST_TEST((first.targets.at(0).state == State::unfinished));
  BOOST_TEST(first.targets.at(0).error->code == "in_doubt");
  bench.run_for(1min);
  BOOST_REQUIRE(bench.target->records.size() == 1u);
  BOOST_TEST((bench.erase("c1").targets.at(0).state == State::erased));
  BOOST_TEST(bench.target->records.empty());
}

BOOST_AUTO_TEST_CASE(a_target_that_can_restore_is_not_said_to_have_erased) {
  ConnectorTraits traits = MemoryTarget::default_traits();
  traits.erasure.is_final = false;
  Bench bench(traits);
  bench.deliver("c1");
  const CaseErasure erased = bench.erase("c1");
  BOOST_TEST((erased.targets.at(0).state == State::restorable));
  BOOST_TEST(erased.is_finished());
}

BOOST_AUTO_TEST_CASE(cases_are_found_by_their_session_while_they_are_here_and_when_they_are_gone) {
  Bench bench;
  bench.session = "session-1";
  bench.deliver("c1");
  bench.target->is_down = true;
  bench.accept("c2");
  bench.session = "session-2";
  bench.accept("c3");
  bench.shut_down();
  bench.boot();
  BOOST_TEST(bench.cases_of("session-1") == (Names{"c1", "c2"}), boost::test_tools::per_element());
  BOOST_TEST(bench.cases_of("session-2") == Names{"c3"}, boost::test_tools::per_element());
  BOOST_TEST(bench.cases_of("session-3").empty());
}

BOOST_AUTO_TEST_CASE(a_session_is_forgotten_after_its_days) {
  Bench bench(MemoryTarget::default_traits(), milliseconds(0), 1);
  bench.session = "session-1";
  bench.deliver("c1");
  bench.run_for(3 * 24h);  // the case could have waited for so long
  BOOST_TEST(bench.cases_of("session-1").size() == 1u);
  bench.run_for(3 * 24h);
  BOOST_TEST(bench.cases_of("session-1").empty());
}

BOOST_AUTO_TEST_CASE(where_no_session_is_remembered_none_is_looked_for) {
  Bench bench(MemoryTarget::default_traits(), milliseconds(0), 0);
  bench.session = "session-1";
  bench.deliver("c1");
  BOOST_TEST(bench.cases_of("session-1") == Names{"not_searchable"}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_trace_opens_for_its_session_alone_and_shows_neither_id) {
  const std::array<std::byte, 32> key{}, other_key{std::byte{1}};
  const store::SessionTrace trace = trace_of(key, "session-1", "case-1");
  BOOST_TEST(open_trace(key, "session-1", trace.sealed_case_id).value() == "case-1");
  BOOST_TEST(!open_trace(key, "session-2", trace.sealed_case_id).has_value());
  BOOST_TEST(!open_trace(other_key, "session-1", trace.sealed_case_id).has_value());
  BOOST_TEST(!open_trace(key, "session-1", {}).has_value());
  const std::string bytes(trace.sealed_case_id.begin(), trace.sealed_case_id.end());
  BOOST_TEST(!holds(bytes, "case-1"));
  BOOST_TEST(!holds(bytes, "session-1"));
}

BOOST_AUTO_TEST_CASE(an_erasure_outlives_a_restart) {
  Bench bench;
  bench.target->is_down = true;
  bench.accept("c1");
  bench.erase("c1");
  bench.shut_down();
  bench.boot();
  bench.target->is_down = false;
  bench.run_for(1h);
  BOOST_TEST(bench.target->records.empty());
  BOOST_TEST(bench.entries().size() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
