#include <boost/test/unit_test.hpp>

#include "tests/contract/bench.hpp"

namespace hub::contract {

void Bench::recovers(const std::vector<model::Record>& batch) {
  harness_->heal();
  const auto outcomes = deliver(batch, true);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    BOOST_TEST(!outcomes[i].error.has_value(), "after healing: " << outcomes[i].error->message);
    BOOST_TEST(harness_->count(batch[i].key) == 1u, "one record of each key, after healing");
  }
}

bool add_suite(const char* connector, MakeHarness make) {
  auto* suite = BOOST_TEST_SUITE(connector);
  for (const auto* clauses :
       {&delivery_clauses(), &erasure_clauses(), &existing_clauses(), &content_clauses(), &fault_clauses()}) {
    for (const Clause& clause : *clauses) {
      const auto prove = [connector, make, &clause] {
        Bench bench(connector, make);
        clause.prove(bench);
      };
      suite->add(boost::unit_test::make_test_case(prove, clause.name, __FILE__, __LINE__));
    }
  }
  boost::unit_test::framework::master_test_suite().add(suite);
  return true;
}

}  // namespace hub::contract
