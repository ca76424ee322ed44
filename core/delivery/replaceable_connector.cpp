#include "core/delivery/replaceable_connector.hpp"

namespace hub::delivery {

namespace {

bool is_same(const KeyGuarantee& a, const KeyGuarantee& b) {
  if (a.index() != b.index()) return false;
  if (const auto* window = std::get_if<IdempotencyWindow>(&a))
    return window->ttl == std::get<IdempotencyWindow>(b).ttl;
  if (const auto* look_up = std::get_if<LookUpOnly>(&a)) {
    const auto& other = std::get<LookUpOnly>(b);
    return look_up->late_commit_window == other.late_commit_window &&
           look_up->visibility_lag == other.visibility_lag;
  }
  return true;
}

}  // namespace

ReplaceableConnector::ReplaceableConnector(std::shared_ptr<Connector> first)
    : current_(std::move(first)), traits_(current_->traits()) {}

bool ReplaceableConnector::can_become(const Connector& next) const {
  const ConnectorTraits& traits = next.traits();
  return is_same(traits.key_guarantee, traits_.key_guarantee) &&
         traits.can_read_back == traits_.can_read_back && traits.links_by_id == traits_.links_by_id &&
         traits.can_find_existing == traits_.can_find_existing;
}

void ReplaceableConnector::become(std::shared_ptr<Connector> next) {
  traits_ = next->traits();
  current_ = std::move(next);
}

// Each call holds the connector that it began with.

Task<Result<Schema>> ReplaceableConnector::describe(std::vector<std::string> objects) {
  const auto its = current_;
  co_return co_await its->describe(std::move(objects));
}

Task<std::vector<Result<StoredRecord>>> ReplaceableConnector::write(std::span<const model::Record> batch) {
  const auto its = current_;
  co_return co_await its->write(batch);
}

Task<std::vector<Result<std::optional<StoredRecord>>>> ReplaceableConnector::look_up(
    std::span<const model::Record> batch) {
  const auto its = current_;
  co_return co_await its->look_up(batch);
}

Task<std::vector<Result<std::optional<StoredRecord>>>> ReplaceableConnector::find_by_key(
    std::span<const model::Record> batch) {
  const auto its = current_;
  co_return co_await its->find_by_key(batch);
}

Task<std::vector<Result<std::vector<ExistingRecord>>>> ReplaceableConnector::find_existing(
    std::span<const model::Record> batch) {
  const auto its = current_;
  co_return co_await its->find_existing(batch);
}

Task<std::vector<Result<std::optional<model::Value>>>> ReplaceableConnector::read_back(
    std::span<const ReadRequest> batch, model::Arena& arena) {
  const auto its = current_;
  co_return co_await its->read_back(batch, arena);
}

Task<std::vector<Result<void>>> ReplaceableConnector::erase(std::span<const ReadRequest> batch) {
  const auto its = current_;
  co_return co_await its->erase(batch);
}

Task<Result<void>> ReplaceableConnector::probe() {
  const auto its = current_;
  co_return co_await its->probe();
}

}  // namespace hub::delivery
