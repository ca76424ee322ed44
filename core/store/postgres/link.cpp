#include "core/store/postgres/link.hpp"

namespace hub::store::postgres {

Statement set_for_transaction(std::string_view name, std::string_view value) {
  return {"SELECT set_config($1, $2, true)", Parameters().add_text(name).add_text(value)};
}

// A time limit of the server's would end the wait for a standby, and the COMMIT would count as done.
void add_durable_commit(std::vector<Statement>& statements) {
  statements.push_back(set_for_transaction("statement_timeout", "0"));
  statements.push_back(
      {"SELECT set_config('synchronous_commit', 'on', true)"
       " WHERE current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')"});
  statements.push_back({"COMMIT"});
}

Result<void> Link::connect() {
  auto opened = Connection::open(settings_);
  if (!opened.ok()) return std::move(opened).error();
  connection_ = std::move(*opened);
  return {};
}

Result<Answers> Link::begin(const char* begin, std::vector<Statement> first) {
  std::vector<Statement> statements;
  statements.push_back({begin});
  // A transaction whose hub is gone must not keep its locks.
  for (const char* limit : {"statement_timeout", "idle_in_transaction_session_timeout"})
    statements.push_back(set_for_transaction(limit, std::to_string(settings_.statement_timeout.count())));
  const auto own = static_cast<std::ptrdiff_t>(statements.size());
  for (Statement& statement : first) statements.push_back(std::move(statement));
  const bool was_connected = connection_ && !connection_->is_broken();
  if (!was_connected) {
    if (auto connected = connect(); !connected.ok()) return connected.error();
  }
  auto answers = connection_->run(statements);
  if (!answers.ok() && connection_->is_broken() && was_connected) {
    if (auto connected = connect(); !connected.ok()) return connected.error();
    answers = connection_->run(std::move(statements));
  }
  if (!answers.ok()) {
    roll_back();
    return answers;
  }
  answers->erase(answers->begin(), answers->begin() + own);
  return answers;
}

void Link::roll_back() {
  if (!connection_ || connection_->is_broken()) return;
  // A connection on which even this fails is not used again.
  if (!connection_->run(Statement{"ROLLBACK"}).ok()) connection_.reset();
}

}  // namespace hub::store::postgres
