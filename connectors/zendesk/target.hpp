// Zendesk as a target: tickets by create_many and their jobs, proof by show_many. One loop's thread. Keeps a
// token, nothing else.
#pragma once

#include "connectors/zendesk/client.hpp"
#include "connectors/zendesk/errors.hpp"
#include "connectors/zendesk/types.hpp"

namespace hub::connectors::zendesk {

// How tickets are made: many in a job, one by one with an Idempotency-Key, or by the import of history.
enum class TicketMode : std::uint8_t { bulk, single, import };

struct TargetOptions {
  TicketMode tickets = TicketMode::bulk;
  std::string requester_id;  // who stands for visitors that nobody knows; empty: the hub's own user
  std::chrono::seconds late_commit{300};
  std::chrono::seconds visibility_lag{90};
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
  using Comments = Result<std::vector<model::Value>>;

  // write.cpp
  Task<std::vector<Written>> write_many(Records batch);
  Task<Written> write_one(const model::Record& record);
  Task<Written> create_ticket(const model::Record& record);
  Task<Written> update_ticket(const model::Record& record);
  Task<Written> add_comment(const model::Record& record);
  Task<Result<std::string>> upload_file(const model::Record& record);
  Task<std::vector<Written>> write_users(Records batch);

  // read.cpp
  Task<Result<std::string>> ticket_of(const model::Record& child);
  Task<Comments> comments_of(const std::string& ticket_id, model::Arena& arena);
  Task<Result<Seen>> look_up_one(const model::Record& record);
  Task<Result<Seen>> look_up_ticket(const model::Record& record);
  Task<std::vector<Result<Seen>>> look_up_users(Records batch);
  Task<Result<model::Value>> requesters(Requests batch, std::span<const model::Value> tickets,
                                        model::Arena& arena);
  Task<std::vector<Result<Form>>> read_tickets(Requests batch, model::Arena& arena);
  Task<std::vector<Result<Form>>> read_users(Requests batch, model::Arena& arena);
  Task<std::vector<Result<Form>>> read_below(Requests batch, model::Arena& arena);

  // target.cpp
  Task<Result<Existing>> find_one(const model::Record& record);
  Task<std::vector<Result<void>>> erase_tickets(Requests batch);
  Task<Result<void>> erase_one(const delivery::ReadRequest& request);
  Task<Result<void>> erase_user(const delivery::ReadRequest& request);

  TargetOptions options_;
  delivery::ConnectorTraits traits_;
  Client client_;
};

}  // namespace hub::connectors::zendesk
