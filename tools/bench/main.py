"""Runs one mode of the bench; the last line is its JSON."""
import argparse
import json
import os
import sys

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
import accept  # noqa: E402
import backlog  # noqa: E402
import console  # noqa: E402
import costs  # noqa: E402
import delivery  # noqa: E402
import mapping  # noqa: E402
import nodes  # noqa: E402
import outage  # noqa: E402
import redact  # noqa: E402
import redact_labels  # noqa: E402
import soak  # noqa: E402
import targets  # noqa: E402
from services import Failed  # noqa: E402

MODES = {"accept": accept.run, "full": delivery.run_full, "drain": delivery.run_drain, "outage": outage.run,
         "backlog": backlog.run, "nodes": nodes.run, "mapping": mapping.run, "costs": costs.run, "console": console.run,
         "redact": redact.run, "redact-labels": redact_labels.run, "soak": soak.run}


def read_arguments():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("mode", nargs="?", choices=MODES)
    parser.add_argument("--build", required=True)
    parser.add_argument("--events", type=os.path.abspath)
    parser.add_argument("--limit", type=int)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--batch", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--perf", type=os.path.abspath)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rate", type=int)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--faults", type=lambda text: text.split(","), default=soak.NAMES)
    parser.add_argument("--target", choices=targets.names(), default="salesforce")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--url")
    parser.add_argument("--secret-file", type=os.path.abspath)
    arguments = parser.parse_args()
    if bool(arguments.mode) == bool(arguments.url):
        parser.error("either a mode or --url")
    return arguments


def machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        model = next((line.split(":")[1].strip() for line in file if line.startswith("model name")), "unknown")
    return {"processor": model, "cores": len(os.sched_getaffinity(0)), "load_before": os.getloadavg()[0]}


def main():
    arguments = read_arguments()
    here = machine()
    try:
        figures = accept.run_url(arguments, SOURCE) if arguments.url else MODES[arguments.mode](arguments, SOURCE)
    except Failed as problem:
        print(f"bench: {problem}", file=sys.stderr)
        print(json.dumps({"error": str(problem)}))
        return 1
    print(json.dumps({**figures, "machine": here}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
