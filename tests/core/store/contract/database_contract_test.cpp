// What the outbox, the engine and the admin API rely on, for every database alike.
#include <boost/test/unit_test.hpp>

#include "tests/core/store/contract/opened.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::testing::Backends;
using hub::testing::hash_of;
using hub::testing::Opened;
using hub::testing::plain_case;
using hub::testing::plain_settlement;

namespace {

DeliveryChange failed(DeliveryKey delivery, std::uint32_t attempts) {
  hub::Error error = hub::invalid_error("STRING_TOO_LONG", "the subject has no room");
  error.fields = {"Subject", "Description"};
  return {delivery, DeliveryState::dead_letter,
          attempts, hub::WallTime(hub::milliseconds(77)),
          error,    hub::WallTime(hub::milliseconds(5000 + attempts))};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(database_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(an_accepted_case_is_there_after_a_restart_with_all_it_was_given, Backend,
                              Backends) {
  Opened<Backend> store;
  const LaneId lane = *store.database->lane_id("acme", "salesforce");
  NewCase given = plain_case(1);
  given.tenant = *store.database->tenant_id("acme");
  given.deliveries = {{lane, 3, true}, {lane + 1, 4, false}};
  const CaseRow row = store.accept(std::move(given));
  store.open();

  const auto cases = store.live();
  BOOST_TEST_REQUIRE(cases.size() == 1u);
  const LiveCase& entry = cases[0];
  BOOST_TEST(entry.row == row);
  BOOST_TEST(entry.slot == 1u);
  BOOST_TEST((entry.state == CaseState::live));
  BOOST_TEST((entry.case_ref == hash_of(101)));
  BOOST_TEST((entry.event_ref == hash_of(201)));
  BOOST_TEST((entry.fingerprint == hash_of(301)));
  BOOST_TEST(entry.received_at.time_since_epoch().count() == 1001);
  BOOST_TEST(entry.hold_until.time_since_epoch().count() == 9001);
  BOOST_TEST_REQUIRE(entry.deliveries.size() == 2u);
  BOOST_TEST(entry.deliveries[0].mapping == 3);
  BOOST_TEST(entry.deliveries[0].required);
  BOOST_TEST(!entry.deliveries[1].required);
  const CaseRow wanted[] = {row, row + 1};
  const auto contents = store.database->load(wanted);
  BOOST_TEST_REQUIRE(contents->size() == 1u);
  BOOST_TEST(std::string(contents->at(0).bytes.begin(), contents->at(0).bytes.end()) == "sealed 1");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(names_keep_their_numbers, Backend, Backends) {
  Opened<Backend> store;
  const auto tenant = *store.database->tenant_id("acme"), other = *store.database->tenant_id("umbrella");
  const auto lane = *store.database->lane_id("acme", "zendesk");
  BOOST_TEST(tenant != other);
  BOOST_TEST(lane != *store.database->lane_id("umbrella", "zendesk"));
  store.open();
  BOOST_TEST(*store.database->tenant_id("acme") == tenant);
  BOOST_TEST(*store.database->lane_id("acme", "zendesk") == lane);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_delivery_that_is_mapped_anew_remembers_what_it_was_accepted_with, Backend,
                              Backends) {
  Opened<Backend> store;
  const LaneId lane = *store.database->lane_id("acme", "salesforce");
  NewCase given = plain_case(1);
  given.tenant = *store.database->tenant_id("acme");
  given.deliveries = {{lane, 3, true}, {lane + 1, 4, true}};
  const CaseRow row = store.accept(std::move(given));
  for (const MappingVersion version : {5, 6}) {
    WriteGroup group;
    group.remappings = {{{row, lane}, version}};
    BOOST_TEST(store.database->commit(group).ok());
  }
  store.open();

  const auto cases = store.live();
  BOOST_TEST_REQUIRE(cases.size() == 1u);
  BOOST_TEST(cases[0].deliveries[0].mapping == 6);
  BOOST_TEST(cases[0].deliveries[0].notes->accepted_mapping == 3);
  BOOST_TEST(cases[0].deliveries[1].mapping == 4);
  BOOST_TEST(cases[0].deliveries[1].notes->accepted_mapping == 0);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(publications_of_a_lane_are_kept_with_author_time_and_hash, Backend, Backends) {
  Opened<Backend> store;
  const auto lane = *store.database->lane_id("acme", "zendesk"),
             other = *store.database->lane_id("umbrella", "zendesk");
  const auto publish = [&](LaneId to, const std::string& text, PublicationOrigin origin,
                           const std::string& author, int at) {
    WriteGroup group;
    group.publications.push_back({to, "case", text, origin, author});
    group.now = hub::WallTime(hub::milliseconds(at));
    return store.database->commit(group)->publications.at(0).version;
  };
  const auto first = publish(lane, "one", PublicationOrigin::configuration, "configuration", 1);
  const auto second = publish(lane, "two", PublicationOrigin::published, "anna", 2);
  BOOST_TEST(publish(lane, "one", PublicationOrigin::rolled_back, "bert", 3) == first);
  BOOST_TEST(publish(other, "two", PublicationOrigin::published, "anna", 4) == second);
  store.open();

  const auto all = *store.database->publications("acme", "zendesk", 10);
  BOOST_TEST_REQUIRE(all.size() == 3u);
  BOOST_TEST(all[0].number == 3);
  BOOST_TEST(all[0].version == first);
  BOOST_TEST((all[0].origin == PublicationOrigin::rolled_back));
  BOOST_TEST(all[0].name == "case");
  BOOST_TEST(all[0].author == "bert");
  BOOST_TEST(all[0].at.time_since_epoch().count() == 3);
  BOOST_TEST(all[0].sha256 == "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed");
  BOOST_TEST(all[1].version == second);
  BOOST_TEST(all[2].sha256 == all[0].sha256);
  BOOST_TEST(store.database->publications("acme", "zendesk", 2)->size() == 2u);
  BOOST_TEST(store.database->publications("umbrella", "zendesk", 10)->size() == 1u);
  BOOST_TEST(store.database->publications("umbrella", "nothing", 10)->empty());
  BOOST_TEST(*store.database->mapping_text(second) == "two");
  BOOST_TEST((store.database->mapping_text(second + 100).error().code == "no_such_mapping"));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(settling_certifies_once_leaves_a_tombstone_and_then_the_rows_go, Backend,
                              Backends) {
  Opened<Backend> store;
  const CaseRow first = store.accept(plain_case(1)), second = store.accept(plain_case(2));
  WriteGroup deleting;
  deleting.deleting = {plain_settlement(first, 1)};
  const auto certified = store.commit(deleting).deleting;
  BOOST_TEST_REQUIRE(certified.size() == 1u);
  BOOST_TEST(certified.front().row == first);
  BOOST_TEST(store.database->certificates(certified.front().certificate - 1, 1)->front().entry ==
             plain_settlement(first, 1).certificate);
  BOOST_TEST(store.commit(deleting).deleting.empty());
  store.open();
  BOOST_TEST((store.live().at(0).state == CaseState::deleting));
  BOOST_TEST(*store.database->certificate_count() == 1);

  WriteGroup finished;
  finished.finished = {first};
  store.commit(finished);
  store.commit(finished);
  BOOST_TEST(store.commit(deleting).deleting.empty());  // gone: no second certificate
  BOOST_TEST(store.live().size() == 1u);
  BOOST_TEST(store.live().at(0).row == second);

  deleting.deleting = {plain_settlement(second, 2)};
  store.commit(deleting);
  const auto certificates = store.database->certificates(-1, 10);
  BOOST_TEST_REQUIRE(certificates->size() == 2u);
  BOOST_TEST(certificates->at(0).index == 0);
  BOOST_TEST(certificates->at(1).index == 1);
  BOOST_TEST(certificates->at(1).entry == "{\"certificate\":2}");
  BOOST_TEST(store.database->certificates(0, 10)->size() == 1u);
  std::vector<Tombstone> tombstones;
  BOOST_TEST(
      store.database->for_each_tombstone(0, [&](const Tombstone& one) { tombstones.push_back(one); }).ok());
  BOOST_TEST_REQUIRE(tombstones.size() == 2u);
  BOOST_TEST((tombstones[0].event_ref == hash_of(201)));
  BOOST_TEST(tombstones[0].day == 20'001);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(row_numbers_are_never_used_again, Backend, Backends) {
  Opened<Backend> store;
  const CaseRow row = store.accept(plain_case(1));
  WriteGroup finished;
  finished.finished = {row};
  store.commit(finished);
  store.open();
  BOOST_TEST(store.accept(plain_case(2)) > row);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(traces_of_sessions_are_found_by_tenant_and_session_and_forgotten_by_day,
                              Backend, Backends) {
  Opened<Backend> store;
  const auto trace = [](std::uint64_t session, char letter, std::int64_t day) {
    return SessionTrace{hash_of(session), {letter, '\0', 'x'}, day};
  };
  std::uint32_t number = 0;
  for (const SessionTrace& one : {trace(7, 'a', 20'001), trace(7, 'b', 20'003), trace(8, 'c', 20'003)}) {
    NewCase given = plain_case(++number);
    given.session = one;
    store.accept(std::move(given));
  }
  store.accept(plain_case(++number));  // of no session
  const auto letters = [&](TenantId tenant, std::uint64_t session) {
    std::string found;
    const auto traces = store.database->session_traces(tenant, hash_of(session));
    BOOST_REQUIRE(traces.ok());
    for (const auto& sealed : *traces) found += sealed.size() == 3 ? sealed.front() : '?';
    return found;
  };
  store.open();
  BOOST_TEST(letters(1, 7) == "ab");
  BOOST_TEST(letters(1, 8) == "c");
  BOOST_TEST(letters(2, 7) == "");
  WriteGroup forget;
  forget.tombstones_from_day = 20'002;
  store.commit(forget);
  BOOST_TEST(letters(1, 7) == "b");
}

BOOST_AUTO_TEST_CASE_TEMPLATE(tombstones_are_read_and_forgotten_by_day, Backend, Backends) {
  Opened<Backend> store;
  for (std::uint32_t number = 1; number <= 5; ++number) {
    WriteGroup group;
    group.deleting = {plain_settlement(store.accept(plain_case(number)), number)};
    store.commit(std::move(group));
  }
  const auto days = [&](std::int64_t oldest) {
    std::vector<std::int64_t> found;
    BOOST_TEST(
        store.database->for_each_tombstone(oldest, [&](const Tombstone& one) { found.push_back(one.day); })
            .ok());
    return found;
  };
  BOOST_TEST((days(20'004) == std::vector<std::int64_t>{20'004, 20'005}));
  WriteGroup forget;
  forget.tombstones_from_day = 20'003;
  store.commit(forget);
  BOOST_TEST((days(0) == std::vector<std::int64_t>{20'003, 20'004, 20'005}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_delivery_keeps_its_last_error_and_the_latest_of_its_history, Backend,
                              Backends) {
  Opened<Backend> store;
  NewCase given = plain_case(1);
  const LaneId lane = *store.database->lane_id("acme", "salesforce");
  given.deliveries = {{lane, 1, true}};
  const DeliveryKey delivery{store.accept(std::move(given)), lane};
  WriteGroup sent;
  sent.sent = {{delivery, "own case\n"}};
  sent.now = hub::WallTime(hub::milliseconds(4000));
  store.commit(sent);
  BOOST_TEST((store.live().at(0).deliveries[0].state == DeliveryState::sent));
  BOOST_TEST(store.live().at(0).deliveries[0].notes->footprint == "own case\n");
  for (std::uint32_t attempt = 1; attempt <= 60; ++attempt) {
    WriteGroup group;
    group.changes = {failed(delivery, attempt)};
    store.commit(std::move(group));
  }
  const auto views = store.database->list_deliveries({});
  BOOST_TEST_REQUIRE(views->size() == 1u);
  const DeliveryView& view = views->at(0);
  BOOST_TEST(view.tenant == "acme");
  BOOST_TEST(view.target == "salesforce");
  BOOST_TEST(view.attempts == 60u);
  BOOST_TEST_REQUIRE(view.error.has_value());
  BOOST_TEST((view.error->kind == hub::ErrorKind::invalid));
  BOOST_TEST(view.error->code == "STRING_TOO_LONG");
  BOOST_TEST((view.error->fields == std::vector<std::string>{"Subject", "Description"}));
  const auto history = store.database->delivery_history(delivery);
  BOOST_TEST(history->size() == 50u);
  BOOST_TEST(history->back().at.time_since_epoch().count() == 5060);
  BOOST_TEST(store.live().at(0).deliveries[0].notes->footprint == "own case\n");

  WriteGroup confirmed;
  confirmed.changes = {
      {delivery, DeliveryState::confirmed, 61, {}, std::nullopt, hub::WallTime(hub::milliseconds(6))}};
  confirmed.changes.push_back({{delivery.row + 9, lane}, DeliveryState::confirmed, 1, {}, std::nullopt, {}});
  store.commit(std::move(confirmed));
  BOOST_TEST(!store.database->list_deliveries({})->at(0).error.has_value());
  BOOST_TEST(store.live().at(0).deliveries[0].confirmed_at().time_since_epoch().count() == 6);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deliveries_that_stand_alike_are_one_group, Backend, Backends) {
  Opened<Backend> store;
  const LaneId lane = *store.database->lane_id("acme", "salesforce");
  WriteGroup group;
  for (std::uint32_t number = 1; number <= 5; ++number) {
    NewCase given = plain_case(number);
    given.deliveries = {{lane, number <= 3 ? 1 : 2, true}};
    const CaseRow row = store.accept(std::move(given));
    if (number != 3) group.changes.push_back(failed({row, lane}, number));
  }
  store.commit(std::move(group));
  DeliveryFilter dead;
  dead.state = DeliveryState::dead_letter;
  const auto groups = store.database->group_deliveries(dead);
  BOOST_TEST_REQUIRE(groups.ok());
  BOOST_TEST_REQUIRE(groups->size() == 2u);
  for (const auto& one : *groups) {
    BOOST_TEST((one.tenant == "acme" && one.target == "salesforce" && one.count == 2));
    BOOST_TEST((one.error_kind == hub::ErrorKind::invalid && one.error_code == "STRING_TOO_LONG"));
    const std::int64_t first = one.mapping == 1 ? 1 : 4;
    BOOST_TEST(one.attempts_least == first);
    BOOST_TEST(one.attempts_most == first + 1);
    BOOST_TEST(one.last_changed.time_since_epoch().count() == 5000 + first + 1);
  }
  BOOST_TEST(store.database->group_deliveries({})->size() == 3u);
  dead.mapping = 2;
  BOOST_TEST(store.database->group_deliveries(dead)->size() == 1u);
  BOOST_TEST(store.listed(dead).size() == 2u);
  dead.error_kind = "nonsense";
  BOOST_TEST(store.database->group_deliveries(dead)->empty());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(deliveries_are_listed_by_filter_in_pages_that_lose_none, Backend, Backends) {
  Opened<Backend> store;
  const LaneId lanes[] = {*store.database->lane_id("acme", "salesforce"),
                          *store.database->lane_id("acme", "zendesk"),
                          *store.database->lane_id("umbrella", "zendesk")};
  std::vector<CaseRow> rows;
  for (std::uint32_t number = 1; number <= 6; ++number) {
    NewCase given = plain_case(number);
    if (number % 2 == 0) {
      given.deliveries = {{lanes[0], 1, true}, {lanes[1], 1, true}};
    } else {
      given.deliveries = {{lanes[2], 1, true}};
    }
    rows.push_back(store.accept(std::move(given)));
  }
  WriteGroup group;
  group.changes = {failed({rows[1], lanes[1]}, 1)};
  store.commit(std::move(group));

  DeliveryFilter filter;
  filter.limit = 2;
  std::size_t found = 0;
  for (auto page = store.listed(filter); !page.empty(); page = store.listed(filter)) {
    found += page.size();
    filter.after = page.back();
  }
  BOOST_TEST(found == 9u);

  const auto count = [&](auto change) {
    DeliveryFilter one;
    change(one);
    return store.listed(one).size();
  };
  BOOST_TEST(count([](auto& f) { f.tenant = "umbrella"; }) == 3u);
  BOOST_TEST(count([](auto& f) { f.target = "zendesk"; }) == 6u);
  BOOST_TEST(count([](auto& f) { f.state = DeliveryState::dead_letter; }) == 1u);
  BOOST_TEST(count([](auto& f) { f.error_kind = "invalid"; }) == 1u);
  BOOST_TEST(count([](auto& f) { f.error_kind = "nonsense"; }) == 0u);
  BOOST_TEST(count([](auto& f) { f.error_code = "STRING_TOO_LONG"; }) == 1u);
  BOOST_TEST(count([](auto& f) { f.error_code = "OTHER"; }) == 0u);
  BOOST_TEST(count([](auto& f) { f.received_before = hub::WallTime(hub::milliseconds(1003)); }) == 3u);
  BOOST_TEST(count([](auto& f) { f.changed_before = hub::WallTime(hub::milliseconds(1003)); }) == 2u);
  BOOST_TEST(count([](auto& f) { f.changed_before = hub::WallTime(hub::milliseconds(6000)); }) == 9u);
}

BOOST_AUTO_TEST_SUITE_END()
