// Records that may be at the target already: every outcome is one the mapping declares, and a retry hits the
// same records.
#include "core/delivery/existing_records.hpp"

#include <boost/test/unit_test.hpp>

#include "core/model/builder.hpp"
#include "core/model/json.hpp"
#include "tests/support/memory_target.hpp"
#include "tests/support/virtual_clock.hpp"

using namespace hub;
using namespace hub::delivery;
using hub::model::Resolution;
using hub::testing::MemoryTarget;
using hub::testing::WriteFault;

namespace {

// Cases of three records: a contact that is matched by its address, a case that may be attached and is linked
// to it, and a transcript below the case.
struct Bench {
  IoContext io;
  testing::VirtualClock clock;
  MemoryTarget target{clock};
  model::Arena arena;
  model::JsonParser parser;
  model::RecordShape contact, ticket, transcript;
  MatchClaims claims{std::array<std::byte, 32>{}};

  Bench() {
    contact.name = "contact";
    contact.object = "Contact";
    contact.match.emplace();
    ticket.name = "case";
    ticket.object = "Case";
    ticket.stage = 1;
    ticket.parent = 0;
    ticket.parent_optional = true;
    ticket.attach.emplace();
    ticket.attach->closed_field = "Closed";
    ticket.attach->closed_value = model::Value::boolean(true);
    transcript.name = "transcript";
    transcript.object = "Transcript";
    transcript.stage = 2;
    transcript.parent = 1;
  }

  model::Value json(std::string_view text) { return *parser.parse(arena.copy(text), arena); }
  model::Record record(const model::RecordShape& shape, int number, std::string_view parent,
                       std::string_view fields) {
    model::Record made;
    made.shape = &shape;
    made.key = arena.copy(shape.name + '-' + std::to_string(number));
    if (!parent.empty()) made.parent_key = arena.copy(std::string(parent) + '-' + std::to_string(number));
    made.fields = json(fields);
    return made;
  }
  CaseRecords make_case(int number, std::string_view email, std::string_view case_id) {
    CaseRecords one;
    one.records = {
        record(contact, number, "", R"({"Email":")" + std::string(email) + R"("})"),
        record(ticket, number, "contact", R"({"Closed":true,"Number":)" + std::to_string(number) + "}"),
        record(transcript, number, "case", R"({"Body":"Hello"})")};
    if (!email.empty()) one.records[0].match = json(R"({"Email":")" + std::string(email) + R"("})");
    one.records[1].attach_id = arena.copy(case_id);
    return one;
  }

  // One attempt as the engine makes it. What it decided is in the footprints afterwards.
  std::vector<std::optional<Error>> attempt(std::vector<CaseRecords>& cases) {
    std::vector<std::optional<Error>> errors;
    bool done = false;
    spawn(io.get_executor(), attempt_into(cases, errors), [&] { done = true; });
    BOOST_REQUIRE(testing::run_until(io, clock, [&] { return done; }));
    return errors;
  }
  Task<void> attempt_into(std::vector<CaseRecords>& cases, std::vector<std::optional<Error>>& errors) {
    MatchClaims::Hold hold(claims);
    ExistingRecords existing(target, hold, arena);
    errors = co_await existing.resolve(cases);
    for (const auto& error : errors) {
      if (error) co_return;
    }
    BatchDelivery delivery(target, clock, arena, {});
    std::vector<CaseRecords> copy = cases;
    const auto outcomes = co_await delivery.run(std::move(copy));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      errors[i] = outcomes[i].error;
      cases[i].footprint = outcomes[i].footprint;
    }
  }
  std::string attempt_one(std::string_view email, std::string_view case_id) {
    std::vector<CaseRecords> cases{make_case(1, email, case_id)};
    const auto errors = attempt(cases);
    return errors[0] ? errors[0]->code : "confirmed";
  }

  std::size_t count(std::string_view object) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(target.records, [&](const auto& one) { return one.second.object == object; }));
  }
  const MemoryTarget::Stored& stored(const std::string& key) const { return target.records.at(key); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(existing_records, Bench)

BOOST_AUTO_TEST_CASE(nothing_is_asked_when_no_record_could_exist) {
  std::vector<CaseRecords> cases{make_case(1, "", "")};
  contact.match.reset();
  BOOST_TEST(!attempt(cases)[0]);
  BOOST_TEST(target.find_calls == 0);
  BOOST_TEST(cases[0].footprint.text() == "");
}

BOOST_AUTO_TEST_CASE(an_attached_record_is_written_to_and_its_children_are_linked_to_it) {
  const std::string id = target.add_foreign("Case", R"({"Closed":false,"Owner":"Kim"})");
  BOOST_TEST(attempt_one("a@b.c", id) == "confirmed");
  BOOST_TEST(count("Case") == 1u);
  BOOST_TEST(stored(id).writes == 1);
  BOOST_TEST(stored(id).fields.find("Kim") != std::string::npos);
  BOOST_TEST(stored(id).parent_key == "contact-1");
  BOOST_TEST(stored("transcript-1").parent_id == id);
  BOOST_TEST(stored("transcript-1").parent_key == "");
}

BOOST_AUTO_TEST_CASE(a_missing_record_falls_back_as_declared) {
  ticket.attach->missing = Resolution::create;
  BOOST_TEST(attempt_one("", "gone") == "confirmed");
  BOOST_TEST(stored("transcript-1").parent_key == "case-1");
  ticket.attach->missing = Resolution::refuse;
  BOOST_TEST(attempt_one("", "gone") == "attach_missing");
  target.records.clear();
  ticket.attach->missing = Resolution::skip;
  BOOST_TEST(attempt_one("", "gone") == "confirmed");
  BOOST_TEST(count("Case") + count("Transcript") == 0u);
}

BOOST_AUTO_TEST_CASE(children_that_may_stand_alone_are_written_without_the_link) {
  ticket.attach->missing = Resolution::skip;
  transcript.parent_optional = true;
  BOOST_TEST(attempt_one("", "gone") == "confirmed");
  BOOST_TEST(count("Case") == 0u);
  BOOST_TEST(stored("transcript-1").parent_key == "");
}

BOOST_AUTO_TEST_CASE(a_closed_record_falls_back_as_declared) {
  const std::string id = target.add_foreign("Case", R"({"Closed":true})");
  ticket.attach->closed = Resolution::refuse;
  BOOST_TEST(attempt_one("", id) == "attach_closed");
  ticket.attach->closed = Resolution::link;
  BOOST_TEST(attempt_one("", id) == "confirmed");
  BOOST_TEST(stored(id).writes == 0);
  BOOST_TEST(stored("transcript-1").parent_id == id);
  ticket.attach->closed = Resolution::use;
  BOOST_TEST(attempt_one("", id) == "confirmed");
  BOOST_TEST(stored(id).writes == 1);
  ticket.attach->closed = Resolution::create;
  BOOST_TEST(attempt_one("", id) == "confirmed");
  BOOST_TEST(stored("case-1").writes == 1);
}

BOOST_AUTO_TEST_CASE(an_id_in_a_field_of_the_target_finds_the_record_and_several_are_refused) {
  ticket.attach->field = "Conversation";
  const std::string id = target.add_foreign("Case", R"({"Conversation":"c-7"})");
  BOOST_TEST(attempt_one("", "c-7") == "confirmed");
  BOOST_TEST(stored(id).writes == 1);
  target.add_foreign("Case", R"({"Conversation":"c-7"})");
  BOOST_TEST(attempt_one("", "c-7") == "attach_several");
}

// The write closed the case, then the answer was lost: to the next attempt it looks like a case that somebody
// closed.
BOOST_AUTO_TEST_CASE(what_an_earlier_attempt_closed_is_still_the_record_to_write_to) {
  ticket.attach->closed = Resolution::create;
  const std::string id = target.add_foreign("Case", R"({"Closed":false})");
  std::vector<CaseRecords> first{make_case(1, "a@b.c", id)};
  target.write_faults = {WriteFault::none, WriteFault::lost_after_commit, WriteFault::refused_before};
  BOOST_TEST(attempt(first)[0].has_value());
  std::vector<CaseRecords> again{make_case(1, "a@b.c", id)};
  again[0].footprint = Footprint::parse(first[0].footprint.text());
  again[0].look_up_first = true;
  BOOST_TEST(!attempt(again)[0]);
  BOOST_TEST(count("Case") == 1u);
  BOOST_TEST(stored("transcript-1").parent_id == id);
}

BOOST_AUTO_TEST_CASE(what_was_made_under_our_key_stays_ours_when_the_record_comes_back) {
  ticket.attach->missing = Resolution::create;
  std::vector<CaseRecords> first{make_case(1, "", "foreign9")};
  target.write_faults = {WriteFault::none, WriteFault::none, WriteFault::refused_before};
  BOOST_TEST(attempt(first)[0].has_value());
  BOOST_TEST(stored("case-1").writes == 1);
  target.records["foreign9"] = {"foreign9", "Case", R"({"Closed":false})", {}, {}, 0, true};
  std::vector<CaseRecords> again{make_case(1, "", "foreign9")};
  again[0].footprint = first[0].footprint;
  BOOST_TEST(!attempt(again)[0]);
  BOOST_TEST(stored("foreign9").writes == 0);
  BOOST_TEST(stored("transcript-1").parent_key == "case-1");
}

BOOST_AUTO_TEST_CASE(an_attached_record_that_is_deleted_later_falls_back_when_it_is_retried) {
  ticket.attach->missing = Resolution::create;
  const std::string id = target.add_foreign("Case", R"({"Closed":false})");
  std::vector<CaseRecords> first{make_case(1, "", id)};
  target.write_faults = {WriteFault::none, WriteFault::refused_before};
  BOOST_TEST(attempt(first)[0].has_value());
  target.records.erase(id);
  std::vector<CaseRecords> again{make_case(1, "", id)};
  again[0].footprint = first[0].footprint;
  BOOST_TEST(!attempt(again)[0]);
  BOOST_TEST(stored("case-1").writes == 1);
}

BOOST_AUTO_TEST_CASE(a_write_to_an_existing_record_that_was_accepted_and_lost_is_made_again) {
  const std::string id = target.add_foreign("Case", R"({"Closed":false})");
  target.write_faults = {WriteFault::none, WriteFault::accepted_and_lost};
  std::vector<CaseRecords> first{make_case(1, "", id)};
  const auto errors = attempt(first);
  BOOST_REQUIRE(errors[0].has_value());
  BOOST_TEST(errors[0]->code == "older_version");
  BOOST_TEST((errors[0]->kind == ErrorKind::transient));
  std::vector<CaseRecords> again{make_case(1, "", id)};
  again[0].footprint = first[0].footprint;
  BOOST_TEST(!attempt(again)[0]);
  BOOST_TEST(stored(id).writes == 1);
  target.truncated_field = "Note";
  ticket.attach->closed = Resolution::use;
  Footprint footprint;
  for (int rewrites = 1; rewrites <= 4; ++rewrites) {
    std::vector<CaseRecords> shortened{make_case(1, "", id)};
    shortened[0].records[1].fields = json(R"({"Note":"a long text"})");
    shortened[0].footprint = footprint;
    BOOST_TEST(attempt(shortened)[0]->code == (rewrites <= 3 ? "older_version" : "mismatch"));
    footprint = shortened[0].footprint;
  }
}

BOOST_AUTO_TEST_CASE(none_one_and_many_matches_have_their_declared_outcomes) {
  contact.match = model::MatchRule{Resolution::refuse, Resolution::refuse, Resolution::refuse};
  BOOST_TEST(attempt_one("a@b.c", "") == "match_none");
  const std::string oldest = target.add_foreign("Contact", R"({"Email":"a@b.c"})");
  BOOST_TEST(attempt_one("a@b.c", "") == "match_one");
  contact.match->one = Resolution::use;
  BOOST_TEST(attempt_one("a@b.c", "") == "confirmed");
  BOOST_TEST(stored(oldest).writes == 1);
  BOOST_TEST(stored("case-1").parent_id == oldest);
  contact.match->one = Resolution::link;
  BOOST_TEST(attempt_one("a@b.c", "") == "confirmed");
  BOOST_TEST(stored(oldest).writes == 1);
  BOOST_TEST(stored("case-1").parent_id == oldest);
  target.add_foreign("Contact", R"({"Email":"a@b.c"})");
  BOOST_TEST(attempt_one("a@b.c", "") == "match_many");
  contact.match->many = Resolution::skip;
  BOOST_TEST(attempt_one("a@b.c", "") == "confirmed");
  BOOST_TEST(stored("case-1").parent_id == "");
  BOOST_TEST(stored("case-1").parent_key == "");
  contact.match->many = Resolution::use;
  BOOST_TEST(attempt_one("a@b.c", "") == "confirmed");
  BOOST_TEST(stored(oldest).writes == 2);
}

BOOST_AUTO_TEST_CASE(a_record_without_match_values_counts_as_not_found) {
  contact.match->none = Resolution::skip;
  BOOST_TEST(attempt_one("", "") == "confirmed");
  BOOST_TEST(target.find_calls == 0);
  BOOST_TEST(count("Contact") == 0u);
}

BOOST_AUTO_TEST_CASE(two_chats_of_one_person_make_one_contact) {
  std::vector<CaseRecords> cases{make_case(1, "a@b.c", ""), make_case(2, "a@b.c", ""),
                                 make_case(3, "d@e.f", "")};
  for (const auto& error : attempt(cases)) BOOST_TEST(!error.has_value());
  BOOST_TEST(count("Contact") == 2u);
  BOOST_TEST(stored("case-1").parent_key == "contact-1");
  BOOST_TEST(stored("case-2").parent_key == "contact-1");
  BOOST_TEST(cases[1].footprint.text().starts_with("key contact-1 contact\n"));
}

BOOST_AUTO_TEST_CASE(the_second_of_two_chats_keeps_to_the_first_ones_contact_when_it_is_retried) {
  std::vector<CaseRecords> cases{make_case(1, "a@b.c", ""), make_case(2, "a@b.c", "")};
  target.write_faults = {WriteFault::lost_before};
  attempt(cases);
  BOOST_TEST(count("Contact") == 1u);
  std::vector<CaseRecords> second{make_case(2, "a@b.c", "")};
  second[0].footprint = cases[1].footprint;
  BOOST_TEST(!attempt(second)[0]);
  std::vector<CaseRecords> first{make_case(1, "a@b.c", "")};
  first[0].footprint = cases[0].footprint;
  first[0].look_up_first = true;
  BOOST_TEST(!attempt(first)[0]);
  BOOST_TEST(count("Contact") == 1u);
}

BOOST_AUTO_TEST_CASE(the_last_of_several_cases_that_write_to_one_record_has_the_say) {
  const std::string id = target.add_foreign("Case", R"({"Closed":false})");
  std::vector<CaseRecords> cases{make_case(1, "", id), make_case(2, "", id)};
  for (const auto& error : attempt(cases)) BOOST_TEST(!error.has_value());
  BOOST_TEST(stored(id).writes == 2);
  BOOST_TEST(stored(id).fields.find("2") != std::string::npos);
  BOOST_TEST(stored("transcript-1").parent_id == id);
  BOOST_TEST(stored("transcript-2").parent_id == id);
}

BOOST_AUTO_TEST_CASE(a_target_that_cannot_be_asked_fails_before_anything_is_written) {
  target.is_down = true;
  BOOST_TEST(attempt_one("a@b.c", "") == "refused");
  BOOST_TEST(target.write_calls == 0);
  target.is_down = false;
  BOOST_TEST(attempt_one("a@b.c", "") == "confirmed");
}

BOOST_AUTO_TEST_CASE(parts_that_an_earlier_attempt_wrote_and_this_one_lacks_are_deleted) {
  const auto part_of = [this](std::uint32_t part) {
    model::Record made = record(transcript, 1, "case", R"({"Body":"Hello"})");
    made.part = part;
    made.key = arena.copy("part-" + std::to_string(part));
    return made;
  };
  std::vector<CaseRecords> first{make_case(1, "", "")};
  first[0].records.pop_back();
  for (std::uint32_t part = 1; part <= 3; ++part) first[0].records.push_back(part_of(part));
  BOOST_TEST(!attempt(first)[0]);
  BOOST_TEST(first[0].footprint.text().ends_with("3 transcript\n"));
  std::vector<CaseRecords> again{make_case(1, "", "")};
  again[0].footprint = first[0].footprint;
  again[0].records.back() = part_of(1);
  again[0].leftovers = {part_of(2), part_of(3)};
  BOOST_TEST(!attempt(again)[0]);
  BOOST_TEST(count("Transcript") == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(footprint)

BOOST_AUTO_TEST_CASE(a_footprint_survives_being_written_and_nonsense_is_left_out) {
  const std::string text = "at a case\nown contact\nkey KEY person#2\n7 long transcript\nagain 2 a case\n";
  BOOST_TEST(Footprint::parse(text).text() == text);
  BOOST_TEST(Footprint::parse("\n\nwhat is this\n0 x\n12\nkey\nown\n-3 y\nagain x y\n").text() == "");
}

BOOST_AUTO_TEST_SUITE_END()
