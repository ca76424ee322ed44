// Rows for people: columns as wide as their longest cell. One thread.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

namespace hub::hubctl {

class Table {
 public:
  explicit Table(std::vector<std::string> heads) : rows_{std::move(heads)} {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  void print(std::ostream& out) const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace hub::hubctl
