#include "core/store/postgres/write_session.hpp"

#include <thread>

namespace hub::store::postgres {

namespace {

constexpr std::chrono::milliseconds kAskAgain{200};

Error fatal(std::string code, std::string message) {
  Error error = config_error(std::move(message));
  error.code = std::move(code);
  return error;
}

Error taken() {
  return fatal("store_taken",
               "another hub with the same keys has opened the database: this one may not write any more");
}

Statement count_in(std::int64_t fence) {
  return {"UPDATE hub SET commits = commits + 1 WHERE fence = $1 RETURNING commits", Parameters().add(fence)};
}

// What is acknowledged must be durable, whatever the database's own default is.
Statement be_durable() {
  return {
      "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = "
      "'off'"};
}

}  // namespace

Result<void> WriteSession::run(const std::function<Result<void>(Connection& connection)>& work) {
  if (failure_) return *failure_;
  auto done = link_.told(try_to_run(work));
  if (!done.ok() && done.error().kind == ErrorKind::config) failure_ = done.error();
  return done;
}

Result<void> WriteSession::try_to_run(const std::function<Result<void>(Connection& connection)>& work) {
  std::vector<Statement> first;
  first.push_back(count_in(fence_));
  first.push_back(be_durable());
  const auto begun = link_.begin("BEGIN", std::move(first));
  if (!begun.ok()) return begun.error();
  if (begun->front().rows() == 0) {
    link_.roll_back();
    return taken();
  }
  count_ = begun->front().integer(0, 0);
  if (auto worked = work(link_.connection()); !worked.ok()) {
    link_.roll_back();
    return worked;
  }
  return commit();
}

// No time limit of the server's: it would end the wait for a standby, and the COMMIT would count as done.
Result<void> WriteSession::commit() {
  std::vector<Statement> last;
  last.push_back(set_for_transaction("statement_timeout", "0"));
  last.push_back({"COMMIT"});
  const auto done = link_.connection().run(std::move(last));
  if (done.ok() && done->back().done() == "COMMIT") return {};
  return find_out();
}

Result<void> WriteSession::find_out() {
  const auto until = std::chrono::steady_clock::now() + link_.settings().outcome_timeout;
  link_.roll_back();
  for (;;) {
    const auto count = link_.told(committed_count());
    if (count.ok() && *count >= count_) return {};
    if (count.ok()) return transient_error("database_away", "the connection to PostgreSQL was lost");
    if (count.error().kind == ErrorKind::config) return count.error();
    if (std::chrono::steady_clock::now() > until)
      return fatal("outcome_unknown", "whether PostgreSQL has committed cannot be found out: it stays away");
    std::this_thread::sleep_for(kAskAgain);
  }
}

Result<std::int64_t> WriteSession::committed_count() {
  std::vector<Statement> ask;
  ask.push_back({"SELECT commits FROM hub WHERE fence = $1 FOR UPDATE", Parameters().add(fence_)});
  ask.push_back({"COMMIT"});
  const auto found = link_.begin("BEGIN", std::move(ask));
  if (!found.ok()) return found.error();
  if (found->front().rows() == 0) return taken();
  return found->front().integer(0, 0);
}

}  // namespace hub::store::postgres
