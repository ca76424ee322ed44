// The service behind its door: its parts in the order in which they are opened. Private to the service. One
// loop's thread.
#pragma once

#include <unistd.h>

#include "core/admin/api.hpp"
#include "core/admin/capacity_figures.hpp"
#include "core/admin/console_files.hpp"
#include "core/admin/engine_control.hpp"
#include "core/admin/engine_figures.hpp"
#include "core/admin/secret_keeper.hpp"
#include "core/alerts/alerter.hpp"
#include "core/async/system_clock.hpp"
#include "core/async/worker.hpp"
#include "core/http/curl_client.hpp"
#include "core/ingest/front_door.hpp"
#include "core/store/postgres/health.hpp"
#include "core/tracking/book.hpp"
#include "core/vault/shared_vault.hpp"
#include "tools/hubd/certificate_log.hpp"
#include "tools/hubd/console_sign_in.hpp"
#include "tools/hubd/door_policies.hpp"
#include "tools/hubd/engine_intake.hpp"
#include "tools/hubd/epoch_watch.hpp"
#include "tools/hubd/fleet_member.hpp"
#include "tools/hubd/fleet_tracking.hpp"
#include "tools/hubd/hub.hpp"
#include "tools/hubd/live_resources.hpp"
#include "tools/hubd/node_peers.hpp"
#include "tools/hubd/proof_tenant.hpp"
#include "tools/hubd/store_watch.hpp"
#include "tools/hubd/tenant_moves.hpp"
#include "tools/hubd/tenant_platforms.hpp"
#include "tools/hubd/tenant_removals.hpp"
#include "tools/hubd/tenant_setup.hpp"

namespace hub::hubd {

class RunningHub final : public Hub {
 public:
  RunningHub(IoContext& io, const Configuration& configuration, Process process)
      : io_(io),
        configuration_(configuration),
        settings_(configuration.hub),
        log_(process.log),
        sockets_(process.sockets),
        on_fatal_(std::move(process.on_fatal)),
        clock_(io),
        log_level_(
            configuration.hub.log_level, [&log = process.log](log::Level level) { log.set_level(level); },
            process.log, clock_),
        door_policies_(configuration.hub.places) {}
  ~RunningHub() override {
    if (lock_ >= 0) ::close(lock_);
  }

  Result<void> open(const connectors::Registry& registry);
  Result<void> start() override;
  Task<void> reload() override;
  Task<void> stop() override;
  std::uint16_t events_port() const override { return events_->port(); }
  std::uint16_t admin_port() const override { return admin_->port(); }

 private:
  Result<void> read_roots();
  Result<void> open_store();
  Result<void> open_vault();
  Result<void> open_peers();
  Result<void> open_client();
  Result<void> open_resources(const connectors::Registry& registry);
  Result<std::function<void()>> rewire(const policy::Resources& next);
  Result<std::function<void()>> renew(const std::string& tenant, const std::string& secret);
  Result<void> open_engine(const connectors::Registry& registry);
  // Everything that the engine works for, at once and for good.
  Result<void> open_tenants();
  // As a node of a fleet, which takes its tenants up while it runs.
  Result<void> open_fleet();
  Task<void> leave_fleet();
  void make_tracking();
  // Where events of visitor tracking go.
  tracking::Tracking& taking_tracking() {
    return fleet_tracking_ ? static_cast<tracking::Tracking&>(*fleet_tracking_) : *tracking_;
  }
  void tell_drift(const delivery::LaneView& lane);
  void tell_delivery(const delivery::DeliveryNews& news);
  Result<void> open_certificates();
  Task<Result<store::Backup>> back_up();
  Result<ingest::CredentialBook> credential_book(const policy::Resources& resources);
  Result<void> open_front_door();
  Result<void> open_console();
  Result<void> open_admin();
  admin::ProofSession proof_session() const;
  Result<void> open_alerts();
  Result<void> readiness() const;
  Result<void> open_listeners();
  Result<std::unique_ptr<http::Server>> listen(const std::string& name, http::ServerSettings settings,
                                               http::Handler handler);
  Task<http::Response> serve_admin(http::Request request, const http::Peer& peer);
  Task<http::Response> serve_console_or_api(http::Request request, const http::Peer& peer);

  IoContext& io_;
  const Configuration& configuration_;
  const HubSettings& settings_;
  log::Log& log_;
  HandedSockets& sockets_;
  std::function<void(const Error&)> on_fatal_;
  int lock_ = -1;
  bool accepting_ = false;
  SystemRandom random_;
  const ProofTenant proof_{random_};
  SystemClock clock_;
  log::TimedLevel log_level_;
  metrics::Registry metrics_;
  ThreadWorker writer_{"store-writer"};
  ThreadWorker reader_{"store-reader"};
  std::optional<vault::RootKey> root_, next_root_;
  std::unique_ptr<vault::Vault> vault_;
  vault::SharedVault* shared_vault_ = nullptr;  // the same one, where keys lie in the database
  store::Health store_health_;
  fleet::Lease lease_{clock_, settings_.fleet.lease};
  std::unique_ptr<store::Database> database_;
  std::unique_ptr<store::Outbox> outbox_;
  std::unique_ptr<StoreWatch> store_watch_;  // of a database that is elsewhere
  std::unique_ptr<EpochWatch> epoch_watch_;  // of keys that are in it
  std::unique_ptr<NodePeers> peers_;         // other nodes; null: there are none
  std::unique_ptr<http::CurlClient> client_;
  std::unique_ptr<LiveResources> resources_;
  std::unique_ptr<admin::SecretKeeper> secrets_;
  std::unique_ptr<TenantSetups> setups_;
  std::unique_ptr<delivery::SourceJobs> source_;
  std::unique_ptr<delivery::Engine> engine_;
  std::unique_ptr<tracking::Book> tracking_;
  std::unique_ptr<TenantRemovals> removals_;
  std::unique_ptr<TenantMoves> moves_;
  std::unique_ptr<CertificateLog> certificates_;
  DoorPolicies door_policies_;
  std::unique_ptr<FleetMember> fleet_;  // of a store that several nodes share
  std::unique_ptr<FleetTracking> fleet_tracking_;
  std::unique_ptr<EngineIntake> intake_;
  ingest::CredentialBook credentials_;
  std::unique_ptr<ingest::Fetcher> fetcher_;
  std::unique_ptr<ingest::FrontDoor> front_door_;
  std::unique_ptr<admin::EngineFigures> figures_;
  std::unique_ptr<admin::CapacityFigures> capacity_;
  std::unique_ptr<alerts::Alerter> alerter_;
  std::unique_ptr<admin::EngineControl> control_;
  std::unique_ptr<admin::OutboxViews> views_;
  std::unique_ptr<TenantPlatforms> platforms_;
  std::unique_ptr<admin::OutboxAudit> audit_;
  std::unique_ptr<admin::OutboxKeys> keys_;
  admin::Hierarchy hierarchy_;
  ThreadWorker key_worker_{"key-check"};
  std::unique_ptr<ConsoleSignIn> sign_in_;
  std::unique_ptr<admin::Api> api_;
  admin::ConsoleFiles console_;
  std::unique_ptr<http::Server> events_, admin_;
};

}  // namespace hub::hubd
