// HubSpot as a target: tickets, notes and contacts, upserted on a unique property, linked, and proven by
// reading back by id. One loop's thread. Keeps a token and what describe() said about properties, nothing
// else.
#pragma once

#include <map>

#include "connectors/hubspot/client.hpp"
#include "connectors/hubspot/errors.hpp"
#include "connectors/hubspot/types.hpp"
#include "connectors/shared/outcomes.hpp"

namespace hub::connectors::hubspot {

struct TargetOptions {
  ClientOptions client;
  std::map<std::string, Defaults, std::less<>> defaults;  // by object
  std::string collector_contact;  // tickets without a contact of their own are linked to it; empty: to nobody
};

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(TargetOptions options, Credentials credentials, http::Client& http, Clock& clock);

  const delivery::ConnectorTraits& traits() const override { return traits_; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Written>> write(Records batch) override;
  Task<std::vector<Result<Seen>>> look_up(Records batch) override;
  Task<std::vector<Result<Seen>>> find_by_key(Records batch) override;
  Task<std::vector<Result<Existing>>> find_existing(Records batch) override;
  Task<std::vector<Result<Form>>> read_back(Requests batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(Requests batch) override;
  Task<Result<void>> probe() override;
  bool suggests_drift(const Error& error) const override { return is_about_schema(error); }
  delivery::Budget budget() const override { return client_.budget(); }

 private:
  // A record's link: to which object, and the id there; empty where it has none or its parent is not there.
  struct Link {
    std::string to, id;
  };
  Task<Result<std::vector<Link>>> wanted_links(Records batch);
  Task<void> link(Records batch, std::vector<Written>& results);
  Task<Result<Links>> links_of(const std::string& object, const std::string& to,
                               const std::vector<std::string>& ids);

  // Rows by `property`, or by id when it is empty.
  Task<Result<Rows>> rows_of(const std::string& object, std::vector<std::string> values, std::string property,
                             std::vector<std::string> properties, model::Arena& arena);
  // Rows of the batch, by its keys; no other property.
  Task<Result<Rows>> rows_by_key(Records batch, model::Arena& arena);
  model::Value stored(const model::Record& record, const model::Value& row, bool is_linked,
                      model::Arena& arena) const;
  std::vector<std::string> properties_to_read(Requests batch) const;
  const PropertyTypes* types_of(const model::RecordShape& shape) const;
  Defaults defaults_for(const model::RecordShape& shape) const;

  // existing.cpp
  Task<std::vector<Result<Existing>>> find_by_name(Records batch, bool by_email);
  Task<Result<Existing>> search_one(const model::Record& record);
  bool is_closed(const model::RecordShape& shape, const model::Value& row, model::Arena& arena) const;

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  Clock& clock_;
  std::map<std::string, PropertyTypes, std::less<>> types_;
};

}  // namespace hub::connectors::hubspot
