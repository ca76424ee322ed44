#include "core/vault/key_source.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace hub::vault {

namespace {

constexpr std::size_t kSourceTextMax = 4096;

// Straight from the descriptor: stdio would keep a copy in a buffer that nobody wipes.
bool read_all(int descriptor, Buffer& into) {
  into.resize(kSourceTextMax);
  std::size_t used = 0;
  while (used < kSourceTextMax) {
    const ssize_t got = ::read(descriptor, into.data() + used, kSourceTextMax - used);
    if (got < 0) return false;
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  const bool complete = used < kSourceTextMax;
  into.resize(used);
  return complete;
}

Result<void> read_file(const std::string& path, Buffer& into) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return config_error("the root key file cannot be opened: " + path);
  const bool complete = read_all(descriptor, into);
  ::close(descriptor);
  if (!complete) return config_error("the root key file cannot be read: " + path);
  return {};
}

Result<void> run_command(const std::string& command, Buffer& into) {
  std::FILE* pipe = ::popen(command.c_str(), "re");
  if (!pipe) return config_error("the root key command cannot be started");
  const bool complete = read_all(::fileno(pipe), into);
  const int status = ::pclose(pipe);
  if (!complete || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return config_error("the root key command failed");
  }
  return {};
}

}  // namespace

Result<void> read_key_source(std::string_view kind, const std::string& place, Buffer& into) {
  if (kind == "file") return read_file(place, into);
  if (kind == "cmd") return run_command(place, into);
  if (kind == "env") {
    const char* value = std::getenv(place.c_str());
    if (!value) return config_error("the environment variable of the root key is not set: " + place);
    into.append(value);
    return {};
  }
  return config_error("a root key comes from file:PATH, env:NAME, cmd:COMMAND or pkcs11:URI");
}

}  // namespace hub::vault
