// Resources as texts: each document for itself, at its lines, with what must not come over the API.
#include "core/policy/resource_document.hpp"

#include <boost/test/unit_test.hpp>

#include "core/policy/secret_use.hpp"

namespace config = hub::config;
namespace policy = hub::policy;

namespace {

constexpr const char* kFile = R"(# Two of them.
kind: tenant
name: acme
---
# The second.
kind: target
name: crm
tenant: acme
settings:
  note: |
    --- this is text
---
)";

}  // namespace

BOOST_AUTO_TEST_SUITE(resource_documents)

BOOST_AUTO_TEST_CASE(documents_keep_their_text_with_comments_and_know_their_lines) {
  config::Problems problems;
  const auto documents = policy::read_documents(kFile, "acme.yaml", problems);
  BOOST_TEST(problems.empty());
  BOOST_TEST_REQUIRE(documents.size() == 2u);
  BOOST_TEST(documents[0].text == "# Two of them.\nkind: tenant\nname: acme\n");
  BOOST_TEST((documents[0].id == policy::ResourceId{"tenant", "", "acme"}));
  BOOST_TEST((documents[1].id == policy::ResourceId{"target", "acme", "crm"}));
  BOOST_TEST(documents[1].id.text() == "target acme/crm");
  BOOST_TEST(documents[1].text.starts_with("# The second.\n"));
  BOOST_TEST(documents[1].text.ends_with("    --- this is text\n"));
  BOOST_TEST(documents[1].node.find("name")->line == 7);
}

BOOST_AUTO_TEST_CASE(what_is_no_yaml_is_told_at_its_line_of_the_file) {
  config::Problems problems;
  policy::read_documents("kind: tenant\n---\nname: [\n", "acme.yaml", problems);
  BOOST_TEST_REQUIRE(!problems.empty());
  BOOST_TEST(problems.front().text().starts_with("acme.yaml:"));
  BOOST_TEST(problems.front().line >= 3);
}

BOOST_AUTO_TEST_CASE(a_reference_to_the_hubs_machine_is_refused_wherever_it_stands) {
  config::Problems problems;
  const auto documents = policy::read_documents(
      "a: env:HOME\nb: [file:/etc/shadow]\nc:\n  d: 'cmd:id'\ne: secret:ok\nf: a file:with text\n", "x.yaml",
      problems);
  policy::refuse_host_references(documents.front().node, problems);
  BOOST_TEST_REQUIRE(problems.size() == 3u);
  for (const config::Problem& problem : problems)
    for (const char* value : {"HOME", "shadow", "id"})
      BOOST_TEST(problem.message.find(value) == std::string::npos, "a value is not repeated");
  BOOST_TEST(problems[0].line == 1);
  BOOST_TEST(problems[1].column == 5);
  BOOST_TEST(problems[2].line == 4);
}

BOOST_AUTO_TEST_SUITE_END()
