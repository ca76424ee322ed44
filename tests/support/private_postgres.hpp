// A PostgreSQL of the test program's own, made when it is first asked for: private_postgres.py, which ends it
// with the program. One thread.
#pragma once

#include <cstdio>
#include <string>

namespace hub::testing {

class PrivatePostgres {
 public:
  // The one of this program.
  static PrivatePostgres& instance();
  // False when PostgreSQL is not installed; otherwise it runs.
  bool is_there() const { return !folder_.empty(); }
  // Of its socket; whoever reaches it is believed to be "postgres".
  const std::string& folder() const { return folder_; }
  void stop() { order("stop\n"); }
  void start() { order("start\n"); }

 private:
  PrivatePostgres();
  ~PrivatePostgres();
  void order(const char* line);
  std::string answer();

  int process_ = -1;
  std::FILE *orders_ = nullptr, *answers_ = nullptr;
  std::string folder_;
};

}  // namespace hub::testing
