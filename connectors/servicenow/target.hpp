// A ServiceNow instance as a target: rows of any table, found by a key that the hub writes into a column, and
// files on them; proven by reading back by id and comparing values, since the instance drops what it does not
// know without a word. One loop's thread. Keeps a token and what describe() said about columns, nothing else.
#pragma once

#include "connectors/servicenow/client.hpp"
#include "connectors/servicenow/types.hpp"
#include "connectors/shared/outcomes.hpp"

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
  Task<std::vector<Written>> write(Records batch) override;
  Task<std::vector<Result<Seen>>> look_up(Records batch) override;
  Task<std::vector<Result<Existing>>> find_existing(Records batch) override;
  Task<std::vector<Result<Form>>> read_back(Requests batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(Requests batch) override;
  Task<Result<void>> probe() override;
  // A column that is gone shows itself by nothing but its missing value.
  bool suggests_drift(const Error& error) const override { return error.code == "mismatch"; }
  delivery::Budget budget() const override { return client_.budget(); }

 private:
  // Of each record of a batch its row at the instance, or nothing.
  using Rows = std::vector<Result<Form>>;

  // Rows by id or, where there is none, by key; with these columns.
  Task<Rows> rows_of(Requests batch, const std::string& columns, model::Arena& arena);
  std::string columns_of(Requests batch) const;
  Task<Result<delivery::SchemaObject>> describe_table(std::string table);
  model::Value stored(const model::Record& record, const model::Value& row, model::Arena& arena) const;

  // files.cpp
  Task<std::vector<Written>> write_files(Records batch);
  Task<Written> upload(const model::Record& record, std::string parent);
  // The records that files belong to, by id; empty where there is none.
  Task<Result<std::vector<std::string>>> parents_of(Requests batch);
  Task<Rows> files_of(Requests batch, model::Arena& arena);
  Task<Rows> read_files(Requests batch, model::Arena& arena);

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  std::map<std::string, Lengths, std::less<>> lengths_;
};

}  // namespace hub::connectors::servicenow
