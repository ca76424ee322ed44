// Salesforce as a target: upserts on a unique External ID field, proof by reading back. One loop's thread.
// Keeps a token and what describe() said about the objects, nothing else.
#pragma once

#include <map>

#include "connectors/salesforce/errors.hpp"
#include "connectors/salesforce/graph.hpp"
#include "connectors/salesforce/rows.hpp"
#include "connectors/salesforce/types.hpp"

namespace hub::connectors::salesforce {

// How records are written: many of one object in a call (collections), or each case whole (graph).
enum class WriteBy : std::uint8_t { collections, graph };

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(ClientOptions options, Credentials credentials, http::Client& http, Clock& clock,
         WriteBy write_by = WriteBy::collections);

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Result<delivery::StoredRecord>>> write(std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<delivery::StoredRecord>>>> look_up(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::vector<delivery::ExistingRecord>>>> find_existing(
      std::span<const model::Record> batch) override;
  Task<std::vector<Result<std::optional<model::Value>>>> read_back(
      std::span<const delivery::ReadRequest> batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(std::span<const delivery::ReadRequest> batch) override;
  Task<Result<void>> probe() override;
  bool suggests_drift(const Error& error) const override { return is_about_schema(error); }
  delivery::Budget budget() const override { return client_.budget(); }

 private:
  using Found = FoundRow;

  // Of one shape and one way of addressing.
  Task<std::vector<Result<delivery::StoredRecord>>> write_alike(std::span<const model::Record> batch);
  Task<std::vector<Result<delivery::StoredRecord>>> write_cases(std::span<const model::Record> batch);
  Task<Result<void>> send_graphs(std::span<const model::Record> batch, std::span<const Places> graphs,
                                 std::vector<Result<delivery::StoredRecord>>& results);
  Task<std::vector<Result<delivery::StoredRecord>>> write_files(std::span<const model::Record> batch);
  Task<std::vector<Result<Found>>> read_files(std::span<const delivery::ReadRequest> batch,
                                              model::Arena& arena);
  Task<std::vector<Result<Found>>> read_by_query(std::span<const delivery::ReadRequest> batch,
                                                 model::Arena& arena);
  Task<std::vector<Result<Found>>> read_by_id(std::span<const delivery::ReadRequest> batch,
                                              model::Arena& arena);

  const ObjectFacts* facts_of(const model::RecordShape& shape) const;
  std::vector<std::string> fields_to_read(std::span<const delivery::ReadRequest> batch) const;
  model::Value stored(const model::Record& record, const model::Value& row, model::Arena& arena) const;
  model::Value compare_form(const model::Record& record, const model::Value& fields, model::Value key,
                            model::Value parent, model::Arena& arena) const;

  delivery::ConnectorTraits traits_;
  Client client_;
  std::map<std::string, ObjectFacts> facts_;
};

}  // namespace hub::connectors::salesforce
