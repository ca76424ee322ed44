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

  // Its list of closed cases: of those closed from a time on and before another, in the order of their ids
  // and after one of them.
  struct Closed {
    std::string case_id, event_id, source, time;
  };
  std::vector<Closed> closed_cases(WallTime from, WallTime to, const std::string& after,
                                   std::size_t limit) const;

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
    Closed closed;  // of the event that announced it; an id of nothing until it came
    std::vector<std::string> attachment_ids;
  };
  std::map<std::string, Kept> cases_;
  std::map<std::string, std::string> attachments_;
  std::set<std::string> deleted_;
  std::size_t deleted_cases_ = 0;
};

}  // namespace hub::simulators::engage
