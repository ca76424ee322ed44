#include "tools/hubd/hub.hpp"

#include <unistd.h>

#include <filesystem>

#include "core/proof/processes.hpp"
#include "tools/hubd/running_hub.hpp"
#include "tools/hubd/service_manager.hpp"

namespace hub::hubd {

namespace {
constexpr std::string_view kLogPrefix = "/certificates/log/";
}  // namespace

admin::ProofSession RunningHub::proof_session() const {
  admin::ProofSession session;
  const std::string& address = settings_.events.address;
  const bool is_everywhere = address == "0.0.0.0" || address == "::";
  session.events_url = std::string(settings_.events.tls ? "https://" : "http://") +
                       (is_everywhere ? "127.0.0.1" : address) + ':' + std::to_string(events_->port());
  session.key = proof_.key();
  session.data_dir = std::filesystem::absolute(settings_.data_dir).string();
  session.process = ::getpid();
  if (const auto identity = proof::identity_of(::getpid()); identity.ok()) session.identity = *identity;
  return session;
}

Result<void> RunningHub::readiness() const {
  if (!accepting_) return transient_error("stopping", "the hub is starting or stopping");
  if (fleet_ && !fleet_->membership().has_begun())
    return transient_error("starting", "the tenants of this node are being taken up");
  if (store_health_.is_away()) return transient_error("database_away", "the database of the store is away");
  return {};
}

// The certificate log holds no personal data: whoever reaches the listener may read and check it.
Task<http::Response> RunningHub::serve_admin(http::Request request, const http::Peer& peer) {
  const std::string_view target = request.url;
  if (request.method == "GET" && target.starts_with(kLogPrefix)) {
    return certificates_->serve(std::string(target.substr(kLogPrefix.size())));
  }
  return serve_console_or_api(std::move(request), peer);
}

Task<http::Response> RunningHub::serve_console_or_api(http::Request request, const http::Peer& peer) {
  if (sign_in_->serves(request)) {
    auto signing_in = sign_in_->provider()->handle(std::move(request));
    co_return co_await std::move(signing_in);
  }
  if (auto file = console_.serve(request)) co_return std::move(*file);
  auto answering = api_->handle(std::move(request), peer);
  co_return co_await std::move(answering);
}

// A socket that this process opened is left with the service manager, so that connections wait in it while
// the hub restarts.
Result<std::unique_ptr<http::Server>> RunningHub::listen(const std::string& name,
                                                         http::ServerSettings settings,
                                                         http::Handler handler) {
  const bool is_own = settings.listening_socket < 0;
  auto server = http::Server::start(io_, std::move(settings), std::move(handler));
  if (server.ok() && is_own) leave_with_service_manager((*server)->listening_socket(), name);
  return server;
}

Result<void> RunningHub::open_listeners() {
  http::ServerSettings for_events = settings_.events, for_admin = settings_.admin;
  for (http::ServerSettings* settings : {&for_events, &for_admin})
    settings->listening_socket = sockets_.take(settings->address, settings->port);
  // Before one is left under the same name.
  for (const std::string& name : sockets_.drop_rest())
    log_.warning("a socket was handed over that no listener of hub.yaml is for",
                 {log::resource("socket", name)});
  auto events =
      listen("events", std::move(for_events), [this](http::Request request, const http::Peer& peer) {
        return front_door_->handle(std::move(request), peer);
      });
  if (!events.ok()) return events.error();
  events_ = std::move(*events);
  auto admin = listen("admin", std::move(for_admin), [this](http::Request request, const http::Peer& peer) {
    return serve_admin(std::move(request), peer);
  });
  if (!admin.ok()) return admin.error();
  admin_ = std::move(*admin);
  return {};
}

Result<void> RunningHub::start() {
  if (peers_) {
    if (auto started = peers_->start(); !started.ok()) return started;
  }
  if (auto opened = open_listeners(); !opened.ok()) return opened;
  if (store_watch_) store_watch_->start();
  if (epoch_watch_) epoch_watch_->start();
  engine_->start();
  source_->start();
  tracking_->start();
  if (fleet_) fleet_->membership().start();
  certificates_->start();
  alerter_->start();
  api_->start();
  accepting_ = true;
  return {};
}

Task<void> RunningHub::reload() {
  const auto tell = [this](log::Literal what, const Result<void>& done) {
    if (done.ok()) return log_.info("read again", {log::word("what", what)});
    log_.error("a reload was refused, and what was there goes on",
               {log::word("what", what), log::error_message(done.error())});
  };
  tell("certificate of the events listener", events_->renew_tls());
  tell("certificate of the admin listener", admin_->renew_tls());
  if (peers_) tell("certificate of the peers listener", peers_->renew_tls());
  auto reading = resources_->reload();
  const auto read = co_await std::move(reading);
  tell("resources", read);
}

Task<void> RunningHub::stop() {
  accepting_ = false;
  co_await events_->drain();
  co_await alerter_->stop();
  if (fleet_) co_await fleet_->membership().stop();
  co_await engine_->stop();
  co_await source_->stop();
  co_await tracking_->stop();
  co_await certificates_->stop();
  if (store_watch_) co_await store_watch_->stop();
  if (epoch_watch_) co_await epoch_watch_->stop();
  if (peers_) co_await peers_->stop();
  co_await outbox_->drain();
  if (fleet_) co_await leave_fleet();
  co_await api_->stop();
  co_await admin_->drain();
}

// What nobody could be handed is free at once. A node that cannot say so is buried a lease later.
Task<void> RunningHub::leave_fleet() {
  Event done(io_.get_executor());
  writer_.post([this, &done] {
    (void)database_->fleet()->leave();
    post_to(io_.get_executor(), [&done] { done.set(); });
  });
  co_await done.wait();
}

Result<std::unique_ptr<Hub>> Hub::create(IoContext& io, const Configuration& configuration,
                                         const connectors::Registry& registry, Process process) {
  auto hub = std::make_unique<RunningHub>(io, configuration, std::move(process));
  if (auto opened = hub->open(registry); !opened.ok()) return opened.error();
  return std::unique_ptr<Hub>(std::move(hub));
}

}  // namespace hub::hubd
