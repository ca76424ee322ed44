// hubctl: everything an operator types.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "tools/hubctl/hubctl.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  const hub::hubctl::Surroundings surroundings{std::cin, std::cout, std::cerr, isatty(STDERR_FILENO) == 1,
                                               [](const char* name) { return std::getenv(name); }};
  return hub::hubctl::run(words, surroundings);
}
