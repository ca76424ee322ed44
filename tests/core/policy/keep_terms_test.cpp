#include "core/policy/keep_terms.hpp"

#include <boost/test/unit_test.hpp>

namespace policy = hub::policy;
using namespace std::chrono_literals;
using policy::KeepTerm;
using policy::Kept;

BOOST_AUTO_TEST_SUITE(keep_terms)

BOOST_AUTO_TEST_CASE(terms_are_kept_as_text_and_read_again_as_they_were) {
  policy::KeepTerms terms{{Kept::metadata, 90 * 24h}, {}};
  terms.by_type = {{"say \"A\"", {Kept::nothing, 0h}}, {"B", {Kept::whole, 1h}}};
  const auto read = policy::KeepTerms::parse(terms.text());
  BOOST_REQUIRE(read.ok());
  BOOST_TEST((*read == terms));
  BOOST_TEST(read->text() == terms.text());
  for (const char* wrong : {"", "[]", "{}", R"({"otherwise":{"what":"case","for_ms":0}})",
                            R"({"otherwise":{"what":"all","for_ms":0},"by_type":{}})",
                            R"({"otherwise":{"what":"case","for_ms":0},"by_type":{"A":{"what":"case"}}})"})
    BOOST_TEST(policy::KeepTerms::parse(wrong).error().code == "malformed_terms", wrong);
}

BOOST_AUTO_TEST_CASE(the_strictest_of_two_keeps_the_less_of_each) {
  const KeepTerm shorter{Kept::whole, 24h}, less{Kept::metadata, 90 * 24h};
  BOOST_TEST((strictest(shorter, less) == KeepTerm{Kept::metadata, 24h}));
  BOOST_TEST((strictest(shorter, KeepTerm{Kept::nothing, 0h}) == KeepTerm{Kept::nothing, 0h}));
}

BOOST_AUTO_TEST_SUITE_END()
