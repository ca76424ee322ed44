// The outbox as hubd runs it: real threads, real files, many cases at once.
#include <boost/test/unit_test.hpp>
#include <filesystem>

#include "core/async/system_clock.hpp"
#include "core/store/outbox.hpp"
#include "core/store/recovery.hpp"
#include "tests/core/store/contract/backends.hpp"
#include "tests/core/store/rows.hpp"

using namespace hub::store;
using hub::Task;

namespace {

constexpr int kCases = 2000;

// Counts the commits on their way to the real database.
class CountingDatabase final : public Database {
 public:
  explicit CountingDatabase(Database& real) : real_(real) {}
  hub::Result<Committed> commit(const WriteGroup& group) override {
    ++commits;
    return real_.commit(group);
  }
  hub::Result<void> checkpoint() override { return real_.checkpoint(); }
  hub::Result<TenantId> tenant_id(const std::string& tenant) override { return real_.tenant_id(tenant); }
  hub::Result<LaneId> lane_id(const std::string& tenant, const std::string& target) override {
    return real_.lane_id(tenant, target);
  }
  hub::Result<std::string> mapping_text(MappingVersion version) override {
    return real_.mapping_text(version);
  }
  hub::Result<std::vector<Publication>> publications(const std::string& tenant, const std::string& target,
                                                     std::uint32_t limit) override {
    return real_.publications(tenant, target, limit);
  }
  hub::Result<void> for_each_live(const std::function<void(const LiveCase&)>& visit) override {
    return real_.for_each_live(visit);
  }
  hub::Result<void> for_each_tombstone(std::int64_t day,
                                       const std::function<void(const Tombstone&)>& visit) override {
    return real_.for_each_tombstone(day, visit);
  }
  hub::Result<std::vector<SealedContent>> load(std::span<const CaseRow> rows) override {
    return real_.load(rows);
  }
  hub::Result<std::vector<DeliveryView>> list_deliveries(const DeliveryFilter& filter) override {
    return real_.list_deliveries(filter);
  }
  hub::Result<std::vector<DeliveryGroup>> group_deliveries(const DeliveryFilter& filter) override {
    return real_.group_deliveries(filter);
  }
  hub::Result<std::vector<DeliveryEvent>> delivery_history(DeliveryKey delivery) override {
    return real_.delivery_history(delivery);
  }
  hub::Result<std::vector<CertificateView>> certificates(std::int64_t after, std::uint32_t limit) override {
    return real_.certificates(after, limit);
  }
  hub::Result<std::int64_t> certificate_count() override { return real_.certificate_count(); }
  hub::Result<void> for_each_source(
      const std::function<void(const SourceCase&, std::vector<SourceJob>)>& visit) override {
    return real_.for_each_source(visit);
  }
  hub::Result<std::vector<std::vector<char>>> session_traces(TenantId tenant,
                                                             const hub::model::KeyedHash& session) override {
    return real_.session_traces(tenant, session);
  }
  hub::Result<MemoryPage> memory(TenantId tenant, MemoryPlace place, std::uint32_t limit) override {
    return real_.memory(tenant, place, limit);
  }
  hub::Result<void> remember(TenantId tenant, const Memory& memory, bool instead) override {
    return real_.remember(tenant, memory, instead);
  }
  hub::Result<std::vector<SealedId>> load_ids(std::span<const CaseRow> rows) override {
    return real_.load_ids(rows);
  }
  hub::Result<void> back_up(const std::string& path) override { return real_.back_up(path); }
  hub::Result<void> commit_source(const SourceChanges& changes) override {
    return real_.commit_source(changes);
  }
  AdminStore& admin() override { return real_.admin(); }
  TrackingStore& tracking() override { return real_.tracking(); }

  int commits = 0;  // written by the writer's thread, read when that has ended

 private:
  Database& real_;
};

struct Service {
  Service() {
    auto opened = backend.open();
    BOOST_TEST_REQUIRE(opened.ok());
    real = std::move(*opened);
    database = std::make_unique<CountingDatabase>(*real);
    vault = backend.open_vault(*real, root, clock, random, kCases);
    Outbox::Parts parts{*database, *vault, *writer, *reader, clock, io.get_executor(), [](hub::Error error) {
                          BOOST_ERROR(error.message);
                        }};
    outbox = std::make_unique<Outbox>(parts, OutboxLimits{});
  }

  Task<void> live_and_die(int number) {
    const std::string text = "transcript " + std::to_string(number);
    auto sealed = vault->seal(text, "acme");
    NewCase made = hub::testing::plain_case(static_cast<std::uint32_t>(number));
    made.sealed = std::move(*sealed);
    const auto slot = made.sealed.key.slot;
    const auto row = co_await outbox->accept(std::move(made));
    if (!row.ok()) co_return;
    std::vector<CaseRow> rows = {*row};
    const auto contents = co_await outbox->load(std::move(rows));
    hub::model::Arena arena;
    const auto& bytes = contents->at(0).bytes;
    const std::string_view content(bytes.data(), bytes.size());
    const auto opened = vault->open_sealed(contents->at(0).key, content, "acme", arena);
    matching += opened.ok() && *opened == text ? 1 : 0;
    auto settlement = hub::testing::plain_settlement(*row, static_cast<std::uint32_t>(number));
    settlement.slot = slot;
    std::vector<Settlement> settlements = {settlement};
    const auto settled = co_await outbox->settle(std::move(settlements));
    ended += settled.ok() ? 1 : 0;
  }
  Task<void> turn() {
    const auto turned = co_await outbox->turn_epochs();
    BOOST_TEST(turned.ok());
  }
  Task<void> drain() { co_await outbox->drain(); }

  hub::testing::TestedBackend backend;
  hub::IoContext io;
  hub::SystemClock clock{io};
  hub::SystemRandom random;
  hub::vault::RootKey root = hub::vault::RootKey::from_bytes(std::array<std::byte, 32>{});
  std::unique_ptr<Database> real;
  std::unique_ptr<CountingDatabase> database;
  std::unique_ptr<hub::vault::Vault> vault;
  std::unique_ptr<hub::ThreadWorker> writer = std::make_unique<hub::ThreadWorker>("writer");
  std::unique_ptr<hub::ThreadWorker> reader = std::make_unique<hub::ThreadWorker>("reader");
  std::unique_ptr<Outbox> outbox;
  int matching = 0, ended = 0;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(outbox_threads)

BOOST_AUTO_TEST_CASE(many_cases_at_once_share_few_commits_and_all_end) {
  Service service;
  for (int number = 0; number < kCases; ++number) {
    hub::spawn(service.io.get_executor(), service.live_and_die(number));
    if (number % 500 == 0) hub::spawn(service.io.get_executor(), service.turn());
  }
  service.io.run();
  BOOST_TEST(service.matching == kCases);
  BOOST_TEST(service.ended == kCases);
  hub::spawn(service.io.get_executor(), service.drain());
  service.io.restart();
  service.io.run();
  service.writer.reset();
  service.reader.reset();
  BOOST_TEST(service.database->commits < kCases / 2);  // there are three changes of each
  BOOST_TEST(*service.real->certificate_count() == kCases);
  std::size_t left = 0;
  BOOST_TEST(service.real->for_each_live([&](const LiveCase&) { ++left; }).ok());
  BOOST_TEST(left == 0u);
}

BOOST_AUTO_TEST_SUITE_END()
