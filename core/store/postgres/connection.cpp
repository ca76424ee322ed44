#include "core/store/postgres/connection.hpp"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>

#include "core/config/secret.hpp"

namespace hub::store::postgres {

namespace {

// The server gives a statement up first, and says so.
constexpr std::chrono::milliseconds kAnswerMargin{5000};
constexpr int kBinary = 1;
constexpr std::size_t kErrorBytesMax = 300;

Error away(std::string message) {
  return transient_error("database_away", std::move(message));
}

const char* tls_mode(PostgresTls tls) {
  switch (tls) {
    case PostgresTls::disable:
      return "disable";
    case PostgresTls::require:
      return "require";
    case PostgresTls::verify_full:
      return "verify-full";
  }
  return "verify-full";
}

// libpq's words for a connection that failed name hosts, users and files; on one line.
std::string connection_problem(PGconn* handle) {
  std::string text(PQerrorMessage(handle));
  text.resize(std::min(text.size(), kErrorBytesMax));
  std::ranges::replace(text, '\n', ' ');
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

struct Option {
  const char* name;
  std::string value;
};

// Nothing that a pooler does not know: what a transaction needs besides is set in the transaction.
std::vector<Option> options_of(const PostgresSettings& settings, const std::string& host,
                               std::string_view password) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(settings.connect_timeout).count();
  std::vector<Option> options = {{"host", host},
                                 {"port", std::to_string(settings.port)},
                                 {"dbname", settings.database},
                                 {"user", settings.user},
                                 {"sslmode", tls_mode(settings.tls)},
                                 {"gssencmode", "disable"},
                                 {"client_encoding", "UTF8"},
                                 {"application_name", "connector-hub"},
                                 {"connect_timeout", std::to_string(seconds)},
                                 {"keepalives_idle", "10"},
                                 {"keepalives_interval", "3"},
                                 {"keepalives_count", "3"},
                                 {"tcp_user_timeout", "15000"}};
  const auto add = [&options](const char* name, std::string value) {
    if (!value.empty()) options.push_back({name, std::move(value)});
  };
  add("password", std::string(password));
  add("sslrootcert", settings.ca_file);
  add("sslcert", settings.certificate);
  add("sslkey", settings.key);
  return options;
}

std::vector<std::string> hosts_of(const PostgresSettings& settings) {
  std::vector<std::string> hosts;
  std::istringstream list(settings.host);
  for (std::string host; std::getline(list, host, ',');) hosts.push_back(host);
  return hosts;
}

std::string_view code_of(const PGresult* result) {
  const char* code = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  return code == nullptr ? std::string_view() : code;
}

}  // namespace

void Answer::clear(pg_result* result) {
  PQclear(result);
}
int Answer::rows() const {
  return PQntuples(result_.get());
}
std::int64_t Answer::changes() const {
  return std::strtoll(PQcmdTuples(result_.get()), nullptr, 10);
}
std::string_view Answer::done() const {
  return PQcmdStatus(result_.get());
}
std::int64_t Answer::integer(int row, int column) const {
  const std::string_view bytes = text(row, column);
  if (bytes.empty()) return 0;
  // Sign and all: shorter integers have their sign in their first bit.
  std::uint64_t number = bytes.size() > 1 && (bytes.front() & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (const char byte : bytes) number = number << 8 | static_cast<std::uint8_t>(byte);
  return static_cast<std::int64_t>(number);
}
std::string_view Answer::text(int row, int column) const {
  return {PQgetvalue(result_.get(), row, column),
          static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
}
bool Answer::is_null(int row, int column) const {
  return PQgetisnull(result_.get(), row, column) == 1;
}

model::KeyedHash Row::hash(int column) const {
  model::KeyedHash hash;
  const std::string_view bytes = blob(column);
  std::memcpy(hash.bytes.data(), bytes.data(), std::min(bytes.size(), hash.bytes.size()));
  return hash;
}

Connection::Connection(pg_conn* handle, std::chrono::milliseconds answer_timeout)
    : handle_(handle, &PQfinish), answer_timeout_(answer_timeout) {}

Connection::~Connection() = default;

Result<std::unique_ptr<Connection>> Connection::open(const PostgresSettings& settings) {
  Buffer password;
  if (!settings.password.empty()) {
    auto read = config::read_secret(settings.password);
    if (!read.ok()) return std::move(read).error().with_context("the password of the store");
    password = std::move(*read);
  }
  std::string problems;
  for (const std::string& host : hosts_of(settings)) {
    auto opened = open_at(host, settings, password.view());
    if (opened.ok()) return opened;
    problems += (problems.empty() ? "" : "; ") + opened.error().message;
  }
  return away("PostgreSQL cannot be reached: " + problems);
}

Result<std::unique_ptr<Connection>> Connection::open_at(const std::string& host,
                                                        const PostgresSettings& settings,
                                                        std::string_view password) {
  const std::vector<Option> options = options_of(settings, host, password);
  std::vector<const char*> names, values;
  for (const Option& option : options) {
    names.push_back(option.name);
    values.push_back(option.value.c_str());
  }
  names.push_back(nullptr);
  values.push_back(nullptr);
  PGconn* handle = PQconnectdbParams(names.data(), values.data(), 0);
  std::unique_ptr<Connection> connection(new Connection(handle, settings.connect_timeout));
  if (PQstatus(handle) != CONNECTION_OK) return away(connection_problem(handle));
  // Notices would be printed.
  PQsetNoticeReceiver(
      handle, [](void*, const PGresult*) {}, nullptr);
  if (PQsetnonblocking(handle, 1) != 0 || PQenterPipelineMode(handle) != 1)
    return away("the connection to PostgreSQL cannot be used");
  // libpq's target_session_attrs would believe what a pooler remembers of the server from before a failover.
  const auto asked = connection->run(Statement{"SHOW transaction_read_only"});
  if (!asked.ok()) return asked.error();
  if (asked->text(0, 0) != "off") return away(host + " can only be read");
  connection->answer_timeout_ = settings.statement_timeout + kAnswerMargin;
  return connection;
}

Error Connection::broken(std::string what) {
  is_broken_ = true;
  return away(std::move(what));
}

// What PostgreSQL's code (its manual, appendix A) means to the hub. Whatever is none of these is for a person
// to mend, and nothing was changed.
Error Connection::error_of(const pg_result* result) {
  const std::string_view code = code_of(result);
  if (PQstatus(handle_.get()) != CONNECTION_OK) return broken("the connection to PostgreSQL was lost");
  const std::string message = "PostgreSQL refuses: SQLSTATE " + std::string(code);
  if (code == "53100") return transient_error("disk_full", message);
  if (code == "XX001" || code == "XX002") {
    Error error = config_error(message);
    error.code = "disk_failed";
    return error;
  }
  // A server that shuts down, or that only reads since another one took over: elsewhere it may be better.
  if (code.starts_with("57P") || code.starts_with("08") || code == "25006") return broken(message);
  return away(message);
}

bool Connection::send(const std::vector<Statement>& statements) {
  for (const Statement& statement : statements) {
    const Parameters& given = statement.parameters;
    const auto pointers = given.pointers();
    const auto lengths = given.lengths();
    const std::vector<int> formats(pointers.size(), kBinary);
    if (PQsendQueryParams(handle_.get(), statement.sql, static_cast<int>(pointers.size()),
                          given.types().data(), pointers.data(), lengths.data(), formats.data(),
                          kBinary) != 1)
      return false;
  }
  return PQpipelineSync(handle_.get()) == 1;
}

Result<pg_result*> Connection::next(Deadline deadline) {
  for (;;) {
    const int unsent = PQflush(handle_.get());
    if (unsent < 0) return broken("the connection to PostgreSQL was lost");
    if (PQisBusy(handle_.get()) == 0 && unsent == 0) return PQgetResult(handle_.get());
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return broken("PostgreSQL does not answer");
    pollfd socket{PQsocket(handle_.get()), static_cast<short>(unsent == 1 ? POLLIN | POLLOUT : POLLIN), 0};
    if (::poll(&socket, 1, static_cast<int>(left.count())) < 0 && errno != EINTR)
      return broken("the connection to PostgreSQL was lost");
    if ((socket.revents & (POLLIN | POLLERR | POLLHUP)) != 0 && PQconsumeInput(handle_.get()) != 1)
      return broken("the connection to PostgreSQL was lost");
  }
}

Result<Answers> Connection::receive(std::size_t count, Deadline deadline) {
  Answers answers;
  std::optional<Error> failure;
  for (std::size_t at = 0; at < count; ++at) {
    const auto result = next(deadline);
    if (!result.ok()) return result.error();
    if (*result == nullptr) return broken("the connection to PostgreSQL was lost");
    answers.emplace_back(*result);
    const ExecStatusType status = PQresultStatus(*result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && !failure) failure = error_of(*result);
    if (is_broken_) return *failure;
    const auto end = next(deadline);
    if (!end.ok()) return end.error();
    if (*end != nullptr) {
      PQclear(*end);
      return broken("PostgreSQL answers out of order");
    }
  }
  const auto synced = next(deadline);
  if (!synced.ok()) return synced.error();
  const Answer sync(*synced);
  if (*synced == nullptr || PQresultStatus(*synced) != PGRES_PIPELINE_SYNC)
    return broken("the connection to PostgreSQL was lost");
  if (failure) return *failure;
  return answers;
}

Result<Answers> Connection::run(std::vector<Statement> statements) {
  if (is_broken_ || !send(statements)) return broken("the connection to PostgreSQL was lost");
  return receive(statements.size(), std::chrono::steady_clock::now() + answer_timeout_);
}

Result<Answer> Connection::run(Statement statement) {
  std::vector<Statement> one;
  one.push_back(std::move(statement));
  auto answers = run(std::move(one));
  if (!answers.ok()) return std::move(answers).error();
  return std::move(answers->front());
}

}  // namespace hub::store::postgres
