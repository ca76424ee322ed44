// Freshdesk as a target: tickets with notes and files, and contacts, one call each; found again by our key in
// a custom field, and proven by reading back. One loop's thread. Keeps nothing.
#pragma once

#include <map>

#include "connectors/freshdesk/client.hpp"

namespace hub::connectors::freshdesk {

struct TargetOptions {
  std::string requester_id;  // the contact that stands for visitors nobody knows
  std::chrono::seconds late_commit{300};
  std::chrono::seconds visibility_lag{60};
};

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(TargetOptions options, ClientOptions client, http::TokenSource tokens, http::Client& http,
         Clock& clock);

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
  using Written = Result<delivery::StoredRecord>;
  using Seen = std::optional<delivery::StoredRecord>;
  using Form = std::optional<model::Value>;
  using Tickets = Result<std::vector<model::Value>>;
  using Conversations = std::map<std::string, Tickets>;  // by ticket: several notes of a batch are below one

  // write.cpp
  Task<Written> write_one(const model::Record& record);
  Task<Written> create_ticket(const model::Record& record);
  Task<Written> change_ticket(const model::Record& record);
  Task<Written> add_note(const model::Record& record, const std::string& ticket_id);
  Task<Written> write_contact(const model::Record& record);

  // read.cpp
  Task<Result<Seen>> look_up_one(const model::Record& record, const Tickets& recent);
  Task<Result<Seen>> look_up_ticket(const model::Record& record, const Tickets& recent);
  std::string requester_of(const model::Record& record) const;
  Task<Tickets> newest_tickets(std::span<const delivery::ReadRequest> batch, model::Arena& arena);
  Task<Result<std::string>> ticket_below(const model::Record& child);
  Task<Result<Form>> read_one(const delivery::ReadRequest& request, const Tickets& newest,
                              Conversations& known, model::Arena& arena);
  Task<Result<Form>> read_ticket(const delivery::ReadRequest& request, const Tickets& newest,
                                 model::Arena& arena);
  Task<Result<Form>> read_note(const model::Record& record, Conversations& known, model::Arena& arena);
  Task<Result<std::string>> id_of(const delivery::ReadRequest& request);

  // target.cpp
  Task<Result<std::vector<delivery::ExistingRecord>>> find_one(const model::Record& record);
  Task<Result<void>> erase_one(const delivery::ReadRequest& request);

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  Clock& clock_;
};

// A record that is gone or in the bin.
bool is_gone(const Result<model::Value>& answer);

}  // namespace hub::connectors::freshdesk
