#include "core/policy/terms.hpp"

#include <boost/test/unit_test.hpp>

namespace policy = hub::policy;
using hub::milliseconds;
using hub::WallTime;
using hub::model::DataClass;
using policy::Operation;

namespace {

WallTime at(int seconds) {
  return WallTime(milliseconds(seconds * 1000));
}

// Delivering, and processing everything, up to a class.
std::shared_ptr<const policy::Terms> up_to(DataClass highest, const std::string& rule,
                                           WallTime ends = WallTime::max()) {
  auto terms = std::make_shared<policy::Terms>();
  policy::ClassBits classes = 0;
  for (int i = 0; i <= static_cast<int>(highest); ++i) classes |= policy::bit_of(static_cast<DataClass>(i));
  terms->grant(Operation::process, {"here", policy::kAllClasses});
  terms->grant(Operation::deliver, {rule, classes, ends});
  return terms;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(terms)

BOOST_AUTO_TEST_CASE(terms_are_kept_as_text_and_read_again_as_they_were) {
  policy::Terms terms = *up_to(DataClass::direct, "crm", at(1'900'000'000));
  terms.cap(DataClass::pseudonymous);
  const auto read = policy::Terms::parse(terms.text());
  BOOST_REQUIRE(read.ok());
  BOOST_TEST((*read)->text() == terms.text());
  BOOST_TEST(((*read)->delivery_limit(at(1)) == DataClass::pseudonymous));
  BOOST_TEST(!(*read)->delivery_limit(at(1'900'000'000)).has_value());
}

BOOST_AUTO_TEST_CASE(a_text_that_is_no_terms_is_an_error) {
  for (const char* text : {"", "[]", "{}", R"({"max_class":"none","deliver":{}})",
                           R"({"max_class":"none","deliver":[{"rule":"r","classes":99}]})"})
    BOOST_TEST(policy::Terms::parse(text).error().code == "malformed_terms", text);
}

BOOST_AUTO_TEST_CASE(a_case_has_the_strictest_terms_since_it_was_accepted) {
  policy::TermsHistory history;
  history.add(at(100), up_to(DataClass::direct, "first"));
  history.add(at(200), up_to(DataClass::none, "second"));
  history.add(at(300), up_to(DataClass::free_text, "third"));
  BOOST_TEST((history.delivery_limit(at(150), at(400)) == DataClass::none));
  BOOST_TEST((history.delivery_limit(at(250), at(400)) == DataClass::none));
  BOOST_TEST((history.delivery_limit(at(350), at(400)) == DataClass::free_text));
  // Older than all of them: those that came first count for it too.
  BOOST_TEST((history.delivery_limit(at(50), at(400)) == DataClass::none));
  BOOST_TEST(history.when(at(150)).rule_for(Operation::deliver, DataClass::none, at(150)) == "first");
}

BOOST_AUTO_TEST_CASE(terms_never_widen_for_a_case_whatever_follows) {
  policy::TermsHistory history;
  history.add(at(100), up_to(DataClass::pseudonymous, "narrow"));
  for (int i = 1; i <= 3; ++i) history.add(at(100 + i), up_to(DataClass::free_text, "wide"));
  BOOST_TEST((history.delivery_limit(at(100), at(500)) == DataClass::pseudonymous));
  // Accepted in the very millisecond of the change: before it.
  BOOST_TEST((history.delivery_limit(at(101), at(500)) == DataClass::pseudonymous));
  BOOST_TEST((history.delivery_limit(at(102), at(500)) == DataClass::free_text));
}

BOOST_AUTO_TEST_CASE(parking_ends_and_what_follows_is_decided_by_age) {
  using policy::RefusalAction;
  const policy::Refusal parks{RefusalAction::park, milliseconds(1000), RefusalAction::drop};
  BOOST_TEST((parks.at_age(milliseconds(999)) == RefusalAction::park));
  BOOST_TEST((parks.at_age(milliseconds(1000)) == RefusalAction::drop));
  const policy::Refusal redacts{RefusalAction::redact, milliseconds(1000), RefusalAction::reject};
  BOOST_TEST((redacts.at_age(milliseconds(0)) == RefusalAction::reject));
}

BOOST_AUTO_TEST_SUITE_END()
