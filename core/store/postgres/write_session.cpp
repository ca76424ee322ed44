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
               "another hub was started under the name of this one: it may not write any more");
}

Error buried() {
  return fatal("node_buried", "the other hubs have taken this one for dead: it has to start anew");
}

Statement count_in(const std::string& node, std::int64_t fence) {
  return {"UPDATE nodes SET commits = commits + 1 WHERE name = $1 AND fence = $2 RETURNING commits",
          Parameters().add_text(node).add(fence)};
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
  first.push_back(count_in(node_, fence_));
  const auto begun = link_.begin("BEGIN", std::move(first));
  if (!begun.ok()) return begun.error();
  if (begun->front().rows() == 0) {
    link_.roll_back();
    return outlived();
  }
  count_ = begun->front().integer(0, 0);
  if (auto worked = work(link_.connection()); !worked.ok()) {
    link_.roll_back();
    return worked;
  }
  return commit();
}

Result<void> WriteSession::commit() {
  std::vector<Statement> last;
  add_durable_commit(last);
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

// What a standby does not have yet may be seen, on a server that was restarted alone: nothing is believed
// before this transaction, which follows it in the log, is durable itself.
Result<std::int64_t> WriteSession::committed_count() {
  std::vector<Statement> ask;
  ask.push_back({"SELECT commits FROM nodes WHERE name = $1 AND fence = $2 FOR UPDATE",
                 Parameters().add_text(node_).add(fence_)});
  add_durable_commit(ask);
  const auto found = link_.begin("BEGIN", std::move(ask));
  if (!found.ok()) return found.error();
  if (found->front().rows() == 0) return outlived();
  return found->front().integer(0, 0);
}

// Whoever was buried may start anew at once; whoever lost its name would only take it back.
Error WriteSession::outlived() {
  std::vector<Statement> ask;
  ask.push_back({"SELECT fence FROM nodes WHERE name = $1", Parameters().add_text(node_)});
  const auto found = link_.begin("BEGIN READ ONLY", std::move(ask));
  if (!found.ok()) return found.error();
  link_.roll_back();
  return found->front().rows() == 0 ? buried() : taken();
}

}  // namespace hub::store::postgres
