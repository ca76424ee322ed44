// hubctl as a function, so that tests call it as a shell would. One thread.
#pragma once

#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace hub::hubctl {

struct Surroundings {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  std::function<const char*(const char* name)> environment;
  std::function<bool()> is_interrupted = {};  // asked between steps; a command then ends in good order
};

// Returns the exit status.
int run(const std::vector<std::string>& words, const Surroundings& surroundings);

}  // namespace hub::hubctl
