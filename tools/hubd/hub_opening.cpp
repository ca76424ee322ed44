// RunningHub: everything is opened once, at the start, in an order that matters.
#include <sys/stat.h>

#include <algorithm>
#include <iterator>

#include "core/alerts/readings.hpp"
#include "core/store/backup.hpp"
#include "tools/hubd/data_folder.hpp"
#include "tools/hubd/event_credentials.hpp"
#include "tools/hubd/fetch_hosts.hpp"
#include "tools/hubd/notifiers.hpp"
#include "tools/hubd/open_database.hpp"
#include "tools/hubd/running_hub.hpp"
#include "tools/hubd/version.hpp"

namespace hub::hubd {

namespace {

Error all_of(const config::Problems& problems) {
  return config_error(config::all_texts(problems));
}

}  // namespace

Result<void> RunningHub::open(const connectors::Registry& registry) {
  auto lock = lock_data_folder(settings_.data_dir);
  if (!lock.ok()) return lock.error();
  lock_ = *lock;
  if (auto opened = open_store(); !opened.ok()) return opened;
  if (auto opened = open_resources(registry); !opened.ok()) return opened;
  if (auto opened = open_client(); !opened.ok()) return opened;
  if (auto opened = open_certificates(); !opened.ok()) return opened;
  if (auto opened = open_engine(registry); !opened.ok()) return opened;
  if (auto opened = open_front_door(); !opened.ok()) return opened;
  if (auto opened = open_console(); !opened.ok()) return opened;
  if (auto opened = open_admin(); !opened.ok()) return opened;
  return open_alerts();
}

Result<void> RunningHub::read_roots() {
  auto root = vault::RootKey::from_source(settings_.root_key);
  if (!root.ok()) return root.error();
  root_.emplace(std::move(*root));
  if (settings_.next_root_key.empty()) return {};
  auto next = vault::RootKey::from_source(settings_.next_root_key);
  if (!next.ok()) return next.error();
  next_root_.emplace(std::move(*next));
  return {};
}

Result<void> RunningHub::open_store() {
  if (auto read = read_roots(); !read.ok()) return read;
  vault::VaultSettings vault_settings;
  vault_settings.directory = settings_.data_dir + "/keys";
  ::mkdir(vault_settings.directory.c_str(),
          0700);  // a folder that cannot be made is one that cannot be opened
  vault_settings.case_slots = settings_.case_slots;
  vault_settings.epoch_length = settings_.epoch_length;
  auto vault = vault::Vault::open(vault_settings, vault::posix_file_system(), *root_, clock_, random_,
                                  next_root_ ? &*next_root_ : nullptr);
  if (!vault.ok()) return vault.error();
  vault_ = std::move(*vault);
  auto database = open_database(settings_, *vault_, store::PostgresUse::write, store_health_);
  if (!database.ok()) return database.error();
  database_ = std::move(*database);
  const auto on_fatal = [this](const Error& error) {
    log_.error("the store failed", {log::error_code(error), log::error_message(error)});
    on_fatal_(error);
  };
  outbox_ = std::make_unique<store::Outbox>(
      store::Outbox::Parts{*database_, *vault_, writer_, reader_, clock_, io_.get_executor(), on_fatal},
      store::OutboxLimits{});
  if (settings_.postgres)
    store_watch_ = std::make_unique<StoreWatch>(
        StoreWatch::Parts{*outbox_, store_health_, clock_, log_, io_.get_executor()});
  return {};
}

Result<void> RunningHub::open_resources(const connectors::Registry& registry) {
  const auto rewire = [this](const policy::Resources& next) { return this->rewire(next); };
  resources_ =
      std::make_unique<LiveResources>(LiveResources::Parts{settings_, registry, *outbox_, clock_, rewire});
  if (auto loaded = resources_->load(*database_, configuration_.resources); !loaded.ok()) return loaded;
  hierarchy_ = admin::Hierarchy(resources_->now());
  door_policies_.know(resources_->now());
  const auto renew = [this](const std::string& tenant, const std::string& secret) {
    return this->renew(tenant, secret);
  };
  secrets_ = std::make_unique<admin::SecretKeeper>(
      admin::SecretKeeper::Parts{*outbox_, {*vault_, random_}, resources_->now(), clock_, renew});
  return secrets_->load(*database_);
}

// Who may send, and whose tenants are whose, once these are the resources.
Result<std::function<void()>> RunningHub::rewire(const policy::Resources& next) {
  auto book = credential_book(next);
  if (!book.ok()) return book.error();
  return std::function<void()>([this, made = std::make_shared<ingest::CredentialBook>(std::move(*book))] {
    credentials_ = std::move(*made);
    hierarchy_ = admin::Hierarchy(resources_->now());
    door_policies_.know(resources_->now());
    platforms_->know(resources_->now());
  });
}

// What uses a secret of a tenant, with its value of now.
Result<std::function<void()>> RunningHub::renew(const std::string& tenant, const std::string& secret) {
  const auto staged = std::make_shared<Staged>();
  config::Problems problems;
  setups_->renew(resources_->now(), tenant, secret, *staged, problems);
  if (!problems.empty()) return all_of(problems);
  auto rewire = this->rewire(resources_->now());
  if (!rewire.ok()) return rewire;
  return std::function<void()>([this, staged, rewire = std::move(*rewire)] {
    setups_->use(*staged);
    rewire();
  });
}

Result<void> RunningHub::open_client() {
  auto guard = http::AddressGuard::with_allowed(settings_.private_subnets);
  if (!guard.ok()) return guard.error();
  http::ClientSettings client;
  client.guard = std::move(*guard);
  client.ca_file = settings_.ca_file;
  client.user_agent = "connector-hub/" + std::string(kVersion);
  client_ = std::make_unique<http::CurlClient>(io_, std::move(client));
  auto hosts = fetch_hosts(settings_.fetch);
  if (!hosts.ok()) return std::move(hosts).error();
  fetcher_ = std::make_unique<ingest::Fetcher>(*client_, clock_, std::move(*hosts));
  return {};
}

Result<void> RunningHub::open_engine(const connectors::Registry& registry) {
  delivery::EngineSettings engine = settings_.engine;
  engine.keeps_confirmed_cases = settings_.never_delete;
  if (settings_.never_delete) log_.warning("nothing is ever deleted: this setting is for tests only");
  const auto on_dead_letter = [this](const std::string& tenant, const Error& error) {
    log_.error("the platform of a tenant cannot be served and needs a person",
               {log::resource("tenant", tenant), log::error_code(error), log::error_message(error)});
  };
  delivery::SourceLimits source;
  source.retry.first_wait = engine.retry.first_wait;
  source.retry.longest_wait = engine.retry.longest_wait;
  source.retry.auth_wait = engine.retry.auth_wait;
  source.retry.attempts_max = settings_.platform_attempts;
  source_ = std::make_unique<delivery::SourceJobs>(
      delivery::SourceJobs::Parts{*outbox_, *database_, *vault_, clock_, random_, io_.get_executor(),
                                  on_dead_letter},
      source);
  engine_ = std::make_unique<delivery::Engine>(
      delivery::Engine::Parts{*outbox_, *database_, *vault_, clock_, random_, io_.get_executor(),
                              source_.get(), [this](const delivery::LaneView& lane) { tell_drift(lane); },
                              [this](const delivery::DeliveryNews& news) { tell_delivery(news); }},
      engine);
  config::Problems problems;
  Staged staged;
  setups_ = std::make_unique<TenantSetups>(
      TenantSetups::Parts{registry, *client_, clock_, *fetcher_, settings_.fetch.deadline,
                          settings_.mappings_folder, *secrets_, settings_.places});
  for (const policy::Tenant& tenant : resources_->now().tenants)
    setups_->add(tenant, resources_->now(), staged, problems);
  if (!problems.empty()) return all_of(problems);
  staged.tenants.push_back(proof_.setup(!settings_.never_delete));
  for (delivery::TenantSetup& setup : staged.tenants) {
    if (auto added = engine_->add_tenant(std::move(setup)); !added.ok()) return added;
  }
  setups_->use(staged);
  resources_->run_with(*engine_, *setups_);
  const auto recovered = engine_->recover();
  if (!recovered.ok()) return recovered.error();
  if (auto owed = source_->recover(); !owed.ok()) return owed;
  removals_ = std::make_unique<TenantRemovals>(
      TenantRemovals::Parts{*engine_, *source_, *resources_, *secrets_, *setups_, *outbox_, clock_, log_});
  if (auto loaded = removals_->load(*database_); !loaded.ok()) return loaded;
  if (recovered->cases > 0 || recovered->redone > 0) {
    log_.info("cases wait from before the start",
              {log::count("cases", static_cast<std::int64_t>(recovered->cases)),
               log::count("unknown", static_cast<std::int64_t>(recovered->unknown)),
               log::count("deletions_finished", static_cast<std::int64_t>(recovered->redone))});
  }
  if (recovered->lost > 0) {
    log_.error("cases lost their keys: the key file was damaged or replaced",
               {log::count("cases", static_cast<std::int64_t>(recovered->lost))});
  }
  return {};
}

void RunningHub::tell_drift(const delivery::LaneView& lane) {
  metrics_
      .gauge("hub_mapping_drift", "What the mappings in use and their target disagree about.",
             {{"tenant", lane.tenant}, {"target", lane.target}})
      .set(static_cast<std::int64_t>(lane.drift.size()));
  if (lane.drift.empty())
    log_.info("the mappings fit their target again",
              {log::resource("tenant", lane.tenant), log::resource("target", lane.target)});
  for (const std::string& finding : lane.drift)
    log_.warning("a mapping does not fit its target",
                 {log::resource("tenant", lane.tenant), log::resource("target", lane.target),
                  log::error_message(config_error(finding))});
}

// At debug only: normal work is quiet, and what is graphed is counted. Here lines and traces are joined: the
// calls for a batch of several cases carry a trace of their own.
void RunningHub::tell_delivery(const delivery::DeliveryNews& news) {
  if (!log_level_.shows(log::Level::debug)) return;
  const log::Field tenant = log::resource("tenant", news.tenant),
                   target = log::resource("target", news.target);
  const log::Field reference = log::case_ref(news.case_ref), trace = log::trace("trace", news.traceparent);
  const log::Field calls = log::trace("calls_trace", news.calls_trace);
  const log::Field state = log::resource("state", store::to_string(news.state));
  if (news.error != nullptr)
    log_.debug("an attempt to deliver failed",
               {tenant, target, reference, state, trace, calls, log::error_kind(*news.error),
                log::error_code(*news.error), log::error_message(*news.error)});
  else if (news.state == store::DeliveryState::confirmed)
    log_.debug("a delivery is confirmed", {tenant, target, reference, trace, calls});
  else
    log_.debug("a delivery waits", {tenant, target, reference, trace});
}

Result<void> RunningHub::open_certificates() {
  certificates::PublisherSettings publisher;
  publisher.directory = settings_.data_dir + "/certificates";
  publisher.origin = "certificates." + settings_.region;
  auto opened =
      CertificateLog::open({*outbox_, clock_, log_, io_.get_executor(), *client_}, std::move(publisher),
                           vault_->derive_key("certificates/signing"), settings_.witnesses);
  if (!opened.ok()) return opened.error();
  certificates_ = std::move(*opened);
  // A restored backup must not bring back what was deleted since: this comes before anything is delivered.
  const auto days = [this](const std::string& name) {
    const policy::Tenant* tenant = resources_->now().find_tenant(name);
    return tenant ? tenant->retention.tombstone_days : policy::Retention{}.tombstone_days;
  };
  return certificates_->replay(*database_, days);
}

Result<ingest::CredentialBook> RunningHub::credential_book(const policy::Resources& resources) {
  config::Problems problems;
  const auto secrets_of = [this](const std::string& tenant) -> const config::SecretSource& {
    return secrets_->of(tenant);
  };
  auto credentials = event_credentials(resources, secrets_of, problems);
  if (!problems.empty()) return all_of(problems);
  std::vector<std::string> tenants;
  for (const policy::Tenant& tenant : resources.tenants) tenants.push_back(tenant.name);
  credentials.push_back(proof_.credential(tenants));
  return ingest::CredentialBook(std::move(credentials));
}

Result<void> RunningHub::open_front_door() {
  auto book = credential_book(resources_->now());
  if (!book.ok()) return book.error();
  credentials_ = std::move(*book);
  intake_ = std::make_unique<EngineIntake>(*engine_, door_policies_, store_health_, clock_);
  ingest::FrontDoorSettings door;
  door.batch_events_max = settings_.events_per_batch_max;
  door.rate.events_per_second = settings_.events_per_second_max;
  door.limits.fetch.document_bytes_max = settings_.fetch.bytes_max;
  door.limits.fetch.attachment_bytes_max = settings_.fetch.bytes_max;
  door.limits.fetch.deadline = settings_.fetch.deadline;
  front_door_ = std::make_unique<ingest::FrontDoor>(
      ingest::FrontDoor::Parts{credentials_, *intake_, *fetcher_, clock_, io_.get_executor(),
                               ingest::standard_verifiers(clock_)},
      std::move(door));
  return {};
}

Result<void> RunningHub::open_console() {
  auto sign_in = ConsoleSignIn::open(settings_, {*client_, clock_, random_, log_});
  if (!sign_in.ok()) return std::move(sign_in).error();
  sign_in_ = std::move(*sign_in);
  if (settings_.console_folder.empty()) return {};
  auto console = admin::ConsoleFiles::load(settings_.console_folder);
  if (!console.ok()) return std::move(console).error().with_context("console");
  console_ = std::move(*console);
  return {};
}

Result<void> RunningHub::open_admin() {
  figures_ =
      std::make_unique<admin::EngineFigures>(metrics_, *engine_, *source_, front_door_->counts(), clock_);
  capacity_ = std::make_unique<admin::CapacityFigures>(metrics_, *vault_, settings_.data_dir);
  control_ = std::make_unique<admin::EngineControl>(admin::EngineControl::Parts{
      *engine_, *source_, clock_, std::string(kVersion), settings_.region, settings_.places.place,
      settings_.places.backup, *figures_, *capacity_, [this] { return readiness(); },
      [this](const std::string& tenant, const std::string& target) {
        const policy::Target* its = resources_->now().find_target(tenant, target);
        return its != nullptr ? its->connector : std::string();
      },
      [this] { return outbox_->rotate_root(); }, [this] { return back_up(); },
      [this] { return proof_session(); }, kProofTenant});
  views_ = std::make_unique<admin::OutboxViews>(*outbox_);
  platforms_ = std::make_unique<TenantPlatforms>(TenantPlatforms::Parts{*fetcher_, *front_door_, clock_},
                                                 resources_->now());
  audit_ = std::make_unique<admin::OutboxAudit>(*outbox_);
  keys_ = std::make_unique<admin::OutboxKeys>(*outbox_, clock_);
  auto stored = admin::stored_keys(*database_, resources_->now());
  if (!stored.ok()) return stored.error();
  std::vector<admin::AdminKey> all_keys = settings_.admin_keys;
  std::ranges::move(*stored, std::back_inserter(all_keys));
  api_ = std::make_unique<admin::Api>(admin::Api::Parts{
      *control_, *views_, *platforms_, *audit_, *secrets_, *resources_, *removals_, *keys_, metrics_, log_,
      log_level_, clock_, admin::KeyRing(std::move(all_keys)), random_, io_.get_executor(), hierarchy_,
      key_worker_, sign_in_->sessions(), sign_in_->provider()});
  return {};
}

Task<Result<store::Backup>> RunningHub::back_up() {
  if (settings_.postgres) {
    const auto ask = [](store::Database& database) { return database.back_up({}); };
    const Result<void> refused = co_await outbox_->read(ask);
    co_return refused.error();
  }
  if (settings_.backup_dir.empty()) co_return invalid_error("no_backup_dir", "hub.yaml names no backup_dir");
  for (const std::string& tenant :
       tenants_without_backup(resources_->now(), settings_.places, clock_.wall_now()))
    co_return invalid_error(
        "policy_refused",
        "the policy of tenant '" + tenant + "' allows no backup in place '" + settings_.places.backup + '\'');
  store::BackupSettings settings{settings_.backup_dir, std::string(kVersion), settings_.region};
  co_return co_await store::make_backup(*outbox_, clock_, std::move(settings));
}

Result<void> RunningHub::open_alerts() {
  const AlertSettings& settings = settings_.alerts;
  const auto read = [this, limits = settings.limits] {
    return alerts::readings_of(*engine_, *source_, limits, clock_.wall_now());
  };
  auto notifiers = notifiers_of(settings, *client_, clock_, io_.get_executor());
  if (!notifiers.ok()) return std::move(notifiers).error();
  alerts::Alerter::Parts parts{clock_, log_, io_.get_executor(), read, std::move(*notifiers)};
  alerter_ = std::make_unique<alerts::Alerter>(std::move(parts), settings.pace);
  return {};
}

}  // namespace hub::hubd
