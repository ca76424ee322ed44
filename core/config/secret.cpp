#include "core/config/secret.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "core/config/command.hpp"

namespace hub::config {

namespace {

constexpr std::size_t kSecretBytesMax = 64 * 1024;

Error failure(std::string_view reference, std::string_view why) {
  return config_error("secret " + std::string(reference) + ": " + std::string(why));
}

void cut_trailing_newline(Buffer& text) {
  if (!text.empty() && text.view().back() == '\n') text.resize(text.size() - 1);
  if (!text.empty() && text.view().back() == '\r') text.resize(text.size() - 1);
}

Result<Buffer> read_environment(std::string_view reference, const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (!value) return failure(reference, "this environment variable is not set");
  return Buffer(value);
}

Result<Buffer> read_file(std::string_view reference, const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return failure(reference, "the file cannot be opened");
  Buffer text;
  text.resize(kSecretBytesMax + 1);
  std::size_t size = 0;
  ssize_t got = 0;
  while (size < text.size() && (got = ::read(file, text.data() + size, text.size() - size)) > 0) {
    size += static_cast<std::size_t>(got);
  }
  ::close(file);
  if (got < 0) return failure(reference, "the file cannot be read");
  if (size > kSecretBytesMax) return failure(reference, "the file is larger than 64 KiB");
  text.resize(size);
  cut_trailing_newline(text);
  return text;
}

Result<Buffer> read_command(std::string_view reference, const std::string& command) {
  CommandLimits limits;
  limits.output_bytes_max = kSecretBytesMax;
  auto output = run_command(command, limits);
  if (!output) return failure(reference, output.error().message);
  cut_trailing_newline(*output);
  return output;
}

Result<Buffer> read_from(const SecretSource* secrets, std::string_view reference, std::string_view name) {
  if (!secrets) return failure(reference, "here only env:NAME, file:PATH and cmd:COMMAND are known");
  auto value = secrets->find(name);
  if (!value) return failure(reference, value.error().message);
  return value;
}

}  // namespace

Result<Buffer> read_secret(std::string_view reference, const SecretSource* secrets) {
  const std::size_t colon = reference.find(':');
  if (colon == std::string_view::npos) {
    // Perhaps someone wrote the secret itself: it is not repeated.
    return config_error("a secret must be named as env:NAME, file:PATH, cmd:COMMAND or secret:NAME");
  }
  const std::string_view scheme = reference.substr(0, colon);
  const std::string rest(reference.substr(colon + 1));
  Result<Buffer> value =
      config_error("a secret must be named as env:NAME, file:PATH, cmd:COMMAND or secret:NAME");
  if (scheme == "env") value = read_environment(reference, rest);
  if (scheme == "file") value = read_file(reference, rest);
  if (scheme == "cmd") value = read_command(reference, rest);
  if (scheme == "secret") value = read_from(secrets, reference, rest);
  if (value.ok() && value->empty()) return failure(reference, "it is empty");
  return value;
}

}  // namespace hub::config
