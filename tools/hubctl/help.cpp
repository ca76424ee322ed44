#include "tools/hubctl/help.hpp"

#include <algorithm>
#include <array>
#include <ostream>

#include "core/admin/json_writer.hpp"

namespace hub::hubctl {
namespace {

constexpr std::string_view kExitStatuses = "0 done, 1 problems found, 2 bad usage, 3 refused or unreachable";

void print_row(std::ostream& out, std::string left, std::string_view right) {
  constexpr std::size_t kColumn = 28;
  if (left.size() + 2 > kColumn)
    left += '\n' + std::string(kColumn, ' ');
  else
    left.resize(kColumn, ' ');
  out << "  " << left << right << '\n';
}

void print_options(std::span<const Option> options, std::ostream& out) {
  for (const Option& option : options) {
    std::string left = "--" + std::string(option.name);
    if (!option.value.empty()) left += ' ' + std::string(option.value);
    print_row(out, std::move(left), option.description);
  }
}

void write_options(admin::JsonWriter& json, std::span<const Option> options) {
  json.name("options").begin_array();
  for (const Option& option : options) {
    json.begin_object().member("name", option.name).member("value", option.value);
    json.member("description", option.description).end_object();
  }
  json.end_array();
}

}  // namespace

std::span<const Option> global_options() {
  static constexpr std::array<Option, 4> kOptions = {{
      {"json", "", "one JSON value on standard output, for scripts"},
      {"url", "URL", "the admin listener; else $HUBCTL_URL, else http://127.0.0.1:8481"},
      {"key-file", "FILE",
       "holds your key; else $HUBCTL_KEY_FILE, else the key itself in $HUBCTL_KEY, else on the hub's machine "
       "/etc/connector-hub/admin.key"},
      {"help", "", "print this"},
  }};
  return kOptions;
}

void print_help(const Command& command, std::ostream& out) {
  out << "usage: hubctl " << command.words;
  if (!command.arguments.empty()) out << ' ' << command.arguments;
  if (!command.options.empty()) out << " [options]";
  out << "\n\n" << command.summary << "\n\n";
  print_options(command.options, out);
  if (!command.options.empty()) out << '\n';
  print_options(global_options(), out);
  out << "\nexit status: " << kExitStatuses << '\n';
}

void print_overview(const std::vector<std::string>& words, std::ostream& out) {
  const std::string group = words.empty() || words.front().starts_with('-') || words.front() == "help"
                                ? std::string()
                                : words.front() + ' ';
  const bool known =
      std::ranges::any_of(commands(), [&](const Command& c) { return c.words.starts_with(group); });
  out << "usage: hubctl COMMAND [--json] [options]\n\n";
  for (const Command& command : commands()) {
    if (known && !command.words.starts_with(group)) continue;
    std::string left(command.words);
    if (!command.arguments.empty()) left += ' ' + std::string(command.arguments);
    print_row(out, std::move(left), command.summary);
  }
  out << "\nhubctl COMMAND --help explains one of them.\nexit status: " << kExitStatuses << '\n';
}

void print_commands(std::ostream& out) {
  admin::JsonWriter json;
  json.begin_object().name("commands").begin_array();
  for (const Command& command : commands()) {
    json.begin_object().member("words", command.words).member("arguments", command.arguments);
    json.member("summary", command.summary);
    write_options(json, command.options);
    json.end_object();
  }
  json.end_array();
  write_options(json, global_options());
  json.member("exit_status", kExitStatuses).end_object();
  const Buffer line = json.take();
  out << line.view() << '\n';
}

}  // namespace hub::hubctl
