// Dynamics 365 as a target: rows of Dataverse whose ids are made from our keys, created once by change sets,
// and proven by reading back, many in one batch. One loop's thread. Keeps a token, nothing else.
#pragma once

#include "connectors/dynamics/client.hpp"
#include "connectors/dynamics/errors.hpp"
#include "connectors/dynamics/types.hpp"
#include "connectors/shared/outcomes.hpp"

namespace hub::connectors::dynamics {

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(WriteOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
         Clock& clock);

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Written>> write(Records batch) override;
  Task<std::vector<Result<Seen>>> look_up(Records batch) override;
  Task<std::vector<Result<Existing>>> find_existing(Records batch) override;
  Task<std::vector<Result<Form>>> read_back(Requests batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(Requests batch) override;
  Task<Result<void>> probe() override;
  bool suggests_drift(const Error& error) const override { return is_about_schema(error); }
  delivery::Budget budget() const override { return client_.budget(); }

 private:
  // By a change set for each.
  Task<std::vector<Written>> create(Records batch);
  Task<std::vector<Written>> change(Records batch);
  Task<Result<delivery::SchemaObject>> describe_one(const std::string& set);

  WriteOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
};

}  // namespace hub::connectors::dynamics
