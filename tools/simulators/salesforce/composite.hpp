// Runs the subrequests of one composite or graph in order, through the same front door as single calls
// (salesforce.md 2.3 and 2.4). One thread; lives for one call.
#pragma once

#include <string>
#include <vector>

#include "tools/simulators/salesforce/references.hpp"
#include "tools/simulators/salesforce/rest.hpp"

namespace hub::simulators::salesforce {

class Composite {
 public:
  struct Subrequest {
    std::string reference;
    RestAnswer answer;
  };

  // `outer`: the call that carries the subrequests; its faults strike them. So many stand before these in it.
  Composite(Rest& rest, const std::string& version, const RestRequest& outer, std::size_t before = 0)
      : rest_(rest), version_(version), outer_(outer), before_(before) {}

  // In the order of `requests`. With `all_or_none` the first failure ends it, and everything that was stored
  // is undone.
  std::vector<Subrequest> run(const model::Value& requests, bool all_or_none, bool& failed);

  // Method, path and body of one subrequest, references filled in; or why it cannot be run.
  std::variant<RestRequest, ApiError> prepare(const model::Value& subrequest, std::string_view body_name);

  static void write(const std::vector<Subrequest>& subrequests, Buffer& out);

 private:
  Rest& rest_;
  const std::string& version_;
  const RestRequest& outer_;
  std::size_t before_;
  References references_;
  model::Arena arena_;
};

// The error of everything that a failed neighbour took down with it.
RestAnswer halted_answer();

}  // namespace hub::simulators::salesforce
