#include "tools/hubctl/target_session.hpp"

#include <optional>

#include "core/async/system_clock.hpp"
#include "core/delivery/describe.hpp"
#include "core/http/curl_client.hpp"

namespace hub::hubctl {

struct TargetSession::Parts {
  explicit Parts(http::ClientSettings settings) : http(io, std::move(settings)) {}

  template <class T>
  static Task<void> keep(Task<T> task, std::optional<T>& result) {
    result = co_await std::move(task);
  }
  template <class T>
  T run(Task<T> task) {
    std::optional<T> result;
    spawn(io.get_executor(), keep(std::move(task), result));
    io.restart();
    while (!result) io.run_one();
    return std::move(*result);
  }

  IoContext io{1};
  SystemClock clock{io};
  http::CurlClient http;
  const connectors::ConnectorKind* kind = nullptr;
  std::unique_ptr<delivery::Connector> connector;
};

TargetSession::TargetSession() = default;
TargetSession::~TargetSession() = default;

std::unique_ptr<TargetSession> TargetSession::open(const policy::Target& target,
                                                   const connectors::Registry& registry, Network network,
                                                   config::Problems& problems) {
  const connectors::ConnectorKind* kind = registry.find(target.connector);
  if (!kind) {
    problems.push_back(target.node.problem("unknown connector '" + target.connector + "'"));
    return nullptr;
  }
  const std::size_t before = problems.size();
  const config::Settings settings = config::read_settings(kind->spec, target.settings, problems);
  if (problems.size() != before) return nullptr;
  http::ClientSettings client;
  client.guard = std::move(network.guard);
  client.ca_file = std::move(network.ca_file);
  std::unique_ptr<TargetSession> session(new TargetSession());
  session->parts_ = std::make_unique<Parts>(std::move(client));
  auto connector = kind->create(settings, {session->parts_->http, session->parts_->clock});
  if (!connector.ok()) {
    problems.push_back(target.settings.problem(connector.error().message));
    return nullptr;
  }
  session->parts_->kind = kind;
  session->parts_->connector = std::move(*connector);
  return session;
}

Result<void> TargetSession::probe() {
  return parts_->run(parts_->connector->probe());
}

Result<std::vector<std::string>> TargetSession::try_out() {
  if (!parts_->kind->try_out) return std::vector<std::string>();
  return parts_->run(parts_->kind->try_out(*parts_->connector));
}

Result<delivery::Schema> TargetSession::describe(std::set<std::string> objects) {
  return parts_->run(delivery::describe_objects(*parts_->connector, std::move(objects)));
}

}  // namespace hub::hubctl
