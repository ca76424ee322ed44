"""Manual pages from what the programs say about themselves; nothing of it is written a second time here."""
import json
import re
import subprocess

SEE_ALSO = "Documents of the hub: /usr/share/doc/connector\\-hub"


def roff(text):
    """Ordinary text, so that no character of it means something to the formatter."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join("\\&" + line if line[:1] in (".", "'") else line for line in text.split("\n"))


def output(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


class Page:
    def __init__(self, name, section, what, version, date):
        self.lines = [f'.TH {name.upper()} {section} {date} "connector\\-hub {version}"',
                      ".SH NAME", f"{roff(name)} \\- {roff(what)}"]

    def section(self, title, *lines):
        self.lines += [".SH " + title, *lines]

    def option(self, name, value, description):
        self.lines += [".TP", f".B {roff('--' + name)}" + (f" {roff(value)}" if value else ""), roff(description)]

    def text(self):
        return "\n".join(self.lines) + "\n"


def hubctl(program, version, date):
    """From the table that also parses its command line."""
    table = json.loads(output(program, "--help", "--json"))
    page = Page("hubctl", 1, "everything that an operator of the connector hub types", version, date)
    page.section("SYNOPSIS", ".B hubctl", "COMMAND [options]")
    page.section("COMMANDS")
    for command in table["commands"]:
        page.lines += [".SS " + roff(f"hubctl {command['words']} {command['arguments']}".strip()),
                       roff(command["summary"])]
        for option in command["options"]:
            page.option(option["name"], option["value"], option["description"])
    page.section("OPTIONS", "Every command knows these.")
    for option in table["options"]:
        page.option(option["name"], option["value"], option["description"])
    page.section("EXIT STATUS", roff(table["exit_status"]))
    page.section("SEE ALSO", ".BR hubd (8),", ".BR hub\\-simulators (1)", ".br", SEE_ALSO)
    return page.text()


def described_options(text):
    """Of a help text: name, value and description of each option, whose lines may be broken."""
    options = []
    for line in text.split("\n"):
        found = re.match(r"\s*(?:-\w\w*, )?--([\w-]+)(?:=(\S+))?\s*(.*)", line)
        if found:
            options.append([found[1], found[2] or "", found[3]])
        elif options and line.strip():
            options[-1][2] += " " + line.strip()
    return [[name, value, " ".join(text.split())] for name, value, text in options]


def hubd(program, version, date):
    text = output(program, "--help")
    page = Page("hubd", 8, "the connector hub as a service", version, date)
    page.section("SYNOPSIS", ".B hubd", roff(text.split("\n")[0].partition("hubd ")[2]))
    # Between the usage and the options.
    page.section("DESCRIPTION", roff(" ".join(" ".join(text.split("\n\n")[0].split("\n")[1:]).split())))
    page.section("OPTIONS")
    for option in described_options(text):
        page.option(*option)
    page.section("FILES", ".TP", ".I /etc/connector\\-hub/hub.yaml", "The settings of this node.",
                 ".TP", ".I /usr/share/doc/connector\\-hub/settings.md", "Every setting with its meaning and default.")
    page.section("SEE ALSO", ".BR hubctl (1),", ".BR systemctl (1)", ".br", SEE_ALSO)
    return page.text()


def simulators(program, version, date):
    page = Page("hub-simulators", 1, "stand-ins for the platform and the targets of a connector hub", version, date)
    page.section("SYNOPSIS", ".B hub\\-simulators", "COMMAND [options]")
    page.section("DESCRIPTION", ".nf", roff(output(program, "--help")).rstrip(), ".fi")
    page.section("SEE ALSO", ".BR hubd (8),", ".BR hubctl (1)")
    return page.text()
