#include "tools/hubd/hub.hpp"

#include <unistd.h>

#include <filesystem>

#include "core/proof/processes.hpp"
#include "tools/hubd/running_hub.hpp"

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

Result<void> RunningHub::start() {
  auto events =
      http::Server::start(io_, settings_.events, [this](http::Request request, const http::Peer& peer) {
        return front_door_->handle(std::move(request), peer);
      });
  if (!events.ok()) return events.error();
  events_ = std::move(*events);
  auto admin =
      http::Server::start(io_, settings_.admin, [this](http::Request request, const http::Peer& peer) {
        return serve_admin(std::move(request), peer);
      });
  if (!admin.ok()) return admin.error();
  admin_ = std::move(*admin);
  if (store_watch_) store_watch_->start();
  engine_->start();
  source_->start();
  certificates_->start();
  alerter_->start();
  api_->start();
  accepting_ = true;
  return {};
}

Task<void> RunningHub::stop() {
  accepting_ = false;
  co_await events_->drain();
  co_await alerter_->stop();
  co_await engine_->stop();
  co_await source_->stop();
  co_await certificates_->stop();
  if (store_watch_) co_await store_watch_->stop();
  co_await outbox_->drain();
  co_await api_->stop();
  co_await admin_->drain();
}

Result<std::unique_ptr<Hub>> Hub::create(IoContext& io, const Configuration& configuration,
                                         const connectors::Registry& registry, log::Log& log,
                                         std::function<void(const Error&)> on_fatal) {
  auto hub = std::make_unique<RunningHub>(io, configuration, log, std::move(on_fatal));
  if (auto opened = hub->open(registry); !opened.ok()) return opened.error();
  return std::unique_ptr<Hub>(std::move(hub));
}

}  // namespace hub::hubd
