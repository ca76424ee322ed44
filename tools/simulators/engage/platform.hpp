// What the platform itself keeps of closed cases: read and deleted through its API, fetched by reference. One
// thread.
#pragma once

#include <map>
#include <set>
#include <string>

#include "tools/simulators/engage/generator.hpp"

namespace hub::simulators::engage {

class Platform {
 public:
  // Keeps a copy of the case and of its attachments.
  void keep(const GeneratedEvent& event);

  // Nullptr when there is no such case or it was deleted.
  const std::string* find_case(const std::string& case_id) const;
  const std::string* find_attachment(const std::string& attachment_id) const;
  bool was_deleted(const std::string& id) const;
  // The case and its attachments go; false when there is none.
  bool erase_case(const std::string& case_id);

  std::size_t cases() const { return cases_.size(); }
  std::size_t attachments() const { return attachments_.size(); }
  std::size_t deleted_cases() const { return deleted_cases_; }
  void clear() { *this = Platform(); }

 private:
  struct Kept {
    std::string data;
    std::vector<std::string> attachment_ids;
  };
  std::map<std::string, Kept> cases_;
  std::map<std::string, std::string> attachments_;
  std::set<std::string> deleted_;
  std::size_t deleted_cases_ = 0;
};

}  // namespace hub::simulators::engage
