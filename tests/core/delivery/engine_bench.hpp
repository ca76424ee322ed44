// An engine with one tenant and one target, over a disk in memory that outlives it, on virtual time. One
// thread.
#pragma once

#include <boost/test/unit_test.hpp>
#include <functional>

#include "core/async/worker.hpp"
#include "core/delivery/engine.hpp"
#include "core/store/sqlite/sqlite_database.hpp"
#include "core/vault/root_key.hpp"
#include "tests/simulation/simulated_disk.hpp"
#include "tests/simulation/simulated_vfs.hpp"
#include "tests/support/memory_target.hpp"
#include "tests/support/virtual_clock.hpp"

namespace hub::delivery {

// The tenant is "acme", the target "memory"; `change` sets what else a test wants of the tenant.
struct EngineBench {
  std::string mapping;
  std::function<void(TenantSetup&)> change;
  SeededRandom random{7};
  testing::VirtualClock clock;
  simulation::SimulatedDisk disk{random};
  simulation::SimulatedVfs vfs{disk, random};
  IoContext io{1};
  LoopWorker worker{io.get_executor()};
  vault::RootKey root = vault::RootKey::from_bytes(std::array<std::byte, 32>{});
  std::shared_ptr<testing::MemoryTarget> target;
  std::unique_ptr<vault::Vault> vault;
  std::unique_ptr<store::Database> database;
  std::unique_ptr<store::Outbox> outbox;
  std::function<std::unique_ptr<SourcePlatform>()> make_platform;  // set it, then restart
  std::unique_ptr<SourceJobs> source;
  std::unique_ptr<Engine> engine;
  std::vector<std::vector<std::string>> alarms;  // what the engine told about drift, each time

  explicit EngineBench(
      std::string mapping_text, const ConnectorTraits& traits = testing::MemoryTarget::default_traits(),
      std::function<void(TenantSetup&)> change_tenant = [](TenantSetup&) {})
      : mapping(std::move(mapping_text)),
        change(std::move(change_tenant)),
        target(std::make_shared<testing::MemoryTarget>(clock, traits)) {
    boot();
  }
  ~EngineBench() { shut_down(); }

  void boot() {
    vault =
        std::move(*vault::Vault::open({"/keys", 64, std::chrono::seconds(300)}, disk, root, clock, random));
    database = open_database();
    outbox = std::make_unique<store::Outbox>(store::Outbox::Parts{*database, *vault, worker, worker, clock,
                                                                  io.get_executor(), [](const Error&) {}},
                                             store::OutboxLimits{});
    source = std::make_unique<SourceJobs>(
        SourceJobs::Parts{*outbox, *database, *vault, clock, random, io.get_executor()}, SourceLimits{});
    engine = std::make_unique<Engine>(
        Engine::Parts{*outbox, *database, *vault, clock, random, io.get_executor(), source.get(),
                      [this](const LaneView& lane) { alarms.push_back(lane.drift); }},
        EngineSettings{});
    BOOST_REQUIRE(engine->add_tenant(setup()).ok());
    BOOST_REQUIRE(engine->recover().ok());
    BOOST_REQUIRE(source->recover().ok());
    engine->start();
    source->start();
  }
  TenantSetup setup() {
    TenantSetup tenant;
    tenant.name = "acme";
    LaneSetup lane;
    lane.target = "memory";
    lane.mapping_file = "mapping.yaml";
    lane.mapping_text = mapping;
    lane.connector = std::make_unique<testing::SharedTarget>(target, clock);
    tenant.lanes.push_back(std::move(lane));
    if (make_platform) tenant.platform = make_platform();
    change(tenant);
    return tenant;
  }
  void shut_down() {
    run(engine->stop());
    run(source->stop());
    run(outbox->drain());
    engine.reset();
    source.reset();
    outbox.reset();
    database.reset();
    vault.reset();
  }
  // The store as the engine opens it; only one at a time.
  std::unique_ptr<store::Database> open_database() {
    store::SqliteSettings sqlite;
    sqlite.vfs = vfs.name();
    sqlite.exclusive = true;
    sqlite.reserve_bytes = 0;
    return std::move(*store::open_sqlite("/hub.db", sqlite));
  }

  void run(Task<void> task) {
    bool done = false;
    spawn(io.get_executor(), std::move(task), [&] { done = true; });
    BOOST_REQUIRE(testing::run_until(io, clock, [&] { return done; }));
  }
  // An event of the tenant, of a visitor's session; what the engine says of it.
  Result<Accepted> offer(const std::string& event_id, const std::string& case_id, const std::string& data,
                         const std::string& session_id = {}) {
    NewEvent event;
    event.tenant = "acme";
    event.source = "/engage/acme";
    event.event_id = event_id;
    event.case_id = case_id;
    event.session_id = session_id;
    event.data = data;
    std::optional<Result<Accepted>> answer;
    run(offer_into(std::move(event), answer));
    return *std::move(answer);
  }
  void run_for(milliseconds time) {
    const MonotonicTime end = clock.now() + time;
    clock.call_at(end, [] {});
    testing::run_until(io, clock, [&] { return clock.now() >= end; });
  }

 private:
  Task<void> offer_into(NewEvent event, std::optional<Result<Accepted>>& answer) {
    answer = co_await engine->accept(std::move(event));
  }
};

}  // namespace hub::delivery
