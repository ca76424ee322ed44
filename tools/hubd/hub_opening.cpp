// RunningHub: everything is opened once, at the start, in an order that matters.
#include <algorithm>
#include <iterator>

#include "core/alerts/readings.hpp"
#include "core/store/backup.hpp"
#include "tools/hubd/data_folder.hpp"
#include "tools/hubd/event_credentials.hpp"
#include "tools/hubd/fetch_hosts.hpp"
#include "tools/hubd/fleet_routes.hpp"
#include "tools/hubd/notifiers.hpp"
#include "tools/hubd/open_database.hpp"
#include "tools/hubd/open_vault.hpp"
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
  if (auto opened = open_peers(); !opened.ok()) return opened;
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

Result<void> RunningHub::open_vault() {
  if (settings_.peers) {
    const auto joined = join_ids(key_folder(settings_), *settings_.peers, *root_, random_, io_);
    if (!joined.ok()) return joined;
  }
  auto opened = hubd::open_vault(settings_, *root_, next_root_ ? &*next_root_ : nullptr, clock_, random_);
  if (!opened.ok()) return std::move(opened).error();
  vault_ = std::move(opened->vault);
  shared_vault_ = opened->shared;
  return {};
}

Result<void> RunningHub::open_store() {
  if (auto read = read_roots(); !read.ok()) return read;
  if (auto opened = open_vault(); !opened.ok()) return opened;
  const store::NodeSelf self{node_name(settings_.fleet), settings_.peers ? settings_.peers->url : "",
                             std::string(kVersion), clock_.wall_now()};
  auto database = open_database(settings_, *vault_, store::PostgresUse::write, store_health_, self);
  if (!database.ok()) return database.error();
  database_ = std::move(*database);
  if (shared_vault_ != nullptr) {
    if (auto joined = shared_vault_->join(*database_->epoch_table()); !joined.ok()) return joined;
  }
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

// Keys that this node lacks are fetched before it looks for cases that lost theirs.
Result<void> RunningHub::open_peers() {
  if (shared_vault_ == nullptr) return {};
  epoch_watch_ = std::make_unique<EpochWatch>(
      EpochWatch::Parts{*shared_vault_, metrics_, clock_, log_, io_.get_executor()});
  if (!settings_.peers) return {};
  auto opened = NodePeers::open({*shared_vault_, *outbox_, clock_, log_, io_}, *settings_.peers);
  if (!opened.ok()) return std::move(opened).error();
  peers_ = std::move(*opened);
  peers_->meet();
  return {};
}

Result<void> RunningHub::open_resources(const connectors::Registry& registry) {
  const auto rewire = [this](const policy::Resources& next) { return this->rewire(next); };
  LiveResources::Parts parts{settings_, registry, *outbox_, clock_, rewire};
  if (database_->fleet() != nullptr)
    parts.own = [this](std::string tenant) { return fleet_->own(std::move(tenant)); };
  resources_ = std::make_unique<LiveResources>(std::move(parts));
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
  // Of a node that others may have taken for dead nothing reaches a target any more.
  if (database_->fleet() != nullptr) client.may_send = [this] { return lease_.holds(); };
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
                                  on_dead_letter, database_->fleet() != nullptr},
      source);
  engine_ = std::make_unique<delivery::Engine>(
      delivery::Engine::Parts{*outbox_, *database_, *vault_, clock_, random_, io_.get_executor(),
                              source_.get(), [this](const delivery::LaneView& lane) { tell_drift(lane); },
                              database_->fleet() != nullptr,
                              [this](const delivery::DeliveryNews& news) { tell_delivery(news); }},
      engine);
  setups_ = std::make_unique<TenantSetups>(
      TenantSetups::Parts{registry, *client_, clock_, *fetcher_, settings_.fetch.deadline,
                          settings_.mappings_folder, *secrets_, settings_.places});
  resources_->run_with(*engine_, *setups_);
  make_tracking();
  removals_ = std::make_unique<TenantRemovals>(
      TenantRemovals::Parts{*engine_, *source_, *resources_, *secrets_, *setups_, *tracking_, *outbox_,
                            clock_, log_, database_->fleet() != nullptr});
  if (auto opened = database_->fleet() != nullptr ? open_fleet() : open_tenants(); !opened.ok())
    return opened;
  return removals_->load(*database_);
}

Result<void> RunningHub::open_fleet() {
  const auto use_keys = [this](std::vector<admin::AdminKey> keys) { api_->follow_keys(std::move(keys)); };
  std::function<Task<void>()> fetch_keys;
  if (peers_) fetch_keys = [this] { return peers_->fetch(); };
  auto opened = FleetMember::open({*database_, *vault_, *outbox_, *resources_, *setups_, *engine_, *removals_,
                                   *tracking_, *secrets_, use_keys, fetch_keys, proof_, lease_,
                                   peers_ ? &peers_->client() : nullptr, clock_, log_, io_.get_executor(),
                                   !settings_.never_delete});
  if (!opened.ok()) return opened.error();
  fleet_ = std::move(*opened);
  fleet_tracking_ = std::make_unique<FleetTracking>(*tracking_, *fleet_);
  return {};
}

Result<void> RunningHub::open_tenants() {
  config::Problems problems;
  Staged staged;
  for (const policy::Tenant& tenant : resources_->now().tenants)
    setups_->add(tenant, resources_->now(), staged, problems);
  if (!problems.empty()) return all_of(problems);
  staged.tenants.push_back(proof_.setup(!settings_.never_delete));
  for (delivery::TenantSetup& setup : staged.tenants) {
    if (auto added = engine_->add_tenant(std::move(setup)); !added.ok()) return added;
  }
  setups_->use(staged);
  const auto recovered = engine_->recover();
  if (!recovered.ok()) return recovered.error();
  if (auto owed = source_->recover(); !owed.ok()) return owed;
  // After the engine's recovery, which has made keys and rows agree.
  if (auto read = tracking_->recover(); !read.ok()) return read;
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

void RunningHub::make_tracking() {
  const auto tenants = [this] {
    std::vector<std::string> names;
    for (const policy::Tenant& tenant : resources_->now().tenants) names.push_back(tenant.name);
    return names;
  };
  const auto terms_of = [this](const std::string& name) -> Result<policy::Tracking> {
    const policy::Tenant* tenant = resources_->now().find_tenant(name);
    if (tenant == nullptr) return invalid_error("unknown_tenant", "there is no such tenant");
    return tenant->tracking;
  };
  const auto refusal_of_leaving = [this](const std::string& tenant) { return removals_->refusal_of(tenant); };
  tracking_ = std::make_unique<tracking::Book>(
      tracking::Book::Parts{*outbox_, *database_, *vault_, clock_, random_, log_, io_.get_executor(), tenants,
                            terms_of, refusal_of_leaving, database_->fleet() != nullptr});
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
  intake_ = std::make_unique<EngineIntake>(*engine_, door_policies_, store_health_, clock_, fleet_.get());
  ingest::FrontDoorSettings door;
  door.batch_events_max = settings_.events_per_batch_max;
  door.rate.events_per_second = settings_.events_per_second_max;
  door.limits.fetch.document_bytes_max = settings_.fetch.bytes_max;
  door.limits.fetch.attachment_bytes_max = settings_.fetch.bytes_max;
  door.limits.fetch.deadline = settings_.fetch.deadline;
  front_door_ = std::make_unique<ingest::FrontDoor>(
      ingest::FrontDoor::Parts{credentials_, *intake_, *fetcher_, clock_, io_.get_executor(),
                               ingest::standard_verifiers(clock_), taking_tracking()},
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
  std::function<std::vector<admin::NodeStatus>()> fleet;
  if (fleet_) fleet = [this] { return fleet_->nodes(); };
  figures_ = std::make_unique<admin::EngineFigures>(metrics_, *engine_, *source_, front_door_->counts(),
                                                    clock_, fleet);
  capacity_ = std::make_unique<admin::CapacityFigures>(metrics_, *vault_, settings_.data_dir);
  control_ = std::make_unique<admin::EngineControl>(admin::EngineControl::Parts{
      *engine_, *source_, clock_, std::string(kVersion), settings_.region, settings_.places.place,
      settings_.places.backup, *figures_, *capacity_, [this] { return readiness(); },
      [this](const std::string& tenant, const std::string& target) {
        const policy::Target* its = resources_->now().find_target(tenant, target);
        return its != nullptr ? its->connector : std::string();
      },
      [this] { return outbox_->rotate_root(); }, [this] { return back_up(); },
      [this] { return proof_session(); }, kProofTenant, fleet});
  views_ = std::make_unique<admin::OutboxViews>(*outbox_);
  platforms_ = std::make_unique<TenantPlatforms>(TenantPlatforms::Parts{*fetcher_, *front_door_, clock_},
                                                 resources_->now());
  audit_ = std::make_unique<admin::OutboxAudit>(*outbox_);
  keys_ = std::make_unique<admin::OutboxKeys>(*outbox_, clock_);
  moves_ = std::make_unique<TenantMoves>(
      TenantMoves::Parts{*engine_, *resources_, *secrets_, *removals_, *outbox_, *vault_, random_, log_});
  auto stored = admin::stored_keys(*database_, resources_->now());
  if (!stored.ok()) return stored.error();
  std::vector<admin::AdminKey> all_keys = settings_.admin_keys;
  std::ranges::move(*stored, std::back_inserter(all_keys));
  api_ = std::make_unique<admin::Api>(admin::Api::Parts{*control_,
                                                        *views_,
                                                        *platforms_,
                                                        *audit_,
                                                        *secrets_,
                                                        *resources_,
                                                        *removals_,
                                                        *moves_,
                                                        *tracking_,
                                                        *keys_,
                                                        metrics_,
                                                        log_,
                                                        log_level_,
                                                        clock_,
                                                        admin::KeyRing(std::move(all_keys)),
                                                        random_,
                                                        io_.get_executor(),
                                                        hierarchy_,
                                                        key_worker_,
                                                        sign_in_->sessions(),
                                                        sign_in_->provider(),
                                                        fleet_.get()});
  if (fleet_ && peers_) add_fleet_routes(peers_->routes(), *intake_, *tracking_, *api_);
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
