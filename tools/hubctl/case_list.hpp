// Cases as the hub lists them, for people as a table and for scripts as JSON. One thread.
#pragma once

#include "core/base/buffer.hpp"
#include "tools/hubctl/command.hpp"
#include "tools/hubctl/table.hpp"

namespace hub::hubctl {

class CaseList {
 public:
  explicit CaseList(bool as_json) : as_json_(as_json) {}

  // The cases of one page, and its `next`. Fails with transient "not_understood".
  Result<std::optional<std::int64_t>> add_page(const Document& page);
  std::size_t count() const { return count_; }
  // `ending`: behind the count, for people.
  void print(std::ostream& out, std::string_view ending) const;

 private:
  void add(const model::Value& one);

  bool as_json_;
  Table table_{{"CASE", "TENANT", "STATE", "RECEIVED", "ENDS", "HELD SINCE", "TRANSCRIPT"}};
  Buffer json_;
  std::size_t count_ = 0;
};

}  // namespace hub::hubctl
