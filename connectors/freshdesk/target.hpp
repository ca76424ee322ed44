// Freshdesk as a target: tickets with notes and files, and contacts, one call each; found again by our key in
// a custom field, and proven by reading back. One loop's thread. Keeps nothing.
#pragma once

#include <map>

#include "connectors/freshdesk/client.hpp"
#include "connectors/freshdesk/errors.hpp"

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
  using Rows = Result<std::vector<model::Value>>;
  using Conversations = std::map<std::string, Rows>;  // by ticket: several notes of a batch are below one

  // write.cpp
  Task<Written> write_one(const model::Record& record);
  Task<Written> create_ticket(const model::Record& record);
  Task<Written> change_ticket(const model::Record& record);
  Task<Written> add_note(const model::Record& record, const std::string& ticket_id);
  Task<Written> write_contact(const model::Record& record);

  // read.cpp
  std::string requester_of(const model::Record& record) const;
  Task<Result<Seen>> look_up_one(const model::Record& record, std::map<std::string, Rows>& recent,
                                 model::Arena& arena);
  Task<Result<Seen>> look_up_ticket(const model::Record& record, const Rows& recent);
  Task<Rows> newest_tickets(Requests batch, model::Arena& arena);
  Task<Result<std::string>> ticket_below(const model::Record& child);
  Task<Rows> conversations_of(const std::string& ticket_id, model::Arena& arena);
  Task<Result<Form>> read_one(const delivery::ReadRequest& request, const Rows& newest, Conversations& known,
                              model::Arena& arena);
  Task<Result<Form>> read_ticket(const delivery::ReadRequest& request, const Rows& newest,
                                 model::Arena& arena);
  Task<Result<Form>> read_note(const model::Record& record, Conversations& known, model::Arena& arena);
  Task<Result<std::string>> id_of(const delivery::ReadRequest& request);

  // target.cpp
  Task<Result<Existing>> find_one(const model::Record& record);
  Task<Result<void>> erase_one(const delivery::ReadRequest& request);

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
  Clock& clock_;
};

// A record that is gone or in the bin.
bool is_gone(const Result<model::Value>& answer);

}  // namespace hub::connectors::freshdesk
