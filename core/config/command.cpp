#include "core/config/command.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

extern char** environ;

namespace hub::config {

namespace {

using SteadyClock = std::chrono::steady_clock;

struct Child {
  pid_t pid = -1;
  int output = -1;
};

// Its own process group, so that everything it starts can be killed with it.
bool spawn(const std::string& command, Child& child) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::string shell = "sh", option = "-c", text = command;
  std::array<char*, 4> arguments{shell.data(), option.data(), text.data(), nullptr};
  const int failed = ::posix_spawn(&child.pid, "/bin/sh", &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  ::close(ends[1]);
  child.output = ends[0];
  if (failed != 0) ::close(ends[0]);
  return failed == 0;
}

enum class Ended { closed, timed_out, too_long };

Ended read_all(int output, const CommandLimits& limits, SteadyClock::time_point deadline, Buffer& text) {
  text.resize(limits.output_bytes_max + 1);
  std::size_t size = 0;
  Ended ended = Ended::too_long;
  while (size < text.size()) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now()).count();
    pollfd waiting{output, POLLIN, 0};
    const int ready = left > 0 ? ::poll(&waiting, 1, static_cast<int>(left)) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) {
      ended = Ended::timed_out;
      break;
    }
    const ssize_t got = ::read(output, text.data() + size, text.size() - size);
    if (got <= 0) {
      ended = Ended::closed;
      break;
    }
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return ended;
}

// The exit status; the command is killed when it outlives the deadline after closing its output.
int wait_for(pid_t pid, SteadyClock::time_point deadline) {
  int status = 0;
  while (true) {
    const pid_t done = ::waitpid(pid, &status, WNOHANG);
    if (done == pid) return status;
    if (done < 0 && errno != EINTR) return -1;
    if (SteadyClock::now() >= deadline) {
      ::kill(-pid, SIGKILL);
      ::waitpid(pid, &status, 0);
      return -1;
    }
    ::poll(nullptr, 0, 1);
  }
}

}  // namespace

Result<Buffer> run_command(const std::string& command, const CommandLimits& limits) {
  const auto deadline = SteadyClock::now() + limits.time;
  Child child;
  if (!spawn(command, child)) return config_error("the command cannot be started");
  Buffer text;
  const Ended ended = read_all(child.output, limits, deadline, text);
  ::close(child.output);
  if (ended != Ended::closed) ::kill(-child.pid, SIGKILL);
  const int status = wait_for(child.pid, deadline + std::chrono::seconds(1));
  if (ended == Ended::timed_out) return config_error("the command took too long and was stopped");
  if (ended == Ended::too_long) return config_error("the command printed too much and was stopped");
  if (status == -1) return config_error("the command did not end and was stopped");
  if (!WIFEXITED(status)) return config_error("the command was killed");
  if (WEXITSTATUS(status) != 0) {
    return config_error("the command failed with status " + std::to_string(WEXITSTATUS(status)));
  }
  return text;
}

}  // namespace hub::config
