// "@{refCase.id}" in a composite's later subrequests: what an earlier one answered (salesforce.md 2.3). One
// thread; the arena outlives the values it fills.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "core/model/arena.hpp"
#include "core/model/value.hpp"

namespace hub::simulators::salesforce {

class References {
 public:
  void add(std::string_view reference, std::string_view answer) { answers_[std::string(reference)] = answer; }

  // With every reference replaced; nothing when one names what no answer holds.
  std::optional<std::string> fill(std::string_view text) const;
  std::optional<model::Value> fill(const model::Value& value, model::Arena& arena) const;

 private:
  std::optional<std::string> look_up(std::string_view path) const;

  std::map<std::string, std::string, std::less<>> answers_;
};

// The names of the subrequests that a text, or any text of a value, refers to.
void collect_references(std::string_view text, std::set<std::string>& names);
void collect_references(const model::Value& value, std::set<std::string>& names);

}  // namespace hub::simulators::salesforce
