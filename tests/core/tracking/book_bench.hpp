// A book of tracking events over a disk in memory that outlives it, on virtual time. One thread.
#pragma once

#include <boost/test/unit_test.hpp>
#include <set>

#include "core/async/worker.hpp"
#include "core/store/recovery.hpp"
#include "core/store/sqlite/sqlite_database.hpp"
#include "core/tracking/book.hpp"
#include "core/vault/root_key.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"
#include "tests/support/no_log.hpp"
#include "tests/support/run_task.hpp"

namespace hub::tracking::testing {

inline constexpr milliseconds kDay = std::chrono::hours(24);

// The tenants are those of `terms`.
struct BookBench {
  std::map<std::string, policy::Tracking> terms{{"acme", {}}, {"globex", {}}};
  std::set<std::string> leaving;
  SeededRandom random{7};
  hub::testing::VirtualClock clock;
  simulation::SimulatedDisk disk{random};
  simulation::SimulatedVfs vfs{disk, random};
  IoContext io{1};
  LoopWorker worker{io.get_executor()};
  hub::testing::NoLog log;
  vault::RootKey root = vault::RootKey::from_bytes(std::array<std::byte, 32>{});
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Outbox> outbox;
  std::unique_ptr<Book> book;
  bool has_failed = false;  // durability is gone
  bool shares_store = false;

  BookBench() { boot(); }
  ~BookBench() { shut_down(); }

  void boot() {
    has_failed = false;
    vault =
        std::move(*vault::Vault::open({"/keys", 64, std::chrono::seconds(300)}, disk, root, clock, random));
    store::SqliteSettings sqlite;
    sqlite.vfs = vfs.name();
    sqlite.exclusive = true;
    sqlite.reserve_bytes = 0;
    database = std::move(*store::open_sqlite("/hub.db", sqlite));
    BOOST_REQUIRE(store::recover(
                      *database, *vault, [](store::TenantId) { return true; }, [](const store::LiveCase&) {})
                      .ok());
    outbox = std::make_unique<store::Outbox>(
        store::Outbox::Parts{*database, *vault, worker, worker, clock, io.get_executor(),
                             [this](const Error&) { has_failed = true; }},
        store::OutboxLimits{});
    const auto tenants = [this] {
      std::vector<std::string> names;
      for (const auto& [name, its] : terms) names.push_back(name);
      return names;
    };
    const auto terms_of = [this](const std::string& tenant) -> Result<policy::Tracking> {
      const auto found = terms.find(tenant);
      if (found == terms.end()) return invalid_error("unknown_tenant", "there is no such tenant");
      return found->second;
    };
    const auto refusal_of_leaving = [this](const std::string& tenant) -> std::optional<Error> {
      if (!leaving.contains(tenant)) return std::nullopt;
      return invalid_error("tenant_leaving", "this tenant is being removed");
    };
    book =
        std::make_unique<Book>(Book::Parts{*outbox, *database, *vault, clock, random, log, io.get_executor(),
                                           tenants, terms_of, refusal_of_leaving, shares_store});
    if (!shares_store) BOOST_REQUIRE(book->recover().ok());
  }
  void shut_down() {
    run(outbox->drain());
    forget();
  }
  void forget() {
    book.reset();
    outbox.reset();
    database.reset();
    vault.reset();
  }
  void restart() {
    shut_down();
    boot();
  }
  // The machine stops where it stands.
  void crash() {
    disk.crash();
    forget();
    disk.heal();
    boot();
  }

  void run(Task<void> task) {
    bool done = false;
    spawn(io.get_executor(), std::move(task), [&] { done = true; });
    BOOST_REQUIRE(hub::testing::run_until(io, clock, [&] { return done; }));
  }
  // Without time going on.
  void run_dry() {
    do io.restart();
    while (io.poll() > 0);
  }
  template <class T>
  T ask(Task<T> task) {
    io.restart();
    return hub::testing::run_task(io, clock, std::move(task));
  }

  static NewEvent event(const std::string& id, const std::string& session = "S-1",
                        const std::string& tenant = "acme") {
    NewEvent made;
    made.tenant = tenant;
    made.source = "/engage/" + tenant;
    made.id = id;
    made.session = session;
    made.content.append(R"({"session":{"id":")" + session + R"("},"action":"page_view"})");
    return made;
  }
  std::vector<Result<Taken>> take(std::vector<NewEvent> events) { return ask(book->take(std::move(events))); }
  // "accepted", "duplicate", or why it was not taken.
  std::string take_one(const std::string& id, const std::string& session = "S-1",
                       const std::string& tenant = "acme") {
    std::vector<NewEvent> events;
    events.push_back(event(id, session, tenant));
    const auto taken = take(std::move(events));
    if (!taken.at(0).ok()) return taken[0].error().code;
    return *taken[0] == Taken::accepted ? "accepted" : "duplicate";
  }
  void sweep() { run(book->sweep()); }
  Gone purge(const std::string& tenant) { return *ask(book->purge(tenant, "requested")); }
  Gone erase(const std::string& session, bool is_dry_run = false) {
    return *ask(book->erase_session("acme", session, is_dry_run));
  }

  // Events of the tenant by day, as operators see them: "1 2".
  std::string counts(const std::string& tenant = "acme") const {
    std::string all;
    for (const TenantView& view : book->views())
      if (view.tenant == tenant)
        for (const DayView& day : view.days) all += (all.empty() ? "" : " ") + std::to_string(day.events);
    return all;
  }
  std::int64_t rows() const {
    std::int64_t rows = 0;
    const auto days = *database->tracking().days();
    for (const store::TrackingDay& day : days)
      rows += static_cast<std::int64_t>(database->tracking().events(day.id)->size());
    return rows;
  }
  std::vector<std::string> certificates() const {
    std::vector<std::string> entries;
    const auto views = *database->certificates(-1, 1000);
    for (const store::CertificateView& view : views) entries.push_back(view.entry);
    return entries;
  }
  // How many events of these rows the vault still opens, whoever keeps them.
  std::size_t opened(const std::vector<store::TrackingDay>& days,
                     const std::vector<store::TrackingEvent>& events) const {
    std::size_t count = 0;
    for (const store::TrackingDay& day : days) {
      model::Arena arena;
      const std::string_view sealed_key(day.sealed_key.data(), day.sealed_key.size());
      const auto bytes = vault->open_sealed(*day.key, sealed_key, bound_to(day.tenant, day.day), arena);
      const auto key = bytes.ok() ? DayKey::from(*bytes) : std::nullopt;
      for (const store::TrackingEvent& one : events)
        count += key && key->open({one.sealed.data(), one.sealed.size()}, one.event_ref) ? 1u : 0u;
    }
    return count;
  }
};

}  // namespace hub::tracking::testing
