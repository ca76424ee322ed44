#!/usr/bin/env python3
"""Builds the documents' site. `tools/site/build --help` says how it is used."""
import argparse
import os
import shutil
import subprocess
import sys

import api
import check
import commands
import pages

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
MERMAID = os.path.join(HERE, "node_modules", "mermaid", "dist", "mermaid.min.js")


def arguments():
    parser = argparse.ArgumentParser(prog="tools/site/build", allow_abbrev=False,
                                     description="Builds the documents' site from the Markdown beside the code.")
    parser.add_argument("--hubctl", help="prints the reference pages (default: of the newest build)")
    parser.add_argument("--out", default=os.path.join(ROOT, "build", "site"), metavar="FOLDER")
    parser.add_argument("--source", default=ROOT, metavar="FOLDER", help=argparse.SUPPRESS)
    return parser.parse_args()


def newest_hubctl():
    found = [path for preset in ("release", "dev")
             if os.access(path := os.path.join(ROOT, "build", preset, "tools", "hubctl", "hubctl"), os.X_OK)]
    return max(found, key=os.path.getmtime) if found else None


def printed(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout


def main():
    asked = arguments()
    hubctl = asked.hubctl or newest_hubctl()
    if hubctl is None:
        sys.exit("site: build hubctl first, the reference is printed by it: tools/build hubctl")
    if not os.path.exists(MERMAID):
        sys.exit("site: mermaid of npm is not there: is there a network?")
    out = os.path.abspath(asked.out)
    made = out + ".pages"
    for folder in (out, made):
        shutil.rmtree(folder, ignore_errors=True)
    try:
        gathered = pages.Pages(asked.source)
    except pages.BrokenLink as broken:
        sys.exit(f"site: {broken}")
    gathered.add("reference/settings.md", printed(hubctl, "config", "reference"))
    gathered.add("reference/api.md", api.page(printed(hubctl, "api", "description")))
    gathered.add("reference/hubctl.md", commands.page(printed(hubctl, "--help", "--json")))
    gathered.write(made)
    assets = os.path.join(made, "assets")
    shutil.copytree(os.path.join(HERE, "assets"), assets)
    shutil.copy(MERMAID, assets)
    environment = {**os.environ, "SITE_PAGES": made, "SITE_OUT": out}
    built = subprocess.run(["mkdocs", "--quiet", "build", "--config-file", os.path.join(HERE, "mkdocs.yml")],
                           env=environment, check=False)
    shutil.rmtree(made)
    if built.returncode != 0:
        return 1
    found = check.findings(out)
    for finding in found:
        print(finding, file=sys.stderr)
    if not found:
        print(os.path.join(out, "index.html"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
