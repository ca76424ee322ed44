// What hubctl can do, as data: each command with its arguments and options, for parsing and for --help alike.
// One thread.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tools/hubctl/rest_client.hpp"

namespace hub::hubctl {

// The meaning of exit statuses, the same for every command.
enum ExitStatus : int {
  kDone = 0,
  kFoundProblems = 1,
  kBadUsage = 2,
  kRefused = 3,  // by the hub, or it cannot be reached
};

struct Option {
  std::string_view name;   // "tenant" for --tenant
  std::string_view value;  // "NAME"; empty: a switch
  std::string_view description;
};

// One invocation, parsed.
struct Call {
  std::vector<std::string> arguments;
  std::map<std::string, std::string, std::less<>> options;
  bool json = false;
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool err_is_terminal = false;
  RestClient& hub;
  std::string state_folder;  // for what a command keeps between runs; empty: it cannot keep anything
  std::function<bool()> is_interrupted;

  const std::string* find(std::string_view option) const;
};

struct Command {
  std::string_view words;      // "deliveries list"
  std::string_view arguments;  // "DELIVERY..."; empty: none
  std::size_t arguments_min = 0, arguments_max = 0;
  std::string_view summary;
  std::vector<Option> options;
  int (*run)(Call& call);
};

std::span<const Command> commands();

// Says why on `err`, as text or JSON, and returns the status.
int fail(const Call& call, int status, std::string_view message);
// A bar on `err` while it is a terminal: "retried 30 of 200 [####......]".
void print_progress(const Call& call, std::string_view verb, std::size_t done, std::size_t total);
// What the hub answered when it was not what was asked for.
int refused(const Call& call, const Error& error);

}  // namespace hub::hubctl
