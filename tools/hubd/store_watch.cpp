#include "tools/hubd/store_watch.hpp"

namespace hub::hubd {

namespace {
constexpr milliseconds kInterval{1000};
}  // namespace

void StoreWatch::start() {
  spawn(parts_.executor, watch());
}

Task<void> StoreWatch::stop() {
  stopping_.set();
  co_await stopped_.wait();
}

Task<void> StoreWatch::watch() {
  bool was_away = false;
  while (!stopping_.is_set()) {
    // Any small read does; the health hears of it.
    const auto ask = [](store::Database& database) { return database.certificate_count(); };
    const auto found = co_await parts_.outbox.read(ask);
    const bool is_away = parts_.health.is_away();
    if (is_away && !was_away) {
      const Error error =
          found.ok() ? transient_error("database_away", "the writer has no connection") : found.error();
      parts_.log.error("the database is away: nothing new is taken until it is back",
                       {log::error_code(error), log::error_message(error)});
    }
    if (!is_away && was_away) parts_.log.info("the database is back", {});
    was_away = is_away;
    const bool stopping = co_await stopping_.wait_until(parts_.clock, parts_.clock.now() + kInterval);
    if (stopping) break;
  }
  stopped_.set();
}

}  // namespace hub::hubd
