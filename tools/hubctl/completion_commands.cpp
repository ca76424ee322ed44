#include <ostream>

#include "tools/hubctl/commands.hpp"
#include "tools/hubctl/help.hpp"

namespace hub::hubctl {
namespace {

// What bash does with the table: the words of commands first, then options, their values, and files.
constexpr std::string_view kFunction = R"bash(
_hubctl() {
  local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}
  local line=' ' command='' kind='' arguments='' options='' candidates='' one rest i
  for ((i = 1; i < COMP_CWORD; ++i)); do
    [[ ${COMP_WORDS[i]} == -* ]] && break
    line+="${COMP_WORDS[i]} "
  done
  for one in "${_hubctl_commands[@]}"; do
    rest=" $one "
    [[ $line == "$rest"* && ${#one} -gt ${#command} ]] && command=$one
    [[ $rest == "$line"?* ]] && rest=${rest#"$line"} && candidates+="${rest%% *} "
  done
  _hubctl_describe "$command"
  # bash takes --name=value for three words.
  if [[ $word == = ]]; then word=''; elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD - 2]}; fi
  for one in $options; do
    [[ $one == *=* && $previous == "--${one%%=*}" ]] && kind=${one#*=}
  done
  COMPREPLY=()
  if [[ -z $kind && $word == -* ]]; then
    candidates=''
    for one in $options; do candidates+="--${one%%=*} "; done
  elif [[ -n $kind || (-n $command && -n $arguments) ]]; then
    [[ -n $kind ]] && candidates=''
    case ${kind:-$arguments} in
      *FILE* | *FOLDER* | *PATH* | *DEVICE* | *YAML* | *MAPPING* | *BEFORE*)
        compopt -o filenames 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -f -- "$word")
        ;;
      SHELL) candidates=bash ;;
    esac
  fi
  [[ -n $candidates ]] && mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$candidates" -- "$word")
  return 0
}
complete -F _hubctl hubctl
)bash";

// "tenant=NAME dry-run": names with the kind of their value.
void print_options(std::span<const Option> options, std::ostream& out) {
  for (const Option& option : options) {
    out << option.name;
    if (!option.value.empty()) out << '=' << option.value;
    out << ' ';
  }
}

int completion(Call& call) {
  if (call.arguments.front() != "bash") return fail(call, kBadUsage, "completion is there for bash only");
  std::ostream& out = call.out;
  out << "# Completion of hubctl for bash, printed by `hubctl completion bash`.\n_hubctl_commands=(\n";
  for (const Command& command : commands()) out << "  '" << command.words << "'\n";
  out << ")\n\n_hubctl_describe() {\n  case $1 in\n";
  for (const Command& command : commands()) {
    out << "    '" << command.words << "') arguments='" << command.arguments << "' options='";
    print_options(command.options, out);
    out << "' ;;\n";
  }
  out << "  esac\n  options+='";
  print_options(global_options(), out);
  out << "'\n}\n" << kFunction;
  return kDone;
}

}  // namespace

std::vector<Command> completion_commands() {
  return {{"completion",
           "SHELL",
           1,
           1,
           "Prints what lets a shell complete hubctl's words; for bash.",
           {},
           completion}};
}

}  // namespace hub::hubctl
