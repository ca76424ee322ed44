// What --help prints; from the table of commands. Any thread.
#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <vector>

#include "tools/hubctl/command.hpp"

namespace hub::hubctl {

// Every command knows these.
std::span<const Option> global_options();

void print_help(const Command& command, std::ostream& out);
// Every command with its arguments and options as JSON, for whoever writes pages or completions from them.
void print_commands(std::ostream& out);
// All commands, or those of a group when the line opens with one: "hubctl deliveries --help".
void print_overview(const std::vector<std::string>& words, std::ostream& out);

}  // namespace hub::hubctl
