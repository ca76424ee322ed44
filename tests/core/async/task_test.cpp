#include "core/async/task.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <csignal>
#include <stdexcept>
#include <string>

namespace {

hub::Task<void> fail_with(std::string words) {
  throw std::runtime_error(words);
  co_return;
}

// A process of its own that runs a failing task; what it printed.
std::string words_of_a_failing_task(const std::string& words, int& status) {
  std::array<int, 2> ends{};
  BOOST_TEST_REQUIRE(::pipe(ends.data()) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    ::signal(SIGABRT, SIG_DFL);
    ::dup2(ends[1], STDERR_FILENO);
    hub::IoContext io(1);
    hub::spawn(io.get_executor(), fail_with(words));
    io.run();
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string text;
  std::array<char, 512> piece{};
  for (ssize_t got = 0; (got = ::read(ends[0], piece.data(), piece.size())) > 0;)
    text.append(piece.data(), static_cast<std::size_t>(got));
  ::close(ends[0]);
  ::waitpid(child, &status, 0);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(task)

BOOST_AUTO_TEST_CASE(a_task_that_fails_ends_the_process_without_a_word_of_what_it_worked_on) {
  int status = 0;
  const std::string text = words_of_a_failing_task("anna@example.com", status);
  BOOST_TEST(WIFSIGNALED(status));
  BOOST_TEST(text.find("a task ended with an exception of type") != std::string::npos, text);
  BOOST_TEST(text.find("anna@example.com") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
