// The built-in target of a proof run: keeps what it is given just long enough to be read back once. One
// loop's thread.
#pragma once

#include <map>
#include <string>

#include "core/base/buffer.hpp"
#include "core/delivery/connector.hpp"

namespace hub::hubd {

class ProofSink final : public delivery::Connector {
 public:
  static constexpr std::size_t kRecordsMax = 1000;  // kept at once; more are refused as transient

  // One that does not forget is for negative controls: then a residue scan has something to find.
  ProofSink(delivery::Schema schema, bool forgets) : schema_(std::move(schema)), forgets_(forgets) {}

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<delivery::StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override;
  // Forgets what it answers, if it is one that forgets.
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(
      std::span<const delivery::ReadRequest> batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(std::span<const delivery::ReadRequest> batch) override;
  Task<Result<void>> probe() override;

 private:
  delivery::ConnectorTraits traits_;
  delivery::Schema schema_;
  bool forgets_;
  std::map<std::string, Buffer, std::less<>> records_;  // fields as JSON, by key; wiped with the buffer
};

}  // namespace hub::hubd
