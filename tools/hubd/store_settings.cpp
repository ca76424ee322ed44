#include "tools/hubd/store_settings.hpp"

#include "core/base/clock.hpp"
#include "core/config/spec.hpp"
#include "core/policy/fields.hpp"
#include "tools/hubd/beside.hpp"
#include "tools/hubd/bounded.hpp"
#include "tools/hubd/hub_specs.hpp"

namespace hub::hubd {

namespace {

constexpr milliseconds kShortestTimeout{100};

store::PostgresTls tls_of(const config::Settings& settings, bool is_socket) {
  const std::string& mode = settings.text("tls");
  if (is_socket || mode == "disable") return store::PostgresTls::disable;
  return mode == "require" ? store::PostgresTls::require : store::PostgresTls::verify_full;
}

void check(const config::Settings& settings, const store::PostgresSettings& postgres,
           config::Problems& problems) {
  if (postgres.tls == store::PostgresTls::verify_full && postgres.ca_file.empty())
    problems.push_back(
        settings.problem("tls", "verify_full needs ca_file", "ca_file: /etc/connector-hub/db-ca.pem"));
  if (postgres.certificate.empty() != postgres.key.empty())
    problems.push_back(settings.problem("certificate", "needs key, and the other way round"));
  for (const char* name : {"connect_timeout", "statement_timeout", "outcome_timeout"}) {
    if (settings.duration(name) < kShortestTimeout)
      problems.push_back(settings.problem(name, "must be at least 100ms"));
  }
}

store::PostgresSettings settings_of(const config::Settings& settings, const std::string& file,
                                    config::Problems& problems) {
  store::PostgresSettings postgres;
  postgres.host = settings.text("host");
  postgres.port = static_cast<std::uint16_t>(bounded(settings, "port", 1, 65535, problems));
  postgres.database = settings.text("database");
  postgres.user = settings.text("user");
  postgres.password = settings.text("password");
  postgres.tls = tls_of(settings, postgres.host.starts_with('/'));
  if (settings.has("ca_file")) postgres.ca_file = beside(file, settings.text("ca_file"));
  if (settings.has("certificate")) postgres.certificate = beside(file, settings.text("certificate"));
  if (settings.has("key")) postgres.key = beside(file, settings.text("key"));
  postgres.connect_timeout = settings.duration("connect_timeout");
  postgres.statement_timeout = settings.duration("statement_timeout");
  postgres.outcome_timeout = settings.duration("outcome_timeout");
  check(settings, postgres, problems);
  return postgres;
}

}  // namespace

std::optional<store::PostgresSettings> read_postgres(config::Node section, config::Problems& problems) {
  std::optional<store::PostgresSettings> postgres;
  if (const auto node = policy::take_member(section, "postgres")) {
    const std::size_t before = problems.size();
    const config::Settings settings = read_settings(postgres_spec(), *node, problems);
    if (problems.size() == before) postgres = settings_of(settings, section.file, problems);
  }
  (void)read_settings(store_spec(), section, problems);
  return postgres;
}

}  // namespace hub::hubd
