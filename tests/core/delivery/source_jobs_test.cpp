#include <boost/test/unit_test.hpp>
#include <deque>

#include "tests/core/delivery/engine_bench.hpp"

using namespace hub;
using namespace hub::delivery;
using namespace std::chrono_literals;

namespace {

constexpr char kMapping[] = R"(mapping: one
target: memory
records:
  case: {object: Case, key: Key, fields: {Subject: "{{ case.id }}"}}
)";

// The platform's end of the line: it outlives the hub.
struct Platform {
  bool purges = true, tells = true;
  std::set<std::string> copies;    // cases it still has
  std::deque<Error> purge_errors;  // of the next calls
  std::deque<Error> tell_errors;
  bool loses_answers = false;  // done, and answered with an error
  int purge_calls = 0;
  std::vector<SourceMessage> told;  // acknowledged ones
};

class Line final : public SourcePlatform {
 public:
  explicit Line(Platform& platform) : platform_(platform) {}
  bool purges() const override { return platform_.purges; }
  bool tells() const override { return platform_.tells; }
  Task<Result<void>> purge(std::string, std::string case_id) override {
    ++platform_.purge_calls;
    if (const auto error = next(platform_.purge_errors)) {
      if (platform_.loses_answers) platform_.copies.erase(case_id);
      co_return *error;
    }
    platform_.copies.erase(case_id);
    co_return Result<void>();
  }
  Task<Result<bool>> is_absent(std::string case_id) override {
    co_return platform_.copies.count(case_id) == 0;
  }
  Task<Result<void>> tell(SourceMessage message) override {
    const auto error = next(platform_.tell_errors);
    if (!error || platform_.loses_answers) platform_.told.push_back(message);
    if (error) co_return *error;
    co_return Result<void>();
  }

 private:
  static std::optional<Error> next(std::deque<Error>& errors) {
    if (errors.empty()) return std::nullopt;
    Error error = errors.front();
    errors.pop_front();
    return error;
  }
  Platform& platform_;
};

struct Bench : EngineBench {
  Platform platform;

  explicit Bench(bool purges = true, bool tells = true) : EngineBench(kMapping) {
    platform.purges = purges;
    platform.tells = tells;
    make_platform = [this] { return std::make_unique<Line>(platform); };
    restart();
  }
  void restart() {
    shut_down();
    boot();
  }
  void accept(const std::string& case_id) {
    platform.copies.insert(case_id);
    BOOST_TEST(offer(case_id, case_id, R"({"case":{"id":")" + case_id + "\"}}").ok());
  }
  std::vector<std::string> entries() {
    std::vector<std::string> found;
    const auto views = *database->certificates(-1, 100);
    for (const auto& view : views) found.push_back(view.entry);
    return found;
  }
  std::vector<std::string> told_types() const {
    std::vector<std::string> types;
    for (const SourceMessage& message : platform.told) types.push_back(message.type);
    std::ranges::sort(types);
    return types;
  }
  std::size_t ids_kept() {
    std::size_t count = 0;
    BOOST_REQUIRE(
        database->for_each_source([&](const store::SourceCase&, std::vector<store::SourceJob>) { ++count; })
            .ok());
    return count;
  }
  SourceView view() const { return source->views().front(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(source_jobs)

BOOST_AUTO_TEST_CASE(a_delivered_case_is_purged_read_back_certified_and_told) {
  Bench bench;
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_TEST(bench.platform.copies.empty());
  BOOST_TEST(bench.told_types() == (std::vector<std::string>{"case.confirmed", "case.deleted"}),
             boost::test_tools::per_element());
  BOOST_TEST(bench.platform.told.front().case_id == "c1");
  BOOST_TEST(bench.platform.told.front().outcome == "delivered");
  BOOST_TEST(bench.platform.told.front().certificate == 0);
  const auto entries = bench.entries();
  BOOST_REQUIRE(entries.size() == 2u);
  BOOST_TEST(entries.back().find("\"addendum\":\"source purged\",\"certificate\":0") != std::string::npos);
  BOOST_TEST(entries.back().find("c1") == std::string::npos);
  BOOST_TEST(bench.ids_kept() == 0u);
}

BOOST_AUTO_TEST_CASE(a_platform_that_fails_delays_no_local_deletion_and_is_asked_again) {
  Bench bench(true, false);
  for (int i = 0; i < 3; ++i)
    bench.platform.purge_errors.push_back(transient_error("http_500", "status 500"));
  bench.accept("c1");
  bench.run_for(100ms);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.platform.copies.size() == 1u);
  BOOST_TEST(bench.view().waiting == 1u);
  BOOST_TEST(bench.view().trouble == "status 500");
  bench.run_for(1min);
  BOOST_TEST(bench.platform.copies.empty());
  BOOST_TEST(bench.platform.purge_calls == 4);
  BOOST_TEST(bench.entries().size() == 2u);
  BOOST_TEST(bench.ids_kept() == 0u);
}

BOOST_AUTO_TEST_CASE(where_metadata_stay_the_platform_is_served_when_the_case_goes_and_its_id_goes_too) {
  Bench bench;
  bench.change = [](TenantSetup& tenant) { tenant.keep.otherwise = {policy::Kept::metadata, 24h}; };
  bench.restart();
  bench.run_for(1ms);  // a case of the same moment came before
  bench.platform.purge_errors.push_back(transient_error("http_500", "status 500"));
  bench.accept("c1");
  bench.run_for(100ms);
  BOOST_TEST(bench.platform.copies.size() == 1u);
  bench.restart();
  bench.run_for(1min);
  BOOST_TEST(bench.platform.copies.empty());
  BOOST_TEST(bench.told_types() == (std::vector<std::string>{"case.confirmed", "case.deleted"}),
             boost::test_tools::per_element());
  BOOST_TEST(bench.ids_kept() == 0u);
  BOOST_TEST(bench.engine->live_cases() == 1u, "the metadata stay");
  bench.run_for(25h);
  BOOST_TEST(bench.engine->live_cases() == 0u);
  BOOST_TEST(bench.platform.told.size() == 2u, "nobody is told of them");
}

BOOST_AUTO_TEST_CASE(an_answer_that_got_lost_is_told_by_reading_back) {
  Bench bench(true, false);
  bench.platform.loses_answers = true;
  bench.platform.purge_errors = {unknown_outcome("timeout", "no answer came")};
  bench.accept("c1");
  bench.run_for(1s);
  BOOST_TEST(bench.platform.purge_calls == 1);
  BOOST_TEST(bench.entries().size() == 2u);
}

BOOST_AUTO_TEST_CASE(a_copy_that_stays_is_not_certified_as_purged) {
  Bench bench(true, false);
  bench.platform.loses_answers = false;
  for (int i = 0; i < 50; ++i)
    bench.platform.purge_errors.push_back(transient_error("http_500", "status 500"));
  bench.accept("c1");
  bench.run_for(48h);
  BOOST_TEST(bench.entries().size() == 1u);
  BOOST_TEST(bench.view().dead_letters == 1u);
  BOOST_TEST(bench.platform.purge_calls == 50);
  bench.restart();
  bench.run_for(48h);
  BOOST_TEST(bench.view().dead_letters == 1u);
  BOOST_TEST(bench.platform.purge_calls == 50);
  std::size_t retried = 0;
  const auto retry = [&]() -> Task<void> {
    const auto done = co_await bench.source->retry("acme");
    retried = *done;
  };
  bench.run(retry());
  bench.run_for(1s);
  BOOST_TEST(retried == 1u);
  BOOST_TEST(bench.platform.copies.empty());
  BOOST_TEST(bench.entries().size() == 2u);
  BOOST_TEST(bench.ids_kept() == 0u);
}

BOOST_AUTO_TEST_CASE(what_is_owed_survives_a_restart_and_a_repeated_callback_has_the_same_id) {
  Bench bench(false, true);
  bench.platform.loses_answers = true;
  for (int i = 0; i < 4; ++i)
    bench.platform.tell_errors.push_back(unknown_outcome("timeout", "no answer came"));
  bench.accept("c1");
  bench.run_for(100ms);
  BOOST_TEST(bench.view().waiting == 2u);
  bench.restart();
  BOOST_TEST(bench.view().waiting == 2u);
  bench.run_for(10min);
  BOOST_TEST(bench.view().waiting == 0u);
  std::set<std::string> ids;
  for (const SourceMessage& message : bench.platform.told) ids.insert(message.id);
  BOOST_TEST(bench.platform.told.size() > ids.size());
  BOOST_TEST(ids.size() == 2u);
  BOOST_TEST(bench.ids_kept() == 0u);
}

BOOST_AUTO_TEST_CASE(a_dead_letter_is_told_once_and_nothing_is_purged_that_was_not_delivered) {
  Bench bench;
  const std::array<std::byte, 32> key = bench.vault->derive_key("ids/acme");
  bench.target->poison_keys = {model::record_key(key, "c1", "case", 0)};
  bench.accept("c1");
  bench.run_for(1min);
  BOOST_TEST(bench.told_types() == std::vector<std::string>{"case.dead_letter"},
             boost::test_tools::per_element());
  bench.restart();
  bench.run_for(73h);  // the hold is over
  BOOST_TEST(bench.told_types() == (std::vector<std::string>{"case.dead_letter", "case.deleted"}),
             boost::test_tools::per_element());
  BOOST_TEST(bench.platform.told.back().outcome == "expired");
  BOOST_TEST(bench.platform.copies.size() == 1u);
  BOOST_TEST(bench.platform.purge_calls == 0);
  BOOST_TEST(bench.ids_kept() == 0u);
}

BOOST_AUTO_TEST_CASE(the_key_of_an_id_is_destroyed_when_nothing_is_owed) {
  Bench bench(true, false);
  bench.platform.purge_errors = {transient_error("http_500", "status 500")};
  bench.accept("c1");
  bench.run_for(100ms);
  store::SourceCase kept;
  BOOST_REQUIRE(
      bench.database
          ->for_each_source([&](const store::SourceCase& one, std::vector<store::SourceJob>) { kept = one; })
          .ok());
  const auto sealed = bench.database->load_ids(std::vector<store::CaseRow>{kept.row})->front();
  const std::string_view bytes(sealed.bytes.data(), sealed.bytes.size());
  const std::string bound = "source/acme/" + kept.case_ref.text();
  model::Arena arena;
  BOOST_TEST(*bench.vault->open_sealed(sealed.key, bytes, bound, arena) == "c1");
  bench.run_for(1min);
  BOOST_TEST(!bench.vault->open_sealed(sealed.key, bytes, bound, arena).ok());
}

BOOST_AUTO_TEST_CASE(how_long_cases_are_held_is_told_for_each_tenant) {
  Bench bench(false, false);
  BOOST_REQUIRE(bench.engine->standing().holds.size() == 1u);
  BOOST_TEST(bench.engine->standing().holds.front().cases == 0u);
  bench.target->is_down = true;
  const WallTime first = bench.clock.wall_now();
  bench.accept("c1");
  bench.run_for(1h);
  bench.accept("c2");
  const HoldView view = bench.engine->standing().holds.front();
  BOOST_TEST(view.cases == 2u);
  BOOST_TEST((view.oldest == first));
  BOOST_TEST((view.next_end == first + 72h));
  bench.run_for(73h);
  BOOST_TEST(bench.engine->expired_cases() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
