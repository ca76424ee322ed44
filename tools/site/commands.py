"""The page about hubctl's commands, from `hubctl --help --json`."""
import json

from tables import cell


def _section(command):
    usage = f"hubctl {command['words']} {command.get('arguments', '')}".rstrip()
    lines = [f"## {command['words']}", "", command["summary"], "", "```", usage, "```", ""]
    if command.get("options"):
        lines += ["| option | meaning |", "|---|---|"]
        for option in command["options"]:
            name = f"--{option['name']} {option.get('value', '')}".rstrip()
            lines.append(f"| `{cell(name)}` | {cell(option['description'])} |")
        lines.append("")
    return lines


def page(help_json):
    told = json.loads(help_json)
    lines = ["# hubctl", "", "Printed from `hubctl --help --json`. Every command has `--json`; exit status 0: done, 1: problems found, "
             "2: bad usage, 3: refused or unreachable.", ""]
    for command in sorted(told["commands"], key=lambda command: command["words"]):
        lines += _section(command)
    return "\n".join(lines)
