// hubctl: everything an operator types.
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <iostream>

#include "tools/hubctl/hubctl.hpp"

namespace {
volatile std::sig_atomic_t interrupted = 0;

// The first signal asks for an end in good order, the next one ends the process.
void interrupt(int signal) {
  interrupted = 1;
  std::signal(signal, SIG_DFL);
}
}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, interrupt);
  const hub::hubctl::Surroundings surroundings{std::cin,
                                               std::cout,
                                               std::cerr,
                                               isatty(STDERR_FILENO) == 1,
                                               [](const char* name) { return std::getenv(name); },
                                               [] { return interrupted != 0; }};
  return hub::hubctl::run(words, surroundings);
}
