// The section `store` of hub.yaml.
#include "tools/hubd/store_settings.hpp"

#include <boost/test/unit_test.hpp>

namespace config = hub::config;
using hub::store::PostgresSettings;
using hub::store::PostgresTls;
using namespace std::chrono_literals;

namespace {

struct Loaded {
  explicit Loaded(const std::string& section) {
    std::vector<config::Node> documents =
        config::parse_yaml(section, "/etc/connector-hub/hub.yaml", problems);
    BOOST_TEST_REQUIRE(documents.size() == 1u);
    postgres = hub::hubd::read_postgres(std::move(documents.front()), problems);
  }
  bool reports(const std::string& text) const {
    for (const config::Problem& problem : problems)
      if (problem.text().find(text) != std::string::npos) return true;
    return false;
  }
  config::Problems problems;
  std::optional<PostgresSettings> postgres;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(store_settings)

BOOST_AUTO_TEST_CASE(without_a_server_the_store_is_a_file) {
  const Loaded loaded("{}");
  BOOST_TEST(loaded.problems.empty());
  BOOST_TEST(!loaded.postgres.has_value());
}

BOOST_AUTO_TEST_CASE(a_server_must_prove_its_name_unless_told_otherwise) {
  const Loaded loaded(
      "postgres: {host: 'db1,db2', ca_file: ca.pem, password: 'file:/etc/pw', statement_timeout: 3s}");
  BOOST_TEST_REQUIRE(loaded.problems.empty());
  const PostgresSettings& postgres = *loaded.postgres;
  BOOST_TEST((postgres.tls == PostgresTls::verify_full));
  BOOST_TEST((postgres.host == "db1,db2" && postgres.port == 5432 && postgres.password == "file:/etc/pw"));
  BOOST_TEST((postgres.database == "connector_hub" && postgres.user == "connector_hub"));
  BOOST_TEST(postgres.ca_file == "/etc/connector-hub/ca.pem");
  BOOST_TEST((postgres.statement_timeout == 3s && postgres.connect_timeout == 5s &&
              postgres.outcome_timeout == 60s));
  BOOST_TEST(Loaded("postgres: {host: db}").reports("verify_full needs ca_file"));
  BOOST_TEST((Loaded("postgres: {host: db, tls: require}").postgres->tls == PostgresTls::require));
}

BOOST_AUTO_TEST_CASE(a_socket_needs_no_tls) {
  const Loaded loaded("postgres: {host: /run/postgresql}");
  BOOST_TEST_REQUIRE(loaded.problems.empty());
  BOOST_TEST((loaded.postgres->tls == PostgresTls::disable));
}

BOOST_AUTO_TEST_CASE(each_mistake_is_a_problem) {
  const Loaded loaded(
      "postgres: {host: db, tls: disable, port: 0, certificate: hub.pem, outcome_timeout: 1ms}");
  BOOST_TEST(loaded.problems.size() == 3u);
  BOOST_TEST(loaded.reports("needs key"));
  BOOST_TEST(loaded.reports("at least 100ms"));
  BOOST_TEST(Loaded("postgres: {}").reports("host"));
  BOOST_TEST(Loaded("postgres: {host: db, password: in-clear}").reports("password"));
  BOOST_TEST(Loaded("mysql: {host: db}").reports("mysql"));
}

BOOST_AUTO_TEST_SUITE_END()
