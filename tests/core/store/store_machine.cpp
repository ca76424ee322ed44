#include "tests/core/store/store_machine.hpp"

#include "tests/core/store/rows.hpp"

namespace hub::testing {

namespace {

constexpr const char* kBoundTo = "acme";

vault::RootKey root_of_zeros() {
  const std::array<std::byte, 32> bytes{};
  return vault::RootKey::from_bytes(bytes);
}

}  // namespace

StoreMachine::StoreMachine(std::uint64_t seed)
    : random(seed), disk(random), vfs(disk, random), root(root_of_zeros()) {}

StoreMachine::~StoreMachine() {
  crash();
}

bool StoreMachine::start() {
  vault::VaultSettings settings;
  settings.directory = "data";
  settings.case_slots = 64;
  auto opened = vault::Vault::open(settings, disk, root, clock, random);
  if (!opened.ok()) return false;
  vault = std::move(*opened);
  store::SqliteSettings sqlite;
  sqlite.vfs = vfs.name();
  sqlite.exclusive = true;
  auto database_opened = store::open_sqlite("data/hub.db", sqlite);
  if (!database_opened.ok()) return false;
  database = std::move(*database_opened);
  recovered.clear();
  slots.clear();
  const auto all = [](store::TenantId) { return true; };
  auto result = store::recover(*database, *vault, all, [&](const store::LiveCase& entry) {
    slots[entry.row] = entry.slot;
    recovered.push_back(entry);
  });
  if (!result.ok()) return false;
  recovery = *result;
  worker = std::make_unique<LoopWorker>(io.get_executor());
  store::Outbox::Parts parts{
      *database, *vault, *worker, *worker, clock, io.get_executor(), [this](Error error) {
        fatal_errors.push_back(std::move(error));
      }};
  outbox = std::make_unique<store::Outbox>(parts, limits);
  return true;
}

void StoreMachine::crash() {
  io.restart();
  io.poll();
  outbox.reset();
  database.reset();
  vault.reset();
}

void StoreMachine::stop() {
  run(outbox->drain());
  crash();
}

void StoreMachine::run(Task<void> task) {
  bool done = false;
  spawn(io.get_executor(), std::move(task), [&done] { done = true; });
  run_until(io, clock, [&done] { return done; });
}

store::NewCase StoreMachine::new_case(const std::string& text) {
  auto sealed = vault->seal(text, kBoundTo);
  HUB_ASSERT(sealed.ok());
  store::NewCase made;
  made.tenant = 1;
  made.case_ref = hash_of(random.next_u64());
  made.event_ref = hash_of(random.next_u64());
  made.sealed = std::move(*sealed);
  made.received_at = clock.wall_now();
  made.deliveries = {{1, 1, true}};
  return made;
}

std::optional<store::CaseRow> StoreMachine::accept(const std::string& text) {
  store::NewCase made = new_case(text);
  const vault::SlotNumber slot = made.sealed.key.slot;
  std::optional<store::CaseRow> row;
  auto task = [&]() -> Task<void> {
    auto result = co_await outbox->accept(std::move(made));
    if (result.ok()) row = *result;
  };
  run(task());
  if (row) slots[*row] = slot;
  return row;
}

store::Settlement StoreMachine::settlement_of(store::CaseRow row, vault::SlotNumber slot) {
  store::Settlement settlement;
  settlement.row = row;
  settlement.slot = slot;
  settlement.tenant = 1;
  settlement.day = 20000;
  settlement.event_ref = hash_of(static_cast<std::uint64_t>(row));
  settlement.certificate = "{\"case\":" + std::to_string(row) + "}";
  return settlement;
}

bool StoreMachine::settle(store::CaseRow row) {
  std::vector<store::Settlement> settlements = {settlement_of(row, slots.at(row))};
  bool settled = false;
  auto task = [&]() -> Task<void> {
    auto result = co_await outbox->settle(std::move(settlements));
    settled = result.ok();
  };
  run(task());
  return settled;
}

std::optional<std::string> StoreMachine::text_of(store::CaseRow row) {
  const store::CaseRow rows[] = {row};
  const auto contents = database->load(rows);
  if (!contents.ok() || contents->empty() || !slots.contains(row)) return std::nullopt;
  model::Arena arena;
  const std::string_view sealed(contents->front().bytes.data(), contents->front().bytes.size());
  const auto text = vault->open_sealed(contents->front().key, sealed, kBoundTo, arena);
  if (!text.ok()) return std::nullopt;
  return std::string(*text);
}

}  // namespace hub::testing
