// Erasure: by id, by key alone, and what the connector says that it comes to.
#include <cctype>
#include <fstream>
#include <iterator>

#include "tests/contract/bench.hpp"

namespace hub::contract {

namespace {

using Sought = std::vector<model::Record>;

// All that is known of a record of a case whose content is gone.
model::Record known_by_key(const model::Record& record) {
  model::Record known;
  known.shape = record.shape;
  known.key = record.key;
  known.parent_key = record.parent_key;
  known.part = record.part;
  known.fields = model::Value::object({});
  return known;
}

bool is_found(Bench& bench, const model::Record& record) {
  const Sought batch{record};
  const auto found = bench.run(bench.connector().find_by_key(batch));
  BOOST_REQUIRE(found.size() == 1u);
  BOOST_REQUIRE(found[0].ok());
  return found[0]->has_value();
}

bool erases(Bench& bench, const model::Record& record) {
  const std::vector<delivery::ReadRequest> by_key{{&record, ""}};
  return bench.run(bench.connector().erase(by_key)).front().ok();
}

// With one blank wherever there are some, so that line breaks do not count.
std::string words_of(std::string_view text) {
  std::string words;
  for (const char c : text) {
    const bool is_blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    if (!is_blank)
      words.push_back(c);
    else if (!words.empty() && words.back() != ' ')
      words.push_back(' ');
  }
  return words;
}

// Of the folder: "genesys" for "genesys_workitems".
std::string readme_of(const std::string& connector) {
  std::ifstream file(HUB_SOURCE_DIR "/connectors/" + connector.substr(0, connector.find('_')) + "/README.md");
  return words_of(std::string(std::istreambuf_iterator<char>(file), {}));
}

void erased_records_are_gone_and_erasing_again_is_done(Bench& bench) {
  const auto record = bench.record(1), kept = bench.record(2);
  const auto outcomes = bench.deliver({record, kept});
  const std::vector<delivery::ReadRequest> by_id{{&record, outcomes[0].ids.front()}};
  BOOST_TEST(bench.run(bench.connector().erase(by_id)).front().ok());
  BOOST_TEST(bench.harness().count(record.key) == 0u);
  BOOST_TEST(bench.harness().count(kept.key) == 1u);
  BOOST_TEST(bench.run(bench.connector().erase(by_id)).front().ok());
  const std::vector<delivery::ReadRequest> by_key{{&kept, ""}};
  BOOST_TEST(bench.run(bench.connector().erase(by_key)).front().ok());
  BOOST_TEST(bench.harness().count(kept.key) == 0u);
}

void a_record_deleted_by_somebody_reads_as_nothing(Bench& bench) {
  const auto record = bench.record(1);
  const auto outcomes = bench.deliver({record});
  const std::vector<delivery::ReadRequest> reads{{&record, outcomes[0].ids.front()}};
  bench.run(bench.connector().erase(reads));
  const auto stored = bench.run(bench.connector().read_back(reads, bench.arena()));
  BOOST_REQUIRE(stored[0].ok());
  BOOST_TEST(!stored[0]->has_value());
}

void a_record_of_which_only_the_key_is_known_is_found_and_erased(Bench& bench) {
  const auto record = bench.record(1), kept = bench.record(2);
  bench.deliver({record, kept});
  const auto known = known_by_key(record);
  BOOST_TEST(is_found(bench, known));
  BOOST_TEST(erases(bench, known));
  BOOST_TEST(bench.harness().count(record.key) == 0u);
  BOOST_TEST(!is_found(bench, known));
  BOOST_TEST(erases(bench, known));
  BOOST_TEST(is_found(bench, known_by_key(kept)));
}

void a_child_of_which_only_the_keys_are_known_is_found_and_erased(Bench& bench) {
  if (bench.names().part.object.empty()) {
    BOOST_TEST_MESSAGE("skipped: this target has no children");
    return;
  }
  const auto parent = bench.record(1), child = bench.part(1, 1, "Hello");
  const auto outcomes = bench.deliver_cases({{{parent, child}, false}});
  BOOST_REQUIRE(!outcomes[0].error.has_value());
  const auto known = known_by_key(child);
  BOOST_TEST(is_found(bench, known));
  BOOST_TEST(erases(bench, known));
  BOOST_TEST(!is_found(bench, known));
  BOOST_TEST(is_found(bench, known_by_key(parent)));
  BOOST_TEST(erases(bench, known_by_key(parent)));
  BOOST_TEST(erases(bench, known));  // below what is gone as well
}

void an_erasure_that_cannot_be_done_now_says_so_and_is_done_later(Bench& bench) {
  const auto record = bench.record(1);
  bench.deliver({record});
  if (!bench.harness().inject(Fault::token_revoked)) {
    BOOST_TEST_MESSAGE("skipped: this target has no such fault");
    return;
  }
  const auto known = known_by_key(record);
  BOOST_TEST(!erases(bench, known));
  bench.harness().heal();
  BOOST_TEST(erases(bench, known));
  BOOST_TEST(bench.harness().count(record.key) == 0u);
}

void what_an_erasure_removes_and_leaves_is_said_and_stands_in_the_readme(Bench& bench) {
  const delivery::ErasureTerms& terms = bench.connector().traits().erasure;
  BOOST_TEST(!terms.removes.empty());
  BOOST_TEST(!terms.leaves.empty());
  const std::string readme = readme_of(bench.name());
  BOOST_TEST((readme.find(words_of(terms.removes)) != readme.npos), terms.removes);
  BOOST_TEST((readme.find(words_of(terms.leaves)) != readme.npos), terms.leaves);
}

}  // namespace

#define CLAUSE(name) \
  { #name, name }

const std::vector<Clause>& erasure_clauses() {
  static const std::vector<Clause> clauses{
      CLAUSE(erased_records_are_gone_and_erasing_again_is_done),
      CLAUSE(a_record_of_which_only_the_key_is_known_is_found_and_erased),
      CLAUSE(a_child_of_which_only_the_keys_are_known_is_found_and_erased),
      CLAUSE(a_record_deleted_by_somebody_reads_as_nothing),
      CLAUSE(an_erasure_that_cannot_be_done_now_says_so_and_is_done_later),
      CLAUSE(what_an_erasure_removes_and_leaves_is_said_and_stands_in_the_readme),
  };
  return clauses;
}

}  // namespace hub::contract
