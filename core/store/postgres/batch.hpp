// Statements that gather, and go out together. One thread.
#pragma once

#include <utility>
#include <vector>

#include "core/store/postgres/connection.hpp"

namespace hub::store::postgres {

class Batch {
 public:
  // Its place in the answers.
  std::size_t add(const char* sql, Parameters parameters = {}) {
    statements_.push_back({sql, std::move(parameters)});
    return statements_.size() - 1;
  }
  std::size_t add(Statement statement) {
    statements_.push_back(std::move(statement));
    return statements_.size() - 1;
  }
  // Nothing is sent when there is nothing.
  Result<Answers> run(Connection& connection) {
    if (statements_.empty()) return Answers();
    return connection.run(std::exchange(statements_, {}));
  }

 private:
  std::vector<Statement> statements_;
};

}  // namespace hub::store::postgres
