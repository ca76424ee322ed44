// A connector that can be exchanged while its lane uses it: calls under way end with the one they began with.
// One loop's thread.
#pragma once

#include <memory>

#include "core/delivery/connector.hpp"

namespace hub::delivery {

class ReplaceableConnector final : public Connector {
 public:
  explicit ReplaceableConnector(std::shared_ptr<Connector> first);

  // Whether it promises what the first one promised: how records are found again and read back. What waits
  // was begun under those promises.
  bool can_become(const Connector& next) const;
  // Precondition: can_become(*next).
  void become(std::shared_ptr<Connector> next);

  const ConnectorTraits& traits() const override { return traits_; }
  Task<Result<Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Result<StoredRecord>>> write(std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<StoredRecord>>>> find_by_key(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::vector<ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(std::span<const ReadRequest> batch,
                                                                   model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override {
    return current_->expected(record, arena);
  }
  Task<std::vector<Result<void>>> erase(std::span<const ReadRequest> batch) override;
  Task<Result<void>> probe() override;
  bool suggests_drift(const Error& error) const override { return current_->suggests_drift(error); }
  Budget budget() const override { return current_->budget(); }

 private:
  std::shared_ptr<Connector> current_;
  ConnectorTraits traits_;  // of the current one, where references to them stay valid
};

}  // namespace hub::delivery
