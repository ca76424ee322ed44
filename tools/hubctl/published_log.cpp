#include "tools/hubctl/published_log.hpp"

#include "tools/hubctl/files.hpp"

namespace hub::hubctl {
namespace {

Result<std::string> text_of(const std::string& path) {
  const auto content = read_file(path);
  if (!content.ok()) return content.error();
  return std::string(content->view());
}

certificates::ReadLogFile log_files(Call& call) {
  if (const std::string* folder = call.find("log"))
    return [folder](const std::string& path) { return text_of(*folder + '/' + path); };
  return [&call](const std::string& path) -> Result<std::string> {
    const auto answer = call.hub.get("/certificates/log/" + path);
    if (!answer.ok()) return answer.error();
    return answer->text();
  };
}

}  // namespace

std::vector<Option> log_options(std::vector<Option> more) {
  more.push_back({"log", "FOLDER", "a copy of the log instead of the hub's"});
  more.push_back(
      {"verifier-key", "FILE", "the log's public key as you got it once; else the log's own word"});
  return more;
}

Result<LogKey> log_key(Call& call) {
  const std::string* file = call.find("verifier-key");
  const auto text = file != nullptr ? text_of(*file) : log_files(call)("verifier-key");
  if (!text.ok()) return text.error();
  const std::string_view line = std::string_view(*text).substr(0, text->find_first_of("\r\n"));
  const auto key = certificates::parse_verifier_key(line);
  if (!key.ok()) return key.error();
  return LogKey{*key, file != nullptr};
}

Result<certificates::LogReader> open_log(Call& call, const LogKey& key) {
  return certificates::LogReader::open(log_files(call), key.key);
}

}  // namespace hub::hubctl
