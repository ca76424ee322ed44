// What is kept of a retry that was cut short, however it ended: the moment it began at, and what it has
// moved. A file per hub and choice in the operator's state folder; ids of deliveries only. One thread.
#pragma once

#include <span>
#include <string>
#include <vector>

namespace hub::hubctl {

class RetryCursor {
 public:
  // Reads what an earlier run of the same choice left. An empty folder keeps nothing.
  RetryCursor(const std::string& folder, const std::string& choice);

  bool is_resumed() const { return !as_of_.empty(); }
  const std::string& as_of() const { return as_of_; }
  const std::vector<std::string>& moved() const { return moved_; }

  // Empty when the run can be resumed, else why not.
  std::string begin(const std::string& as_of);
  void add(std::span<const std::string> ids);
  // The run is over: the next one begins anew.
  void end();

 private:
  std::string path_;
  std::string as_of_;
  std::vector<std::string> moved_;
};

}  // namespace hub::hubctl
