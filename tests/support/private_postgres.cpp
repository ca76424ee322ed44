#include "tests/support/private_postgres.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

namespace hub::testing {

namespace {

constexpr const char* kProgram = HUB_SOURCE_DIR "/tests/support/private_postgres.py";

}  // namespace

PrivatePostgres& PrivatePostgres::instance() {
  static PrivatePostgres server;
  return server;
}

PrivatePostgres::PrivatePostgres() {
  std::array<int, 2> in{}, out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) return;
  process_ = ::fork();
  if (process_ == 0) {
    ::dup2(in[0], STDIN_FILENO);
    ::dup2(out[1], STDOUT_FILENO);
    ::execlp("python3", "python3", "-B", kProgram, nullptr);
    ::_exit(127);
  }
  ::close(in[0]);
  ::close(out[1]);
  orders_ = ::fdopen(in[1], "w");
  answers_ = ::fdopen(out[0], "r");
  const std::string ready = answer();
  if (ready.starts_with("ready ")) folder_ = ready.substr(6);
}

PrivatePostgres::~PrivatePostgres() {
  if (orders_ != nullptr) std::fclose(orders_);
  if (process_ > 0) ::waitpid(process_, nullptr, 0);
  if (answers_ != nullptr) std::fclose(answers_);
}

std::string PrivatePostgres::answer() {
  std::array<char, 512> line{};
  if (std::fgets(line.data(), line.size(), answers_) == nullptr) return {};
  std::string text(line.data());
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

void PrivatePostgres::order(const char* line) {
  std::fputs(line, orders_);
  std::fflush(orders_);
  (void)answer();
}

}  // namespace hub::testing
