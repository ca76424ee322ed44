#include "core/store/postgres/fleet.hpp"

#include <optional>

#include "core/store/encoding.hpp"

namespace hub::store::postgres {

namespace {

constexpr const char* kBeat = "UPDATE nodes SET beats = beats + 1 WHERE name = $1";
constexpr const char* kNodes =
    "SELECT name, address, version, since, fence, beats, leaving FROM nodes ORDER BY name";
constexpr const char* kOwners = "SELECT tenant, node FROM owners";
constexpr const char* kAdministration = "SELECT number FROM sequencer WHERE log = 'administration'";
// Whoever is in the middle of a write holds its row: it lives, or the server ends its session soon.
constexpr const char* kBury =
    "DELETE FROM nodes WHERE name IN"
    " (SELECT name FROM nodes WHERE name = $1 AND fence = $2 AND beats = $3 FOR UPDATE SKIP LOCKED)";
// In one order, so that two that claim at once never wait for each other in a circle.
constexpr const char* kClaim =
    "INSERT INTO owners(tenant, node) SELECT n.tenant, $1 FROM unnest($2) AS n(tenant) ORDER BY n.tenant"
    " ON CONFLICT DO NOTHING RETURNING tenant";
constexpr const char* kHand =
    "UPDATE owners SET node = $2 WHERE tenant = $1 AND node = $3"
    " AND EXISTS(SELECT 1 FROM nodes WHERE name = $2 AND NOT leaving)";

NodeView node_view_of(const Row& row) {
  NodeView view;
  view.node = {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2)),
               to_time(row.integer(3))};
  view.fence = row.integer(4);
  view.beats = row.integer(5);
  view.is_leaving = row.integer(6) != 0;
  return view;
}

}  // namespace

Result<FleetView> PostgresFleet::beat() {
  FleetView view;
  const auto beaten = session_.run([&](Connection& connection) -> Result<void> {
    std::vector<Statement> statements;
    statements.push_back({kBeat, Parameters().add_text(name_)});
    statements.push_back({kNodes});
    statements.push_back({kOwners});
    statements.push_back({kAdministration});
    const auto answers = connection.run(std::move(statements));
    if (!answers.ok()) return answers.error();
    const Answer &nodes = (*answers)[1], &owners = (*answers)[2];
    for (int at = 0; at < nodes.rows(); ++at) view.nodes.push_back(node_view_of(Row(nodes, at)));
    for (int at = 0; at < owners.rows(); ++at) view.owners.emplace(owners.text(at, 0), owners.text(at, 1));
    view.administration = (*answers)[3].integer(0, 0);
    return {};
  });
  if (!beaten.ok()) return beaten.error();
  return view;
}

Result<Answer> PostgresFleet::write(const Statement& statement) {
  std::optional<Answer> answer;
  const auto written = session_.run([&](Connection& connection) -> Result<void> {
    auto done = connection.run(statement);
    if (!done.ok()) return std::move(done).error();
    answer.emplace(std::move(*done));
    return {};
  });
  if (!written.ok()) return written.error();
  return std::move(*answer);
}

Result<bool> PostgresFleet::bury(const NodeView& node) {
  const auto gone = write({kBury, Parameters().add_text(node.node.name).add(node.fence).add(node.beats)});
  if (!gone.ok()) return gone.error();
  return gone->changes() == 1;
}

Result<std::vector<std::string>> PostgresFleet::claim(std::span<const std::string> tenants) {
  std::vector<std::string> claimed;
  if (tenants.empty()) return claimed;
  Column names(Type::text);
  for (const std::string& tenant : tenants) names.add_text(tenant);
  const auto answer = write({kClaim, Parameters().add_text(name_).add(names)});
  if (!answer.ok()) return answer.error();
  for (int at = 0; at < answer->rows(); ++at) claimed.emplace_back(answer->text(at, 0));
  return claimed;
}

Result<bool> PostgresFleet::hand(const std::string& tenant, const std::string& to) {
  const auto handed = write({kHand, Parameters().add_text(tenant).add_text(to).add_text(name_)});
  if (!handed.ok()) return handed.error();
  return handed->changes() == 1;
}

Result<void> PostgresFleet::announce_leaving() {
  const auto told = write({"UPDATE nodes SET leaving = true WHERE name = $1", Parameters().add_text(name_)});
  return told.ok() ? Result<void>() : Result<void>(told.error());
}

Result<void> PostgresFleet::leave() {
  const auto gone = write({"DELETE FROM nodes WHERE name = $1", Parameters().add_text(name_)});
  return gone.ok() ? Result<void>() : Result<void>(gone.error());
}

}  // namespace hub::store::postgres
