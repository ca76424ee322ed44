#include "tools/hubctl/hubctl.hpp"

#include <algorithm>
#include <fstream>
#include <ostream>

#include "tools/hubctl/command.hpp"
#include "tools/hubctl/help.hpp"

namespace hub::hubctl {
namespace {

constexpr const char* kUsualUrl = "http://127.0.0.1:8481";
constexpr const char* kUsualKeyFile = "/etc/connector-hub/admin.key";  // made by the package, for root

struct Parsed {
  const Command* command = nullptr;
  std::vector<std::string> arguments;
  std::map<std::string, std::string, std::less<>> options;
  std::string problem;  // empty: usable
};

// The command whose words open the line; the longest wins.
const Command* find_command(const std::vector<std::string>& words, std::size_t& used) {
  const Command* found = nullptr;
  used = 0;
  for (const Command& command : commands()) {
    std::string line;
    std::size_t count = 0;
    for (const std::string& word : words) {
      line += (count++ == 0 ? "" : " ") + word;
      if (line == command.words && count > used) {
        found = &command;
        used = count;
      }
      if (line.size() >= command.words.size()) break;
    }
  }
  return found;
}

const Option* find_option(const Command& command, std::string_view name) {
  for (const std::span<const Option> options : {std::span<const Option>(command.options), global_options()}) {
    const auto found = std::ranges::find(options, name, &Option::name);
    if (found != options.end()) return &*found;
  }
  return nullptr;
}

// Reads one option at `words[i]`, moving `i` over a value that stands apart.
std::string take_option(const std::vector<std::string>& words, std::size_t& i, Parsed& parsed) {
  const std::string_view word = std::string_view(words[i]).substr(2);
  const std::size_t equals = word.find('=');
  const Option* option = find_option(*parsed.command, word.substr(0, equals));
  if (option == nullptr) return "there is no option --" + std::string(word.substr(0, equals));
  std::string value;
  if (equals != std::string_view::npos) {
    if (option->value.empty()) return "--" + std::string(option->name) + " takes no value";
    value = word.substr(equals + 1);
  } else if (!option->value.empty()) {
    if (i + 1 == words.size())
      return "--" + std::string(option->name) + " needs " + std::string(option->value);
    value = words[++i];
  }
  if (!parsed.options.emplace(option->name, value).second)
    return "--" + std::string(option->name) + " is given twice";
  return {};
}

Parsed parse(const std::vector<std::string>& words) {
  Parsed parsed;
  std::size_t used = 0;
  parsed.command = find_command(words, used);
  if (parsed.command == nullptr) {
    parsed.problem = words.empty() ? "say what to do" : "there is no such command";
    return parsed;
  }
  for (std::size_t i = used; i < words.size() && parsed.problem.empty(); ++i) {
    if (words[i].starts_with("--"))
      parsed.problem = take_option(words, i, parsed);
    else
      parsed.arguments.push_back(words[i]);
  }
  if (!parsed.problem.empty()) return parsed;
  if (parsed.arguments.size() < parsed.command->arguments_min)
    parsed.problem = "something is missing: " + std::string(parsed.command->arguments);
  if (parsed.arguments.size() > parsed.command->arguments_max) parsed.problem = "too many arguments";
  return parsed;
}

std::string option_or(const Parsed& parsed, const Surroundings& around, const char* option,
                      const char* variable, const char* usual) {
  const auto given = parsed.options.find(option);
  if (given != parsed.options.end()) return given->second;
  const char* value = around.environment(variable);
  return value != nullptr ? value : usual;
}

// A key on the command line would show in the process list: it comes from a file or the environment. The file
// that the package made is for the hub of this machine: no other address ever sees it.
std::string read_key(const Parsed& parsed, const Surroundings& around, const std::string& url) {
  std::string file = option_or(parsed, around, "key-file", "HUBCTL_KEY_FILE", "");
  if (file.empty()) {
    const char* key = around.environment("HUBCTL_KEY");
    if (key != nullptr || url != kUsualUrl) return key != nullptr ? key : "";
    file = kUsualKeyFile;
  }
  std::ifstream input(file);
  std::string key;
  std::getline(input, key);
  return key;
}

// As the XDG base directories say.
std::string state_folder(const Surroundings& around) {
  if (const char* state = around.environment("XDG_STATE_HOME"); state != nullptr && *state != '\0')
    return std::string(state) + "/hubctl";
  const char* home = around.environment("HOME");
  return home != nullptr && *home != '\0' ? std::string(home) + "/.local/state/hubctl" : std::string();
}

bool asks_for_help(const std::vector<std::string>& words) {
  return std::ranges::any_of(words, [](const std::string& word) { return word == "--help" || word == "-h"; });
}

}  // namespace

int run(const std::vector<std::string>& words, const Surroundings& around) {
  if (words.empty() || asks_for_help(words) || words.front() == "help") {
    std::size_t used = 0;
    const Command* command = find_command(words, used);
    std::ostream& to = words.empty() ? around.err : around.out;
    if (command != nullptr)
      print_help(*command, to);
    else if (std::ranges::find(words, "--json") != words.end())
      print_commands(to);
    else
      print_overview(words, to);
    return words.empty() ? kBadUsage : kDone;
  }
  const Parsed parsed = parse(words);
  if (!parsed.problem.empty()) {
    around.err << "hubctl: " << parsed.problem << "; see hubctl "
               << (parsed.command != nullptr ? std::string(parsed.command->words) + ' ' : "") << "--help\n";
    return kBadUsage;
  }
  const std::string url = option_or(parsed, around, "url", "HUBCTL_URL", kUsualUrl);
  RestClient hub(url, read_key(parsed, around, url));
  Call call{parsed.arguments,
            parsed.options,
            parsed.options.contains("json"),
            around.in,
            around.out,
            around.err,
            around.err_is_terminal,
            hub,
            state_folder(around),
            around.is_interrupted ? around.is_interrupted : [] { return false; }};
  return parsed.command->run(call);
}

}  // namespace hub::hubctl
