// A store of a test, opened and opened anew as often as it likes, with what most tests do to it.
#pragma once

#include <boost/test/unit_test.hpp>

#include "tests/core/store/contract/backends.hpp"

namespace hub::testing {

template <class Backend>
struct Opened {
  Opened() { open(); }
  void open() {
    database.reset();
    auto result = backend.open();
    BOOST_TEST_REQUIRE(result.ok());
    database = std::move(*result);
  }
  store::CaseRow accept(store::NewCase new_case) {
    store::WriteGroup group;
    group.accepts.push_back(std::move(new_case));
    auto committed = database->commit(group);
    BOOST_TEST_REQUIRE(committed.ok());
    return committed->rows.at(0);
  }
  store::Committed commit(store::WriteGroup group) {
    auto committed = database->commit(group);
    BOOST_TEST_REQUIRE(committed.ok());
    return std::move(*committed);
  }
  store::AdminStore& admin() { return database->admin(); }
  std::vector<store::LiveCase> live() {
    std::vector<store::LiveCase> cases;
    BOOST_TEST_REQUIRE(
        database->for_each_live([&](const store::LiveCase& entry) { cases.push_back(entry); }).ok());
    return cases;
  }
  std::vector<store::CaseRow> listed(const store::DeliveryFilter& filter) {
    auto views = database->list_deliveries(filter);
    BOOST_TEST_REQUIRE(views.ok());
    std::vector<store::CaseRow> rows;
    for (const auto& view : *views) rows.push_back(view.delivery.row);
    return rows;
  }

  Backend backend;
  std::unique_ptr<store::Database> database;
};

}  // namespace hub::testing
