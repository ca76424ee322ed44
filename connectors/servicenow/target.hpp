// A ServiceNow instance as a target: rows of any table, found by a key that the hub writes into a column, and
// files on them; proven by reading back by id and comparing values, since the instance drops what it does not
// know without a word. One loop's thread. Keeps a token and what describe() said about columns, nothing else.
#pragma once

#include "connectors/servicenow/client.hpp"
#include "connectors/servicenow/types.hpp"

namespace hub::connectors::servicenow {

struct TargetOptions {
  ClientOptions client;
  std::string case_table = "sn_customerservice_case";  // of the records that files belong to
  std::size_t batch_records = 50;
  std::chrono::seconds late_commit{120};  // a request that was given up may still be carried out for so long
};

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(TargetOptions options, http::TokenSource tokens, http::Client& http, Clock& clock);

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
  // A column that is gone shows itself by nothing but its missing value.
  bool suggests_drift(const Error& error) const override { return error.code == "mismatch"; }
  delivery::Budget budget() const override { return client_.budget(); }

 private:
  using Stored = Result<delivery::StoredRecord>;
  using FoundRecord = std::optional<delivery::StoredRecord>;
  using Found = std::optional<model::Value>;
  // Of each record of a batch its row at the instance, or nothing.
  using Rows = std::vector<Result<Found>>;

  // Rows by id or, where there is none, by key; with these columns.
  Task<Rows> rows_of(std::span<const delivery::ReadRequest> batch, const std::string& columns,
                     model::Arena& arena);
  std::string columns_of(std::span<const delivery::ReadRequest> batch) const;
  Task<Result<delivery::SchemaObject>> describe_table(std::string table);
  model::Value stored(const model::Record& record, const model::Value& row, model::Arena& arena) const;

  // files.cpp
  Task<std::vector<Stored>> write_files(std::span<const model::Record> batch);
  Task<Stored> upload(const model::Record& record, std::string parent);
  // The records that files belong to, by id; empty where there is none.
  Task<Result<std::vector<std::string>>> parents_of(std::span<const delivery::ReadRequest> batch);
  Task<Rows> files_of(std::span<const delivery::ReadRequest> batch, model::Arena& arena);
  Task<Rows> read_files(std::span<const delivery::ReadRequest> batch, model::Arena& arena);

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  std::map<std::string, Lengths, std::less<>> lengths_;
};

}  // namespace hub::connectors::servicenow
