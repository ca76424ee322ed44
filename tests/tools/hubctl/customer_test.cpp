#include "tools/hubctl/customer.hpp"

#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <fstream>
#include <random>

#include "core/ingest/credential.hpp"

namespace config = hub::config;
namespace fs = std::filesystem;
using hub::hubctl::Customer;

namespace {

constexpr const char* kCustomer = R"(kind: tenant
name: globex
credentials:
  - {name: first, kind: bearer, key: file:events.key}
  - name: second
    kind: standard_webhooks
    secrets: ["file:signing.key", env:PATH]
platform: {secret: file:signing.key}
---
# Where its cases go.
kind: target
name: crm
tenant: globex
connector: salesforce
settings:
  client_secret: file:crm.key  # of its own
  base_url: https://crm.example
)";

struct Folder {
  Folder() {
    path = fs::temp_directory_path() / ("customer-" + std::to_string(std::random_device()()));
    fs::create_directories(path);
    write("crm.key", "s3cret\n");
    write("signing.key", "whsec_YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh");
  }
  ~Folder() { fs::remove_all(path); }
  void write(const std::string& name, const std::string& text) const { std::ofstream(path / name) << text; }

  std::optional<Customer> read(const std::string& text, bool dry_run = false) {
    write("customer.yaml", text);
    problems.clear();
    hub::SeededRandom random{7};
    return hub::hubctl::read_customer((path / "customer.yaml").string(), dry_run, random, problems);
  }
  bool tells(const std::string& part) const {
    return config::all_texts(problems).find("customer.yaml" + part) != std::string::npos;
  }

  fs::path path;
  config::Problems problems;
};

std::string with(std::string text, const std::string& from, const std::string& to) {
  const auto found = text.find(from);
  BOOST_REQUIRE(found != std::string::npos);
  return text.replace(found, from.size(), to);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(customer)

BOOST_AUTO_TEST_CASE(the_hub_gets_names_and_hashes_and_every_other_letter_as_written) {
  Folder folder;
  const auto read = folder.read(kCustomer);
  BOOST_TEST_REQUIRE(folder.problems.empty(), config::all_texts(folder.problems));
  const auto parts = hub::ingest::split_bearer_key(read->event_key.bearer.view());
  BOOST_TEST_REQUIRE(parts.has_value());
  std::string expected =
      with(kCustomer, "key: file:events.key", "key_id: " + std::string(parts->id) + ", sha256: ");
  const std::size_t hash_at = expected.find("sha256: ") + 8;
  expected.insert(hash_at, read->text.substr(hash_at, 64));
  expected = with(expected, "file:signing.key", "secret:second-key");
  expected = with(expected, "env:PATH", "secret:second-key-2");
  expected = with(expected, "file:signing.key", "secret:platform");
  expected = with(expected, "file:crm.key", "secret:crm-client-secret");
  BOOST_TEST(read->text == expected);
  BOOST_TEST(read->secrets.size() == 4u);
  BOOST_TEST(read->secrets.back().value.view() == "s3cret");
  BOOST_TEST(read->secrets.back().target == "crm");
  BOOST_TEST(read->secrets.back().place.line == 16);
}

BOOST_AUTO_TEST_CASE(a_key_is_made_once_for_its_owner_alone) {
  Folder folder;
  const auto first = folder.read(kCustomer);
  const auto again = folder.read(kCustomer);
  BOOST_TEST_REQUIRE((first && again));
  BOOST_TEST(first->event_key.is_new);
  BOOST_TEST(!again->event_key.is_new);
  BOOST_TEST(first->text == again->text);
  const auto rights = fs::status(folder.path / "events.key").permissions();
  BOOST_TEST((rights == (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(a_dry_run_makes_no_key) {
  Folder folder;
  BOOST_TEST_REQUIRE(folder.read(kCustomer, true).has_value());
  BOOST_TEST(!fs::exists(folder.path / "events.key"));
}

BOOST_AUTO_TEST_CASE(a_key_on_a_line_of_its_own_becomes_two_lines_and_places_stay_those_of_the_file) {
  Folder folder;
  const auto read = folder.read(with(kCustomer, "  - {name: first, kind: bearer, key: file:events.key}\n",
                                     "  - name: first\n    key: file:events.key\n    kind: bearer\n"));
  BOOST_TEST_REQUIRE(folder.problems.empty(), config::all_texts(folder.problems));
  BOOST_TEST(read->text.find("\n    key_id: ") != std::string::npos);
  BOOST_TEST(read->text.find("\n    sha256: ") != std::string::npos);
  for (const auto& [here, there] : {std::pair(5, 5), std::pair(6, 5), std::pair(7, 6), std::pair(20, 19)})
    BOOST_TEST(read->line_in_file(here) == there);
}

BOOST_AUTO_TEST_CASE(every_problem_is_told_at_its_place_and_none_with_a_value) {
  Folder folder;
  folder.write("crm.key", "");
  folder.write("events.key", "hunter2");
  BOOST_TEST(!folder.read(with(kCustomer, "env:PATH", "env:NOT_SET_ANYWHERE")));
  BOOST_TEST(folder.tells(":4:38: this is no event key"));
  BOOST_TEST(folder.tells(":7:35: secret env:NOT_SET_ANYWHERE"));
  BOOST_TEST(folder.tells(":16:18: secret file:" + (folder.path / "crm.key").string() + ": it is empty"));
  BOOST_TEST(config::all_texts(folder.problems).find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_file_is_of_one_customer) {
  Folder folder;
  BOOST_TEST(!folder.read(with(kCustomer, "tenant: globex", "tenant: acme")));
  BOOST_TEST(folder.tells(":13:9: this file is of another customer"));
  BOOST_TEST(!folder.read(std::string(kCustomer) + "---\nkind: tenant\nname: second\n"));
  BOOST_TEST(folder.tells(":19:1: a file is of one customer"));
  BOOST_TEST(!folder.read("# nothing\n"));
  BOOST_TEST(folder.tells(": there is no resource in this file"));
}

BOOST_AUTO_TEST_SUITE_END()
