"""What the demonstration was asked to do."""
import argparse
import os

import targets
from volume import is_mountable


def whole_number(least):
    def parse(text):
        if not text.isascii() or not text.isdigit() or int(text) < least:
            raise argparse.ArgumentTypeError(f"is a whole number, at least {least}")
        return int(text)
    return parse


def target_names(text):
    known = targets.names()
    names = known if text == "all" else text.split(",")
    if len(set(names)) != len(names) or not set(names) <= set(known):
        raise argparse.ArgumentTypeError("are names of simulated targets, once each, or all: " + ", ".join(known))
    return names


def read_arguments():
    """Ends with status 2 when they are wrong. `--only-look`: at them and at the event file, before a long build."""
    parser = argparse.ArgumentParser(prog="tools/demo", usage="tools/demo --help tells the options", add_help=False,
                                     allow_abbrev=False)
    parser.add_argument("--only-look", action="store_true")
    parser.add_argument("--build", required=True)
    parser.add_argument("--caller-folder", default=".")  # where a relative path starts
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--cases")
    parser.add_argument("--limit", type=whole_number(1))
    parser.add_argument("--targets", default=["salesforce"], type=target_names)
    parser.add_argument("--budgets", choices=("real", "lifted"), default="real")
    parser.add_argument("--kill", type=whole_number(0), default=0)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--proof", action="store_true")
    arguments = parser.parse_args()
    if arguments.cases is not None:
        arguments.cases = os.path.normpath(os.path.join(arguments.caller_folder, arguments.cases))
    if arguments.proof and not is_mountable():
        parser.error("--proof reads raw blocks and memory: run it as root, with loop devices")
    return arguments
