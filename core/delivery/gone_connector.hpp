// What stands in the place of a connector whose tenant has left: it knows nothing, reaches nothing and fails.
// One loop's thread.
#pragma once

#include "core/delivery/connector.hpp"

namespace hub::delivery {

class GoneConnector final : public Connector {
 public:
  explicit GoneConnector(ConnectorTraits traits) : traits_(std::move(traits)) {}

  const ConnectorTraits& traits() const override { return traits_; }
  Task<Result<Schema>> describe(std::vector<std::string>) override { co_return gone(); }
  Task<std::vector<Result<StoredRecord>>> write(std::span<const model::Record> batch) override {
    co_return std::vector<Result<StoredRecord>>(batch.size(), gone());
  }
  Task<std::vector<Result<std::optional<StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override {
    co_return std::vector<Result<std::optional<StoredRecord>>>(batch.size(), gone());
  }
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(std::span<const ReadRequest> batch,
                                                                   model::Arena&) override {
    co_return std::vector<Result<std::optional<model::Value>>>(batch.size(), gone());
  }
  model::Value expected(const model::Record&, model::Arena&) const override { return {}; }
  Task<std::vector<Result<void>>> erase(std::span<const ReadRequest> batch) override {
    co_return std::vector<Result<void>>(batch.size(), gone());
  }
  Task<Result<void>> probe() override { co_return gone(); }

 private:
  static Error gone() { return invalid_error("gone", "the tenant of this target has left"); }

  ConnectorTraits traits_;
};

}  // namespace hub::delivery
