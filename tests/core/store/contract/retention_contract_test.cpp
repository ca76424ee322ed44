// Why a case stays, and what stays of it, for every database alike.
#include <boost/test/unit_test.hpp>

#include "tests/core/store/contract/opened.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::testing::Backends;
using hub::testing::hash_of;
using hub::testing::Opened;
using hub::testing::plain_case;
using hub::testing::plain_settlement;

BOOST_AUTO_TEST_SUITE(retention_contract)

BOOST_AUTO_TEST_CASE_TEMPLATE(why_a_case_stays_is_kept_until_it_is_being_deleted, Backend, Backends) {
  Opened<Backend> store;
  const auto at = [](int time) { return hub::WallTime(hub::milliseconds(time)); };
  const auto retain = [&](RetentionChange change) {
    WriteGroup group;
    group.retained = {change};
    store.commit(std::move(group));
    store.open();
  };
  NewCase given = plain_case(1);
  given.retention.held_from = at(70);
  const CaseRow row = store.accept(std::move(given));
  store.accept(plain_case(2));
  store.open();
  BOOST_TEST(store.live()[0].retention->is_held());
  BOOST_TEST(!store.live()[0].retention->is_kept());
  BOOST_TEST(!store.live()[1].retention->is_held());

  retain({row, {}, {}, at(80)});
  retain({row, at(90)});
  const Retention stored = *store.live()[0].retention;
  BOOST_TEST((stored.kept_until == at(90) && stored.held_from == at(70) && stored.held_to == at(80)));
  BOOST_TEST((!stored.is_held() && stored.is_kept()));

  WriteGroup deleting;
  deleting.deleting.push_back(plain_settlement(row, 1));
  store.commit(std::move(deleting));
  retain({row, {}, at(99), at(0)});
  BOOST_TEST(!store.live()[0].retention->is_held());
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_reduced_case_has_other_content_and_key_a_day_and_a_certificate, Backend,
                              Backends) {
  Opened<Backend> store;
  const auto tenant = *store.database->tenant_id("acme");
  NewCase given = plain_case(1);
  given.tenant = tenant;
  given.type_ref = hash_of(401);
  given.sealed_id = plain_case(8).sealed;
  const CaseRow row = store.accept(std::move(given)), going = store.accept(plain_case(2));
  WriteGroup deleting;
  deleting.deleting.push_back(plain_settlement(going, 2));
  store.commit(std::move(deleting));

  WriteGroup group;
  for (const CaseRow one : {row, going}) {
    Reduction& reduction = group.reductions.emplace_back();
    reduction.row = one;
    reduction.old_slot = 1;
    reduction.sealed.key.slot = 5;
    reduction.sealed.content = {'l', 'e', 'f', 't'};
    reduction.kept_until = hub::WallTime(hub::milliseconds(90));
    reduction.certificate = "{\"reduced\":1}";
    reduction.outcome = "delivered";
    reduction.source_tasks = {SourceTask::purge};
  }
  const Committed committed = store.commit(std::move(group));
  BOOST_TEST_REQUIRE(committed.reduced.size() == 1u, "what is being deleted is left alone");
  BOOST_TEST(committed.reduced[0].row == row);
  BOOST_TEST(committed.reduced[0].certificate == 1);
  store.open();

  const LiveCase entry = store.live()[0];
  BOOST_TEST((entry.kind == CaseKind::metadata));
  BOOST_TEST((entry.state == CaseState::live));
  BOOST_TEST(entry.slot == 5u);
  BOOST_TEST((entry.type_ref == hash_of(401)));
  BOOST_TEST(entry.retention->kept_until.time_since_epoch().count() == 90);
  const CaseRow wanted[] = {row};
  const auto contents = store.database->load(wanted);
  BOOST_TEST_REQUIRE(contents->size() == 1u);
  BOOST_TEST(std::string(contents->at(0).bytes.begin(), contents->at(0).bytes.end()) == "left");
  BOOST_TEST(contents->at(0).key.slot == 5u);
  BOOST_TEST(store.database->certificates(0, 10)->at(0).entry == "{\"reduced\":1}");
  std::size_t owed = 0;
  const auto visited =
      store.database->for_each_source([&](const SourceCase& source, std::vector<SourceJob> jobs) {
        BOOST_TEST(!source.is_live, "its platform waits for nothing any more");
        BOOST_TEST(jobs.at(0).certificate == 1);
        owed += jobs.size();
      });
  BOOST_TEST(visited.ok());
  BOOST_TEST(owed == 1u);
}

BOOST_AUTO_TEST_CASE_TEMPLATE(the_type_of_a_case_is_that_of_the_last_addition, Backend, Backends) {
  Opened<Backend> store;
  const CaseRow row = store.accept(plain_case(1));
  BOOST_TEST((store.live()[0].type_ref == hub::model::KeyedHash()));
  WriteGroup group;
  Merge& merge = group.merges.emplace_back();
  merge.row = row;
  merge.sealed = plain_case(2).sealed;
  merge.type_ref = hash_of(401);
  store.commit(std::move(group));
  store.open();
  BOOST_TEST((store.live()[0].type_ref == hash_of(401)));
}

BOOST_AUTO_TEST_SUITE_END()
