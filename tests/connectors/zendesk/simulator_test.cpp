// The connector before the simulator: each way to make tickets, and each thing that Zendesk does quietly.
#include <boost/test/unit_test.hpp>

#include "tests/connectors/zendesk/rehearsal.hpp"

namespace hub::connectors::zendesk {

namespace {

using model::Value;

std::string code_of(const std::vector<delivery::CaseOutcome>& outcomes) {
  return outcomes[0].error ? outcomes[0].error->code : "";
}

TargetOptions with_mode(TicketMode mode) {
  TargetOptions options;
  options.tickets = mode;
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(zendesk_simulator)

BOOST_AUTO_TEST_CASE(a_hundred_tickets_cost_one_job_and_one_reading) {
  Rehearsal rehearsal;
  delivery::BatchDelivery delivery(*rehearsal.target, rehearsal.clock, rehearsal.arena, {2, milliseconds(1)});
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 100; ++i) {
    const std::string_view key = rehearsal.arena.copy("key-" + std::to_string(i));
    cases.push_back({{rehearsal.record(rehearsal.ticket, key, {{"subject", Rehearsal::text(key)}})}});
  }
  for (const auto& outcome : rehearsal.run(delivery.run(std::move(cases)))) {
    BOOST_TEST(!outcome.error.has_value());
  }
  BOOST_TEST(rehearsal.calls("create_many") == 1u);
  BOOST_TEST(rehearsal.calls("show_many") == 1u);
  BOOST_TEST(rehearsal.calls("list") == 0u, "nothing was in doubt");
  BOOST_TEST(rehearsal.calls("comments") == 0u, "the first comment is in the ticket itself");
}

BOOST_AUTO_TEST_CASE(one_by_one_each_ticket_has_an_idempotency_key) {
  Rehearsal rehearsal(with_mode(TicketMode::single));
  const auto record = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  rehearsal.fault("drop_after_commit", "create");
  const std::vector<model::Record> batch{record};
  BOOST_TEST(!rehearsal.run(rehearsal.target->write(batch))[0].ok());
  BOOST_TEST(rehearsal.run(rehearsal.target->write(batch))[0].ok());
  BOOST_TEST(rehearsal.simulator->live_tickets() == 1u, "the second was answered with the first");
}

BOOST_AUTO_TEST_CASE(a_mapping_that_changed_between_two_attempts_leaves_doubt) {
  Rehearsal rehearsal(with_mode(TicketMode::single));
  const std::vector<model::Record> first{
      rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}})};
  const std::vector<model::Record> second{
      rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("b")}})};
  BOOST_TEST(rehearsal.run(rehearsal.target->write(first))[0].ok());
  const auto results = rehearsal.run(rehearsal.target->write(second));
  BOOST_REQUIRE(!results[0].ok());
  BOOST_TEST(to_string(results[0].error().kind) == "unknown");
}

BOOST_AUTO_TEST_CASE(an_import_keeps_the_time_of_each_message) {
  Rehearsal rehearsal(with_mode(TicketMode::import));
  model::ArrayBuilder messages(rehearsal.arena);
  for (const char* at : {"2026-11-01T10:00:00Z", "2026-11-01T10:00:05.250Z"}) {
    model::ObjectBuilder message(rehearsal.arena);
    message.add("text", Rehearsal::text("said <something> & {{more}}"));
    message.add("created_at", Rehearsal::text(at));
    messages.add(message.finish());
  }
  const auto record = rehearsal.record(
      rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("past")}, {"comments", messages.finish()}});
  const auto outcomes = rehearsal.deliver({record});
  BOOST_TEST(code_of(outcomes) == "");
  BOOST_TEST(rehearsal.only_ticket().comments.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_long_text_goes_on_as_a_file_with_its_size_confirmed) {
  Rehearsal rehearsal;
  const auto ticket = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  const std::string_view whole = rehearsal.arena.copy(std::string(1 << 20, 'x'));
  const auto file = rehearsal.record(rehearsal.attachment, "key-2",
                                     {{"file_name", Rehearsal::text("transcript-c1.txt")},
                                      {"content_type", Rehearsal::text("text/plain")},
                                      {"content", Rehearsal::text(whole)}},
                                     "key-1");
  BOOST_TEST(code_of(rehearsal.deliver({ticket, file})) == "");
  const auto& comments = rehearsal.only_ticket().comments;
  BOOST_REQUIRE(comments.size() == 2u);
  BOOST_TEST(comments[1].attachments[0].content == whole);
  BOOST_TEST(!comments[1].is_public);
  BOOST_TEST(code_of(rehearsal.deliver({ticket, file}, true)) == "", "found again, and not attached twice");
  BOOST_TEST(rehearsal.only_ticket().comments.size() == 2u);
}

BOOST_AUTO_TEST_CASE(an_answer_lost_after_a_comment_makes_no_second_one) {
  Rehearsal rehearsal;
  const auto ticket = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  const auto note =
      rehearsal.record(rehearsal.comment, "key-2", {{"body", Rehearsal::text("more")}}, "key-1");
  rehearsal.fault("drop_after_commit", "update");
  BOOST_TEST(code_of(rehearsal.deliver({ticket, note})) == "");
  BOOST_TEST(rehearsal.only_ticket().comments.size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_comment_longer_than_zendesk_keeps_is_refused_before_it_is_cut) {
  Rehearsal rehearsal;
  const std::string_view long_text =
      rehearsal.arena.copy(std::string(20'000, '<'));  // four times as long as HTML
  const auto record = rehearsal.record(rehearsal.ticket, "key-1", {{"comment", Rehearsal::text(long_text)}});
  const auto outcomes = rehearsal.deliver({record});
  BOOST_TEST(code_of(outcomes) == "comment_too_long");
  BOOST_TEST(rehearsal.simulator->live_tickets() == 0u);
}

BOOST_AUTO_TEST_CASE(a_value_that_zendesk_drops_in_silence_is_not_confirmed) {
  Rehearsal rehearsal;
  struct Dropped {
    const char* field;
    Value value;
  };
  int number = 0;
  for (const Dropped& dropped : {Dropped{"ticket_field_999", Rehearsal::text("x")},
                                 Dropped{"ticket_field_102", Rehearsal::text("no such option")},
                                 Dropped{"shoe_size", Value::integer(43)}}) {
    const std::string_view key = rehearsal.arena.copy("key-" + std::to_string(++number));
    const auto outcomes =
        rehearsal.deliver({rehearsal.record(rehearsal.ticket, key, {{dropped.field, dropped.value}})});
    BOOST_REQUIRE(outcomes[0].error.has_value());
    BOOST_TEST(outcomes[0].error->code == "mismatch");
    BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{dropped.field},
               boost::test_tools::per_element());
  }
}

BOOST_AUTO_TEST_CASE(tags_that_zendesk_adds_and_the_case_it_keeps_are_no_difference) {
  Rehearsal rehearsal;
  model::ArrayBuilder tags(rehearsal.arena);
  for (const char* tag : {"Hub", "chat"}) tags.add(Rehearsal::text(tag));
  const auto record = rehearsal.record(rehearsal.ticket, "key-1",
                                       {{"tags", tags.finish()},
                                        {"ticket_field_102", Rehearsal::text("video")},
                                        {"ticket_field_103", Value::boolean(true)},
                                        {"ticket_field_104", Value::integer(5)}});
  BOOST_TEST(code_of(rehearsal.deliver({record})) == "");
  BOOST_TEST(rehearsal.only_ticket().tags.size() == 4u);
}

BOOST_AUTO_TEST_CASE(a_known_address_is_taken_as_it_is_and_an_unknown_one_becomes_a_user) {
  Rehearsal rehearsal;
  const auto requester = [&](std::string_view name, std::string_view email) {
    model::ObjectBuilder user(rehearsal.arena);
    user.add("name", Rehearsal::text(name));
    user.add("email", Rehearsal::text(email));
    return user.finish();
  };
  const auto known = rehearsal.record(rehearsal.ticket, "key-1",
                                      {{"requester", requester("Mallory", "Visitor@example.com")}});
  const auto unknown =
      rehearsal.record(rehearsal.ticket, "key-2", {{"requester", requester("Kim", "kim@example.org")}});
  BOOST_TEST(code_of(rehearsal.deliver({known})) == "");
  BOOST_TEST(code_of(rehearsal.deliver({unknown})) == "");
  BOOST_TEST(rehearsal.simulator->account().find_user_by_email("visitor@example.com")->name ==
             "Chat visitor");
  BOOST_TEST((rehearsal.simulator->account().find_user_by_email("kim@example.org") != nullptr));
}

BOOST_AUTO_TEST_CASE(nobody_in_particular_is_the_configured_requester) {
  TargetOptions options;
  options.requester_id = "2";
  Rehearsal rehearsal(options);
  BOOST_TEST(code_of(rehearsal.deliver(
                 {rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}})})) == "");
  BOOST_TEST(rehearsal.only_ticket().requester_id == 2);
}

BOOST_AUTO_TEST_CASE(a_suspended_requester_is_a_dead_letter_that_says_so_and_names_nobody) {
  Rehearsal rehearsal(with_mode(TicketMode::single));
  model::ObjectBuilder user(rehearsal.arena);
  user.add("name", Rehearsal::text("Ottilie"));
  user.add("email", Rehearsal::text("suspended@example.org"));
  const auto outcomes =
      rehearsal.deliver({rehearsal.record(rehearsal.ticket, "key-1", {{"requester", user.finish()}})});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  const Error& error = *outcomes[0].error;
  BOOST_TEST(to_string(error.kind) == "invalid");
  BOOST_TEST(error.message.find("suspended in Zendesk") != error.message.npos, error.message);
  BOOST_TEST(error.message.find("Ottilie") == error.message.npos);
}

BOOST_AUTO_TEST_CASE(a_user_is_written_once_and_its_ticket_has_it_as_requester) {
  Rehearsal rehearsal;
  model::RecordShape user;
  user.name = "visitor";
  user.object = kUser;
  user.key_field = "external_id";
  rehearsal.ticket.stage = 1;
  rehearsal.ticket.parent = 0;
  rehearsal.ticket.parent_field = "requester_id";
  rehearsal.ticket.parent_key_field = "external_id";
  const auto person = rehearsal.record(
      user, "user-key", {{"name", Rehearsal::text("Kim")}, {"email", Rehearsal::text("Kim@example.org")}});
  const auto ticket =
      rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}}, "user-key");
  BOOST_TEST(code_of(rehearsal.deliver({person, ticket})) == "");
  BOOST_TEST(rehearsal.only_ticket().requester_id ==
             rehearsal.simulator->account().find_user_by_external_id("user-key")->id);
  BOOST_TEST(code_of(rehearsal.deliver({person, ticket}, true)) == "");
  BOOST_TEST(rehearsal.simulator->account().users().size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_job_that_does_its_work_and_never_says_so_is_looked_up) {
  Rehearsal rehearsal;
  rehearsal.fault("job_stuck", "create_many");
  const auto record = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  BOOST_TEST(code_of(rehearsal.deliver({record})) == "");
  BOOST_TEST(rehearsal.calls("list") == 1u);
  BOOST_TEST(rehearsal.simulator->live_tickets() == 1u);
}

BOOST_AUTO_TEST_CASE(a_job_that_zendesk_forgot_is_looked_up) {
  Rehearsal rehearsal;
  rehearsal.fault("job_lost", "job_status");
  const auto record = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  const auto first = rehearsal.deliver({record});
  // The work may not have been done yet when it was looked for.
  if (first[0].error) BOOST_TEST(to_string(first[0].error->kind) == "unknown");
  BOOST_TEST(rehearsal.simulator->live_tickets() <= 1u);
}

BOOST_AUTO_TEST_CASE(a_wait_while_a_job_runs_is_kept_and_makes_no_second_ticket) {
  Rehearsal rehearsal;
  simulators::Fault wait;
  wait.kind = "status";
  wait.operation = "job_status";
  wait.status = 429;
  wait.retry_after = "1";
  rehearsal.simulator->faults().add(wait);
  const auto record = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  const auto outcomes = rehearsal.deliver({record});
  // The job may not have done its work yet when it was looked for.
  if (outcomes[0].error) BOOST_TEST(to_string(outcomes[0].error->kind) == "unknown");
  BOOST_TEST(rehearsal.simulator->live_tickets() <= 1u);
}

BOOST_AUTO_TEST_CASE(thirty_jobs_at_once_are_the_most_and_are_waited_for) {
  SimulatorSettings settings;
  settings.job_time = std::chrono::hours(1);
  Rehearsal rehearsal({}, settings);
  const std::vector<model::Record> batch{
      rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}})};
  for (int i = 0; i < 30; ++i) rehearsal.run(rehearsal.target->write(batch));
  const auto results = rehearsal.run(rehearsal.target->write(batch));
  BOOST_REQUIRE(!results[0].ok());
  BOOST_TEST(to_string(results[0].error().kind) == "rate_limited");
  BOOST_TEST((results[0].error().retry_after > milliseconds(0)));
}

BOOST_AUTO_TEST_CASE(a_missing_scope_is_named) {
  SimulatorSettings settings;
  settings.scopes = "read";
  Rehearsal rehearsal({}, settings);
  BOOST_TEST(rehearsal.run(rehearsal.target->probe()).ok());
  const std::vector<model::Record> batch{
      rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}})};
  const auto results = rehearsal.run(rehearsal.target->write(batch));
  BOOST_REQUIRE(!results[0].ok());
  BOOST_TEST(to_string(results[0].error().kind) == "auth");
  BOOST_TEST(results[0].error().message.find("'write'") != std::string::npos, results[0].error().message);
}

BOOST_AUTO_TEST_CASE(erased_tickets_are_gone_for_ever_and_comments_become_unreadable) {
  Rehearsal rehearsal;
  const auto ticket = rehearsal.record(rehearsal.ticket, "key-1", {{"subject", Rehearsal::text("a")}});
  const auto note =
      rehearsal.record(rehearsal.comment, "key-2", {{"body", Rehearsal::text("my secret")}}, "key-1");
  BOOST_TEST(code_of(rehearsal.deliver({ticket, note})) == "");
  const std::vector<delivery::ReadRequest> below{{&note, ""}};
  BOOST_TEST(rehearsal.run(rehearsal.target->erase(below))[0].ok());
  BOOST_TEST(rehearsal.only_ticket().comments[1].html.find("secret") == std::string::npos);
  const std::vector<delivery::ReadRequest> whole{{&ticket, ""}};
  BOOST_TEST(rehearsal.run(rehearsal.target->erase(whole))[0].ok());
  BOOST_TEST(rehearsal.only_ticket().is_scrubbed);
}

BOOST_AUTO_TEST_CASE(an_attached_ticket_gets_its_comment_once) {
  Rehearsal rehearsal;
  model::ObjectBuilder comment(rehearsal.arena), foreign(rehearsal.arena);
  comment.add("body", Rehearsal::text("opened by an agent"));
  foreign.add("subject", Rehearsal::text("theirs"));
  foreign.add("comment", comment.finish());
  const auto made = rehearsal.simulator->account().create_ticket(foreign.finish(), false);
  const std::string id = std::to_string(std::get<Ticket*>(made)->id);
  auto record = rehearsal.record(rehearsal.ticket, "key-1", {{"comment", Rehearsal::text("the chat")}});
  record.target_id = rehearsal.arena.copy(id);
  const std::vector<model::Record> batch{record};
  for (int i = 0; i < 2; ++i) BOOST_TEST(rehearsal.run(rehearsal.target->write(batch))[0].ok());
  BOOST_TEST(rehearsal.only_ticket().comments.size() == 2u);
  BOOST_TEST(rehearsal.only_ticket().subject == "theirs");
}

BOOST_AUTO_TEST_CASE(describe_tells_the_fields_of_this_account) {
  Rehearsal rehearsal;
  const auto schema = rehearsal.run(rehearsal.target->describe({"ticket", "comment"}));
  BOOST_REQUIRE(schema.ok());
  const auto* channel = schema->find("ticket")->find("ticket_field_102");
  BOOST_REQUIRE((channel != nullptr));
  BOOST_TEST(channel->restricted);
  BOOST_TEST(channel->values.size() == 6u);
  BOOST_TEST((schema->find("comment")->find("body") != nullptr));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::zendesk
