// Any REST API or webhook receiver as a target, as far as an administrator declared how to talk to it. One
// loop's thread. Keeps nothing but a token.
#pragma once

#include "connectors/shared/outcomes.hpp"
#include "connectors/webhook/answers.hpp"
#include "connectors/webhook/client.hpp"
#include "core/model/json.hpp"

namespace hub::connectors::webhook {

struct Calls {
  Call write;
  std::optional<Call> look_up, read_back, erase, describe, probe;
  std::optional<Path> id_at;                          // of a written record and of one that was found
  Path look_up_at, read_at;                           // the record, or the list that holds it
  std::vector<std::pair<std::string, Path>> read_as;  // fields that stand elsewhere in what is read back
  bool trims_texts = false;                           // the receiver cuts blanks at both ends
};

struct TargetOptions {
  ClientOptions client;
  Calls calls;
  AnswerRules rules;
  delivery::ConnectorTraits traits;
  bool can_repeat = false;  // sending a record again makes no second one
};

class Target final : public delivery::Connector {
 public:
  // `http` and `clock` outlive the target.
  Target(TargetOptions options, http::Client& http, Clock& clock);

  const delivery::ConnectorTraits& traits() const override { return options_.traits; }
  Task<Result<delivery::Schema>> describe(std::vector<std::string> objects) override;
  Task<std::vector<Written>> write(Records batch) override;
  Task<std::vector<Result<Seen>>> look_up(Records batch) override;
  Task<std::vector<Result<Seen>>> find_by_key(Records batch) override;
  Task<std::vector<Result<Form>>> read_back(Requests batch, model::Arena& arena) override;
  model::Value expected(const model::Record& record, model::Arena& arena) const override;
  Task<std::vector<Result<void>>> erase(Requests batch) override;
  Task<Result<void>> probe() override;
  // Only a receiver that says what it takes can be asked whether that changed.
  bool suggests_drift(const Error& error) const override {
    return options_.calls.describe && error.kind == ErrorKind::invalid;
  }

 private:
  Task<Written> write_one(const model::Record& record);
  Task<Result<Seen>> look_up_one(const model::Record& record);
  Task<Result<Form>> read_one(const delivery::ReadRequest& request, model::Arena& arena);
  Task<Result<void>> erase_one(const delivery::ReadRequest& request);
  // Asks, and gives the answer's body; nothing for 404 and 410.
  Task<Result<Form>> ask(const Call& call, Places places, model::Arena& arena);
  // The id that this call's address needs: the one that is known, or the one found by key; nothing when there
  // is no such record.
  Task<Result<std::optional<std::string>>> id_for(const Call& call, const delivery::ReadRequest& request);
  model::Value stored(const model::Record& record, const model::Value& row, model::Arena& arena) const;
  model::Value compare_form(const model::Value& value) const;
  Result<model::Value> parse(const http::Response& answer, model::Arena& arena);

  TargetOptions options_;
  Client client_;
  Clock& clock_;
  model::JsonParser parser_;
};

}  // namespace hub::connectors::webhook
