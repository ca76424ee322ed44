"""The mapping alone, on one core, beside liquidjs rendering the same templates."""
import json
import os
import shutil
import subprocess

import plot
from rig import Rig

MAPPING = os.path.join("mappings", "salesforce", "default.yaml")


def installed(folder):
    """liquidjs at the version that is written down; False when there is no Node or no way to fetch it."""
    if os.path.isdir(os.path.join(folder, "node_modules", "liquidjs")):
        return True
    if not shutil.which("npm"):
        return False
    return subprocess.run(["npm", "ci", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=False).returncode == 0


def measured(command, lines):
    return json.loads(subprocess.run(command, input=b"\n".join(lines) + b"\n", stdout=subprocess.PIPE,
                                     check=True).stdout)


def run(arguments, source):
    rig = Rig(source, arguments.build, arguments.events)
    try:
        lines = rig.lines(arguments.limit)
        mapping = os.path.join(source, MAPPING)
        ours = measured([rig.program("bench/bench_mapping"), mapping], lines)
        figures = {"mode": "mapping", **ours}
        folder = os.path.join(source, "tools", "bench", "liquidjs")
        if not installed(folder):
            print("skipped: liquidjs (npm is not there, or cannot fetch it)")
            return figures
        theirs = measured(["node", os.path.join(folder, "render_mapping.mjs"), mapping], lines)
        figures["liquidjs"] = theirs
        figures["ratio_to_liquidjs"] = round(ours["mapped_per_second"] / theirs["rendered_per_second"], 2)
        plot.bars("cases a second on one core", [("hub, records made", ours["mapped_per_second"]),
                                                 ("hub, events parsed too", ours["parsed_and_mapped_per_second"]),
                                                 ("liquidjs, templates only", theirs["rendered_per_second"])], "")
        return figures
    finally:
        rig.end()
