#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/admin/key_hash.hpp"
#include "tests/tools/hubctl/shell.hpp"
#include "tools/hubctl/command.hpp"

namespace admin = hub::admin;
namespace store = hub::store;
using hub::hubctl::testing::call;
using hub::hubctl::testing::holds;
using hub::hubctl::testing::kNowhere;
using hub::hubctl::testing::Outcome;
using hub::hubctl::testing::Shell;

namespace {

store::DeliveryView dead_letter(store::CaseRow row) {
  store::DeliveryView view;
  view.delivery = {row, 1};
  view.tenant = "acme";
  view.target = "crm";
  view.state = store::DeliveryState::dead_letter;
  view.attempts = 1;
  view.error = hub::invalid_error("STRING_TOO_LONG", "a field is too long");
  view.error->fields = {"Subject"};
  return view;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hubctl)

BOOST_AUTO_TEST_CASE(every_command_explains_itself) {
  for (const hub::hubctl::Command& command : hub::hubctl::commands()) {
    std::vector<std::string> words;
    std::istringstream line{std::string(command.words)};
    for (std::string word; line >> word;) words.push_back(word);
    words.push_back("--help");
    const Outcome help = call(words, kNowhere, "");
    BOOST_TEST(help.status == 0, command.words);
    BOOST_TEST(holds(help.out, "usage: hubctl " + std::string(command.words)), command.words);
    BOOST_TEST(holds(help.out, std::string(command.summary)), command.words);
    for (const hub::hubctl::Option& option : command.options)
      BOOST_TEST(holds(help.out, "--" + std::string(option.name)), command.words);
  }
  BOOST_TEST(holds(call({"--help"}, kNowhere, "").out, "deliveries retry"));
  BOOST_TEST(!holds(call({"deliveries", "--help"}, kNowhere, "").out, "certificates list"));
}

BOOST_AUTO_TEST_CASE(a_secret_comes_from_standard_input_or_a_file_and_is_never_shown) {
  Shell shell;
  const Outcome set = shell.call({"secret", "set", "acme", "token"}, "admin-key", "s3cret-5f1d\n");
  BOOST_TEST(set.status == 0, set.err);
  BOOST_TEST(holds(set.out, "secret:NAME"));
  BOOST_TEST((shell.secrets.kept[{"acme", "token"}].first == "s3cret-5f1d"), "without the newline");
  const auto file = std::filesystem::temp_directory_path() / ("hubctl_secret_" + std::to_string(::getpid()));
  std::ofstream(file) << "n3xt-5f1d\r\n";
  const Outcome rotated =
      shell.call({"secret", "rotate", "acme", "token", "--file", file.string(), "--json"}, "admin-key");
  std::filesystem::remove(file);
  BOOST_TEST(holds(rotated.out, "\"version\":2"), rotated.err);
  BOOST_TEST((shell.secrets.kept[{"acme", "token"}].first == "n3xt-5f1d"));
  const Outcome list = shell.call({"secret", "list"}, "admin-key");
  BOOST_TEST(holds(list.out, "token"));
  for (const std::string& text : {set.out, rotated.out, list.out}) BOOST_TEST(!holds(text, "5f1d"), text);
  BOOST_TEST(shell.call({"secret", "set", "acme", "other"}, "admin-key", "").status ==
             hub::hubctl::kBadUsage);
  BOOST_TEST(shell.call({"secret", "set", "acme", "other"}, "operator-key", "x").status ==
             hub::hubctl::kRefused);
  BOOST_TEST(shell.call({"secret", "remove", "acme", "token"}, "admin-key").status == 0);
  BOOST_TEST(shell.secrets.kept.empty());
}

BOOST_AUTO_TEST_CASE(the_log_level_is_shown_and_changed_for_a_while) {
  Shell shell;
  BOOST_TEST(shell.call({"log", "level"}).out == "the log level is info\n");
  const Outcome changed = shell.call({"log", "level", "debug", "--for", "10m"});
  BOOST_TEST(changed.status == 0, changed.err);
  BOOST_TEST(holds(changed.out, "the log level is debug until "), changed.out);
  BOOST_TEST(holds(changed.out, ", then info again"), changed.out);
  BOOST_TEST(shell.call({"log", "level", "loud"}).status == hub::hubctl::kRefused);
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"log", "level", "--for", "10m"}, {"log", "level", "debug", "--for", "soon"}})
    BOOST_TEST(shell.call(words).status == hub::hubctl::kBadUsage);
}

BOOST_AUTO_TEST_CASE(the_audit_log_is_shown_from_its_end) {
  Shell shell;
  shell.call({"lanes", "pause", "acme", "crm"});
  shell.call({"lanes", "resume", "globex", "crm"});
  const Outcome all = shell.call({"audit"}, "admin-key");
  BOOST_TEST(all.status == 0, all.err);
  BOOST_TEST(all.out.find("resumeLane") < all.out.find("pauseLane"));
  BOOST_TEST(holds(all.out, "target crm"));
  const Outcome some = shell.call({"audit", "--tenant", "acme", "--limit", "5", "--json"}, "admin-key");
  BOOST_TEST(holds(some.out, "\"operation\":\"pauseLane\""));
  BOOST_TEST(!holds(some.out, "globex"));
  BOOST_TEST(shell.call({"audit"}).status == hub::hubctl::kRefused, "an operator may not");
}

BOOST_AUTO_TEST_CASE(a_key_is_made_with_the_entry_that_lets_it_in) {
  const Outcome made = call({"keys", "make"}, kNowhere, "");
  BOOST_TEST(made.status == 0);
  const std::string key = made.out.substr(made.out.find("huba_"), 61);
  BOOST_REQUIRE(hub::admin::id_in_key(key));
  BOOST_TEST(holds(made.out, "id: " + std::string(*hub::admin::id_in_key(key))));
  const std::string hash =
      made.out.substr(made.out.find("$argon2id$"), made.out.rfind('\n') - made.out.find("$argon2id$"));
  BOOST_TEST(hub::admin::matches_argon2id(hash, key));
  BOOST_TEST(holds(call({"keys", "make", "--json"}, kNowhere, "").out, "\"argon2id\":\"$argon2id$"));
}

BOOST_AUTO_TEST_CASE(keys_are_listed_with_how_far_they_reach) {
  Shell shell;
  const Outcome list = shell.call({"keys", "list"}, "admin-key");
  BOOST_TEST(list.status == 0);
  BOOST_TEST(holds(list.out, "vera"));
  BOOST_TEST(holds(list.out, "everything"));
  BOOST_TEST(shell.call({"keys", "list"}).status == 3, "not for operators");
}

BOOST_AUTO_TEST_CASE(bad_usage_is_2_and_says_what_is_wrong) {
  for (const std::vector<std::string>& words : {std::vector<std::string>{},
                                                {"deliverys"},
                                                {"deliveries"},
                                                {"status", "now"},
                                                {"status", "--colour"},
                                                {"deliveries", "show"},
                                                {"deliveries", "list", "--tenant"},
                                                {"deliveries", "list", "--limit", "many"},
                                                {"deliveries", "retry"},
                                                {"deliveries", "retry", "1-1", "--tenant", "acme"},
                                                {"deliveries", "retry", "1-1", "--rate", "none"},
                                                {"deliveries", "retry", "1-1", "--wait", "long"},
                                                {"deliveries", "discard"},
                                                {"status", "--json=yes"},
                                                {"completion"},
                                                {"completion", "fish"}}) {
    const Outcome outcome = call(words, kNowhere, "");
    BOOST_TEST(outcome.status == 2);
    BOOST_TEST(!outcome.err.empty());
    BOOST_TEST(outcome.out.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_hub_that_is_not_there_is_3) {
  const Outcome outcome = call({"status"}, kNowhere, "key");
  BOOST_TEST(outcome.status == 3);
  BOOST_TEST(holds(outcome.err, "cannot be reached at http://127.0.0.1:1"));
  BOOST_TEST(holds(call({"status", "--json"}, kNowhere, "key").err, "{\"error\":"));
}

BOOST_AUTO_TEST_CASE(a_role_that_may_not_is_3) {
  Shell shell;
  shell.views.all = {dead_letter(1)};
  BOOST_TEST(shell.call({"deliveries", "retry", "1-1"}, "viewer-key").status == 3);
  BOOST_TEST(shell.call({"status"}, "no-key").status == 3);
  BOOST_TEST(shell.call({"status"}, "viewer-key").status == 0);
}

BOOST_AUTO_TEST_CASE(status_shows_why_a_lane_waits) {
  Shell shell;
  shell.control.now.version = "1.2.3";
  shell.control.now.region = "eu";
  admin::LaneStatus lane;
  lane.tenant = "acme";
  lane.target = "crm";
  lane.state = admin::LaneState::waiting;
  lane.reason = "the org is out of API calls";
  lane.drift = {"mapping 'm' version 3: Case has no field 'A'"};
  lane.waiting = 7;
  shell.control.now.lanes = {lane};
  const Outcome shown = shell.call({"status"});
  BOOST_TEST(holds(shown.out, "hub 1.2.3 in eu"));
  BOOST_TEST(holds(shown.out, "the org is out of API calls"));
  BOOST_TEST(holds(shown.out, "DRIFT acme/crm: mapping 'm' version 3: Case has no field 'A'"));
  BOOST_TEST(holds(shell.call({"status", "--json"}).out, R"("waiting":7)"));
}

BOOST_AUTO_TEST_CASE(deliveries_are_listed_and_shown_with_their_errors) {
  Shell shell;
  shell.views.all = {dead_letter(1), dead_letter(2)};
  shell.views.events = {
      {hub::WallTime{}, store::DeliveryState::dead_letter, "STRING_TOO_LONG", "a field is too long"}};
  const Outcome list = shell.call({"deliveries", "list", "--tenant", "acme"});
  BOOST_TEST(holds(list.out, "invalid STRING_TOO_LONG Subject"));
  BOOST_TEST(holds(list.out, "2 deliveries"));
  BOOST_TEST(holds(shell.call({"deliveries", "list", "--json"}).out, R"([{"id":"1-1")"));
  BOOST_TEST(holds(shell.call({"deliveries", "show", "2-1"}).out, "a field is too long"));
  const Outcome gone = shell.call({"deliveries", "show", "9-1"});
  BOOST_TEST(gone.status == 3);
  BOOST_TEST(holds(gone.err, "no such delivery"));
}

BOOST_AUTO_TEST_CASE(a_dry_run_shows_the_blast_radius_and_a_real_run_moves_it) {
  Shell shell;
  for (store::CaseRow row = 1; row <= 1234; ++row) shell.views.all.push_back(dead_letter(row));
  const Outcome dry = shell.call({"deliveries", "retry", "--tenant", "acme", "--dry-run"});
  BOOST_TEST(holds(dry.out, "STRING_TOO_LONG  1234"));
  BOOST_TEST(holds(dry.out, "1234 deliveries would be retried"));
  BOOST_TEST(shell.control.retried.empty());
  const Outcome real = shell.call({"deliveries", "retry", "--tenant", "acme"});
  BOOST_TEST(real.status == 0);
  BOOST_TEST(holds(real.out, "1234 of 1234 deliveries"));
  BOOST_TEST(shell.control.retried.size() == 1234u);
  BOOST_TEST(shell.control.retried.back().row == 1234);
}

BOOST_AUTO_TEST_CASE(a_retry_ends_with_counts_by_result) {
  Shell shell;
  for (store::CaseRow row = 1; row <= 4; ++row) shell.views.all.push_back(dead_letter(row));
  shell.control.states = {{1, store::DeliveryState::dead_letter}, {2, store::DeliveryState::confirmed}};
  const Outcome retry = shell.call({"deliveries", "retry", "--tenant", "acme"});
  BOOST_TEST(retry.out ==
             "4 of 4 deliveries are on their way again\n  2 delivered and deleted\n"
             "  1 delivered, waiting for other targets\n  1 dead letters again\n");
  const std::string results = R"("results":{"gone":2,"confirmed":1,"dead_letters":1)";
  BOOST_TEST(holds(shell.call({"deliveries", "retry", "--tenant", "acme", "--json"}).out, results));
}

BOOST_AUTO_TEST_CASE(a_discard_by_filter_is_confirmed_first) {
  Shell shell;
  shell.views.all = {dead_letter(1), dead_letter(2)};
  const Outcome asked = shell.call({"deliveries", "discard", "--tenant", "acme"}, "admin-key");
  BOOST_TEST(asked.status == 2);
  BOOST_TEST(holds(asked.err, "2 cases that were not delivered"));
  BOOST_TEST(shell.control.discarded.empty());
  BOOST_TEST(shell.call({"deliveries", "discard", "1-1"}).status == 3);
  const Outcome done = shell.call({"deliveries", "discard", "--tenant", "acme", "--yes"}, "admin-key");
  BOOST_TEST(holds(done.out, "2 of 2 deliveries are discarded"));
  BOOST_TEST(shell.control.discarded.size() == 2u);
}

BOOST_AUTO_TEST_CASE(certificates_are_listed_with_their_count) {
  Shell shell;
  shell.views.certificate_total = 3;
  const Outcome list = shell.call({"certificates", "list", "--limit", "2"});
  BOOST_TEST(holds(list.out, R"(1 {"outcome":"delivered"})"));
  BOOST_TEST(holds(list.out, "2 of 3 certificates"));
}

BOOST_AUTO_TEST_CASE(the_shipped_example_is_a_valid_configuration) {
  const std::string file = HUB_SOURCE_DIR "/config/hub.example.yaml";
  const Outcome checked = call({"config", "check", file}, kNowhere, "");
  BOOST_TEST(checked.status == 0, checked.out);
  BOOST_TEST(holds(checked.out, "ok, 1 tenants"), checked.out);
  BOOST_TEST(call({"config", "check", file, "--json"}, kNowhere, "").out == "{\"problems\":[]}\n");
}

BOOST_AUTO_TEST_CASE(a_broken_configuration_is_1_with_a_problem_for_each_mistake) {
  const Outcome missing = call({"config", "check", "/nonexistent.yaml"}, kNowhere, "");
  BOOST_TEST(missing.status == 1);
  BOOST_TEST(holds(missing.out, "/nonexistent.yaml"));
}

BOOST_AUTO_TEST_CASE(a_retry_can_name_another_version_of_the_mapping) {
  Shell shell;
  shell.views.all = {dead_letter(1)};
  shell.control.states[1] = store::DeliveryState::confirmed;
  BOOST_TEST(shell.call({"deliveries", "retry", "1-1", "--with-mapping", "4"}).status == 0);
  BOOST_TEST(shell.control.retried_with.value_or(0) == 4);
  BOOST_TEST(shell.call({"deliveries", "retry", "1-1", "--with-mapping", "four"}).status == 2);
}

BOOST_AUTO_TEST_CASE(lint_with_a_target_shows_what_the_hub_found_there) {
  Shell shell;
  const std::string file = HUB_SOURCE_DIR "/mappings/salesforce/default.yaml";
  const std::vector<std::string> words = {"mapping", "lint", file, "--tenant", "acme", "--target", "crm"};
  const Outcome clean = shell.call(words);
  BOOST_TEST(clean.status == 0, clean.err);
  BOOST_TEST(shell.control.proposed.file == file);
  shell.control.problems_found = {{"m.yaml", 22, 7, "", "Case has no field 'Part__c'", "add the field"}};
  const Outcome found = shell.call(words);
  BOOST_TEST(found.status == 1);
  BOOST_TEST(holds(found.out, "m.yaml:22:7: Case has no field 'Part__c' (add the field)"), found.out);
  BOOST_TEST(shell.call({"mapping", "lint", file, "--target", "crm"}).status == 2);
}

BOOST_AUTO_TEST_CASE(a_mapping_is_published_when_the_tests_beside_it_pass) {
  Shell shell;
  const std::string file = HUB_SOURCE_DIR "/mappings/salesforce/default.yaml";
  const std::vector<std::string> lane = {"--tenant", "acme", "--target", "crm"};
  const auto publish = [&](const std::string& path, const std::string& key) {
    std::vector<std::string> words = {"mapping", "publish", path};
    words.insert(words.end(), lane.begin(), lane.end());
    return shell.call(words, key);
  };
  const Outcome published = publish(file, "admin-key");
  BOOST_TEST(published.status == 0, published.err);
  BOOST_TEST(holds(published.out, "version 7 is current for acme/crm"), published.out);
  BOOST_TEST(shell.control.proposed.file == file);
  BOOST_TEST(shell.control.proposed.author == "adam");
  BOOST_TEST(publish(file, "operator-key").status == 3);
  shell.control.refusal = hub::invalid_error("mapping_refused", "case.yaml:3:5: there is no filter 'x'");
  const Outcome refused = publish(file, "admin-key");
  BOOST_TEST(refused.status == 3);
  BOOST_TEST(holds(refused.err, "case.yaml:3:5: there is no filter 'x'"), refused.err);
  BOOST_TEST(shell.call({"mapping", "publish", file}, "admin-key").status == 2);
}

BOOST_AUTO_TEST_CASE(a_mapping_whose_test_fails_is_not_even_sent) {
  Shell shell;
  const auto folder = std::filesystem::temp_directory_path() / ("publish" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "m.yaml") << "mapping: m\ntarget: t\nrecords: {r: {object: O, fields: {A: x}}}\n";
  std::ofstream(folder / "m.test.yaml")
      << "mapping: m.yaml\ntests:\n  - name: says y\n    case: {case: {id: 1}}\n"
         "    expect: [{record: r, fields: {A: y}}]\n";
  const Outcome failed =
      shell.call({"mapping", "publish", (folder / "m.yaml").string(), "--tenant", "acme", "--target", "crm"},
                 "admin-key");
  std::filesystem::remove_all(folder);
  BOOST_TEST(failed.status == 1);
  BOOST_TEST(holds(failed.err, "says y: failed"), failed.err);
  BOOST_TEST(shell.control.proposed.target.empty());
}

BOOST_AUTO_TEST_CASE(versions_are_listed_compared_and_rolled_back_to) {
  Shell shell;
  store::Publication now, before;
  now.version = 4;
  now.author = "adam";
  before.version = 3;
  shell.views.published = {now, before};
  const std::string text = "mapping: m\ntarget: t\nrecords:\n  r:\n    object: O\n    fields:\n      A: ";
  shell.views.mapping_texts = {{3, text + "one\n"}, {4, text + "\"{{ visitor.name }}\"\n"}};
  const Outcome list = shell.call({"mapping", "versions", "--tenant", "acme", "--target", "crm"});
  BOOST_TEST(list.status == 0, list.err);
  BOOST_TEST(list.out.find("current") < list.out.find("\n3 "), list.out);
  const Outcome changes = shell.call({"mapping", "diff", "3", "4"});
  BOOST_TEST(changes.status == 0, changes.err);
  BOOST_TEST(holds(changes.out, "visitor.name"), changes.out);
  BOOST_TEST(shell.call({"mapping", "diff", "3", "5"}).status == 3);
  const Outcome back =
      shell.call({"mapping", "rollback", "3", "--tenant", "acme", "--target", "crm"}, "admin-key");
  BOOST_TEST(holds(back.out, "version 3 is current"), back.err);
  BOOST_TEST(shell.call({"mapping", "rollback", "x", "--tenant", "acme", "--target", "crm"}).status == 2);
}

BOOST_AUTO_TEST_CASE(templates_are_rendered_line_by_line) {
  const Outcome rendered =
      call({"liquid"}, kNowhere, "", "{\"template\":\"{{ a | upcase }}\",\"data\":{\"a\":\"x\"}}\n");
  BOOST_TEST(rendered.status == 0);
  BOOST_TEST(holds(rendered.out, R"({"result":"X"})"));
  BOOST_TEST(call({"liquid"}, kNowhere, "", "{\"template\":\"{{ a | \"}\n").status == 1);
}

BOOST_AUTO_TEST_SUITE_END()
