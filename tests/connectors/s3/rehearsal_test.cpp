// The shipped mapping and the real connector before the simulated store: what becomes of a case, what other
// stores do differently, locks, and what an administrator is told who got something wrong.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cstdlib>

#include "connectors/s3/target.hpp"
#include "tests/connectors/shipped_rehearsal.hpp"
#include "tools/simulators/s3/simulator.hpp"

namespace hub::connectors::s3 {

namespace {

using simulators::s3::Simulator;
using simulators::s3::SimulatorSettings;

struct Rehearsal : ShippedRehearsal<Simulator> {
  explicit Rehearsal(SimulatorSettings settings = {}, const std::string& more = {})
      : ShippedRehearsal("s3", HUB_SOURCE_DIR "/mappings/s3/default.yaml", std::move(settings)) {
    setenv("HUB_TEST_S3_REHEARSAL", "hub-secret", 1);
    declare(settings_for(simulator->base_url()) + more);
  }

  std::string settings_for(const std::string& base_url,
                           const std::string& variable = "HUB_TEST_S3_REHEARSAL") {
    return "base_url: " + base_url +
           "\nbucket: archive\nprefix: chats/\naccess_key_id: hub\nsecret_access_key: env:" + variable + '\n';
  }
  delivery::CaseRecords make_case(int number, std::string_view email = {}, std::string_view notes = {}) {
    return map(
        R"({"case":{"id":"C-)" + std::to_string(number) +
        R"(","channel":"chat","closed_at":"2026-11-01T10:00:00Z"},"visitor":{"email":")" +
        std::string(email) + R"("},"wrapup":{"notes":")" + std::string(notes) +
        R"("},"transcript":{"messages":[{"at":"2026-11-01T09:59:00Z","role":"visitor","type":"text",)" +
        R"("text":"Hello & <welcome> 😟"}]}})");
  }
  std::vector<Result<void>> erase(const delivery::CaseRecords& one) {
    const std::vector<delivery::ReadRequest> requests{{&one.records.front(), {}}};
    return run(connector->erase(requests));
  }
  Result<std::vector<std::string>> try_out() { return run(static_cast<Target&>(*connector).try_out()); }
  std::string findings() {
    const auto found = try_out();
    if (!found.ok()) return found.error().message;
    std::string text;
    for (const std::string& finding : *found) text += finding + '\n';
    return text;
  }
  void add_fault(const std::string& fault_kind, const std::string& operation, std::int64_t times = 1) {
    simulator->faults().add(testing::make_fault(fault_kind, operation, times));
  }
};

SimulatorSettings without(bool SimulatorSettings::*feature) {
  SimulatorSettings settings;
  settings.*feature = false;
  return settings;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(s3_rehearsal)

BOOST_AUTO_TEST_CASE(a_case_is_one_document_and_costs_two_calls) {
  Rehearsal archive;
  std::vector<delivery::CaseRecords> cases;
  for (int i = 0; i < 20; ++i) cases.push_back(archive.make_case(i, i % 2 == 0 ? "kim@example.com" : ""));
  archive.deliver(std::move(cases));
  BOOST_TEST(archive.calls() == 40u);
  BOOST_TEST(archive.simulator->bucket().live_objects() == 20u);
  std::size_t known = 0;
  for (const auto& [name, versions] : archive.simulator->bucket().objects()) {
    BOOST_TEST(versions.size() == 1u);
    BOOST_TEST(contains(versions.front().body, "Hello & <welcome> 😟"));
    BOOST_TEST(versions.front().content_type == "application/json");
    known += contains(versions.front().body, "kim@example.com");
    BOOST_TEST((contains(versions.front().body, "kim@example.com") !=
                contains(versions.front().body, R"("visitor":"anonymous")")));
  }
  BOOST_TEST(known == 10u);
}

BOOST_AUTO_TEST_CASE(a_repaired_mapping_replaces_the_document_and_erasure_takes_both_versions) {
  Rehearsal archive;
  archive.deliver({archive.make_case(1)});
  archive.deliver({archive.make_case(1, {}, "A note more")});
  BOOST_TEST(archive.simulator->bucket().live_objects() == 1u);
  BOOST_TEST(archive.simulator->bucket().versions() == 2u);
  BOOST_TEST(archive.erase(archive.make_case(1)).front().ok());
  BOOST_TEST(archive.simulator->bucket().versions() == 0u);
}

BOOST_AUTO_TEST_CASE(an_answer_of_500_after_the_object_was_stored_makes_no_second_version) {
  Rehearsal archive;
  archive.add_fault("status_after_commit", "put");
  archive.deliver({archive.make_case(1)});
  BOOST_TEST(archive.simulator->bucket().versions() == 1u);
}

BOOST_AUTO_TEST_CASE(an_object_that_somebody_deleted_may_be_written_again) {
  Rehearsal archive;
  archive.deliver({archive.make_case(1)});
  const std::string name = archive.simulator->bucket().objects().begin()->first;
  archive.simulator->bucket().mark_deleted(name);
  archive.deliver({archive.make_case(1)});
  BOOST_TEST((archive.simulator->bucket().current(name) != nullptr));
}

BOOST_AUTO_TEST_CASE(metadata_that_the_store_changes_are_not_confirmed) {
  Rehearsal archive;
  simulators::Fault changed = testing::make_fault("changed_metadata", "put", -1);
  changed.field = "hub-title";
  changed.text = "changed";
  archive.simulator->faults().add(std::move(changed));
  const auto outcomes = archive.attempt({archive.make_case(1)});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(outcomes[0].error->fields == std::vector<std::string>{"title"},
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_locked_case_is_proven_and_outlives_its_erasure) {
  Rehearsal archive({}, "lock_mode: COMPLIANCE\nlock_time: 1d\n");
  archive.deliver({archive.make_case(1)});
  const auto erased = archive.erase(archive.make_case(1));
  BOOST_REQUIRE(!erased.front().ok());
  BOOST_TEST(erased.front().error().code == "retained");
  BOOST_TEST(archive.simulator->bucket().live_objects() == 1u);
}

BOOST_AUTO_TEST_CASE(a_lock_of_governance_is_lifted_where_the_settings_say_so) {
  const std::string lock = "lock_mode: GOVERNANCE\nlock_time: 1d\n";
  Rehearsal archive({}, lock);
  archive.deliver({archive.make_case(1)});
  BOOST_TEST(!archive.erase(archive.make_case(1)).front().ok());
  archive.declare(archive.settings_for(archive.simulator->base_url()) + lock + "lift_governance: true\n");
  BOOST_TEST(archive.erase(archive.make_case(1)).front().ok());
  BOOST_TEST(archive.simulator->bucket().versions() == 0u);
}

BOOST_AUTO_TEST_CASE(a_bucket_without_lock_pauses_the_lane_and_no_case_dies) {
  Rehearsal archive(without(&SimulatorSettings::has_object_lock), "lock_mode: COMPLIANCE\nlock_time: 1d\n");
  const auto outcomes = archive.attempt({archive.make_case(1)});
  BOOST_REQUIRE(outcomes[0].error.has_value());
  BOOST_TEST(to_string(outcomes[0].error->kind) == "auth");
  BOOST_TEST(contains(archive.findings(), "the bucket does not take what the settings ask for"));
}

BOOST_AUTO_TEST_CASE(a_bucket_without_versions_works_alike) {
  Rehearsal archive(without(&SimulatorSettings::is_versioned));
  archive.deliver({archive.make_case(1)});
  archive.deliver({archive.make_case(1, {}, "A note more")});
  BOOST_TEST(archive.simulator->bucket().versions() == 1u);
  BOOST_TEST(archive.erase(archive.make_case(1)).front().ok());
  BOOST_TEST(archive.simulator->bucket().live_objects() == 0u);
}

BOOST_AUTO_TEST_CASE(a_store_that_knows_no_versions_erases_too) {
  SimulatorSettings settings = without(&SimulatorSettings::is_versioned);
  settings.has_versions_call = false;
  Rehearsal archive(std::move(settings));
  archive.deliver({archive.make_case(1)});
  BOOST_TEST(archive.erase(archive.make_case(1)).front().ok());
  BOOST_TEST(archive.simulator->bucket().live_objects() == 0u);
}

BOOST_AUTO_TEST_CASE(what_a_store_does_is_tried_out_and_taken_back) {
  Rehearsal archive;
  BOOST_TEST(archive.findings() ==
             "an object is created once: a second write is refused\nthe store verifies checksums\n"
             "objects can be erased, with all their versions\n");
  BOOST_TEST(archive.simulator->bucket().versions() == 0u);
  BOOST_TEST(contains(archive.findings(), "created once"), "and it can be tried out again");
}

BOOST_AUTO_TEST_CASE(a_lock_is_tried_out_for_a_minute) {
  Rehearsal archive({}, "lock_mode: COMPLIANCE\nlock_time: 3650d\n");
  BOOST_TEST(contains(archive.findings(), "objects cannot be erased: the object is locked until"));
  const auto& lock = archive.simulator->bucket().objects().begin()->second.front().lock;
  BOOST_TEST((lock.until < archive.clock.wall_now() + std::chrono::minutes(2)));
  BOOST_TEST(contains(archive.findings(), "created once"), "what stayed does not stand in the way");
}

BOOST_AUTO_TEST_CASE(what_other_stores_lack_is_told) {
  SimulatorSettings careless;
  careless.ignores_condition = true;
  Rehearsal without_conditions(std::move(careless));
  BOOST_TEST(contains(without_conditions.findings(), "set 'create_once' to look_up"));
  without_conditions.declare(without_conditions.settings_for(without_conditions.simulator->base_url()) +
                             "create_once: look_up\n");
  BOOST_TEST(contains(without_conditions.findings(), "can be erased"));

  SimulatorSettings trusting;
  trusting.ignores_checksum = true;
  Rehearsal without_checksums(std::move(trusting));
  BOOST_TEST(contains(without_checksums.findings(), "does not verify checksums: the hub compares the bytes"));
  without_checksums.deliver({without_checksums.make_case(1)});

  SimulatorSettings silent;
  silent.hides_absent = true;
  Rehearsal without_list(std::move(silent));
  BOOST_TEST(contains(without_list.findings(), "without s3:ListBucket"));
}

BOOST_AUTO_TEST_CASE(each_mistake_is_told_in_words_of_its_own) {
  Rehearsal archive;
  Mistakes mistakes;
  BOOST_TEST(archive.probe_says() == "works");
  BOOST_TEST(archive.mapping_says({"object"}) == "fits");

  BOOST_TEST(contains(mistakes.tell("missing object", archive.mapping_says({"cases"})),
                      "an archive has no 'cases'"));

  simulators::Fault forbidden = testing::make_fault("status", "list");
  forbidden.status = 403;
  forbidden.text = "AccessDenied";
  archive.simulator->faults().add(std::move(forbidden));
  BOOST_TEST(contains(mistakes.tell("missing right", archive.probe_says()), "compare its policy"));

  const std::string address = archive.simulator->base_url();
  archive.declare(archive.settings_for(address) + "region: eu-north-1\n");
  BOOST_TEST(contains(mistakes.tell("wrong region", archive.probe_says()), "another region: us-east-1"));

  archive.declare(
      "bucket: other\naccess_key_id: hub\nsecret_access_key: env:HUB_TEST_S3_REHEARSAL\nbase_url: " +
      address + '\n');
  BOOST_TEST(contains(mistakes.tell("wrong bucket", archive.probe_says()), "the bucket does not exist"));

  archive.declare(archive.settings_for("https://no-such-host.invalid"));
  BOOST_TEST(contains(mistakes.tell("wrong host", archive.probe_says()), "no-such-host.invalid"));

  setenv("HUB_TEST_S3_WRONG", "another-secret", 1);
  archive.declare(archive.settings_for(address, "HUB_TEST_S3_WRONG"));
  BOOST_TEST(
      contains(mistakes.tell("wrong secret", archive.probe_says()), "does not belong to the access key"));

  const auto settings = [&archive](const std::string& base_url) { return archive.settings_for(base_url); };
  BOOST_TEST(
      contains(mistakes.tell("expired certificate", archive.expired_certificate_says(settings)), "expired"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace hub::connectors::s3
