// Looks for records that somebody else made: by the id that a case carries, or by what they hold. One loop's
// thread; lives for one batch of records of one shape.
#pragma once

#include "connectors/salesforce/client.hpp"
#include "connectors/salesforce/soql.hpp"

namespace hub::connectors::salesforce {

class ExistingSearch {
 public:
  using Found = std::vector<delivery::ExistingRecord>;

  // All references outlive the search; `facts` may be null.
  ExistingSearch(Client& client, const model::RecordShape& shape, const ObjectFacts* facts)
      : client_(client), shape_(shape), facts_(facts) {}

  // As delivery::Connector::find_existing().
  Task<std::vector<Result<Found>>> run(std::span<const model::Record> batch);

 private:
  struct Question {
    Wanted wanted;
    std::optional<std::string> condition;  // nothing: no row can answer
    std::vector<model::Value> rows;
  };
  using Questions = std::vector<Question*>;

  Question question_of(const model::Record& record);
  Task<Result<void>> ask(Questions questions);
  std::string query_of(const Questions& questions) const;
  std::vector<std::string> fields_of(const Wanted& wanted) const;
  Found found_by(Question& question);
  bool is_closed(const model::Value& row);
  static bool sort_out(const Questions& questions, const std::vector<model::Value>& rows);

  Client& client_;
  const model::RecordShape& shape_;
  const ObjectFacts* facts_;
  model::Arena arena_;
};

}  // namespace hub::connectors::salesforce
