// Who owns a record at the target: a table of agents and groups, with a default. Immutable; any thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "core/config/yaml.hpp"
#include "core/model/data_class.hpp"
#include "core/model/value.hpp"

namespace hub::mapping {

class Owners {
 public:
  static Owners compile(const config::Node& node, config::Problems& problems);

  // The mapping has such a table, be it one in which nobody stands yet.
  bool is_declared() const { return is_declared_; }
  // The owner of the last agent that the table has, else of the group, else the default; null when there is
  // none. Refers to this object.
  model::Value of(const model::Value& data) const;

  model::DataClass data_class() const;
  std::set<std::string> reads() const;

 private:
  std::map<std::string, std::string, std::less<>> agents_, groups_;
  std::string default_;
  bool is_declared_ = false;
};

}  // namespace hub::mapping
