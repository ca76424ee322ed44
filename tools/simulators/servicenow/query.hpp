// An encoded query, "a=1^bIN2,3^ORDERBYc". A term that cannot be understood is left out, and the rest runs:
// what an instance does unless it is told otherwise (servicenow.md, "Two silent traps"). Pure; any thread.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "tools/simulators/servicenow/instance.hpp"

namespace hub::simulators::servicenow {

class Query {
 public:
  // `knows_column` tells which columns the table has.
  Query(std::string_view text, const std::function<bool(std::string_view)>& knows_column);

  bool matches(const Values& values) const;
  const std::string& order() const { return order_; }  // a column; empty: as they were made

 private:
  enum class Operator : std::uint8_t { equal, differs, one_of };
  struct Term {
    std::string column;
    Operator op;
    std::vector<std::string> values;
  };

  std::vector<Term> terms_;
  std::string order_;
};

}  // namespace hub::simulators::servicenow
