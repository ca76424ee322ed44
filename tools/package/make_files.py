#!/usr/bin/env python3
"""Writes what the package has besides the programs, from the programs: manual pages, completion, the settings'
reference, the bill of materials, the changelog, and the script that knows which store they read.

usage: make_files.py --build FOLDER --out FOLDER --version VERSION
"""
import argparse
import gzip
import os
import re
import subprocess
import time

import bill
import components
import manual

HERE = os.path.dirname(os.path.abspath(__file__))
SOURCE = os.path.dirname(os.path.dirname(HERE))


def arguments():
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in ("build", "out", "version"):
        parser.add_argument("--" + name, required=True)
    return parser.parse_args()


def written_at():
    """When the sources were: the same sources make the same package."""
    asked = os.environ.get("SOURCE_DATE_EPOCH")
    if asked:
        return int(asked)
    said = subprocess.run(["git", "-C", SOURCE, "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False)
    return int(said.stdout) if said.returncode == 0 else int(os.path.getmtime(os.path.join(SOURCE, "CHANGELOG.md")))


class Folder:
    def __init__(self, path):
        self.path = path
        os.makedirs(path, exist_ok=True)

    def write(self, name, text):
        with open(os.path.join(self.path, name), "w", encoding="utf-8") as file:
            file.write(text)

    def write_compressed(self, name, text):
        with open(os.path.join(self.path, name), "wb") as file:
            file.write(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def read(*parts):
    with open(os.path.join(*parts), encoding="utf-8") as file:
        return file.read()


def main():
    asked = arguments()
    out = Folder(asked.out)
    at = written_at()
    day = time.strftime("%Y-%m-%d", time.gmtime(at))
    hubctl, hubd, simulators = (os.path.join(asked.build, "tools", name) for name in (
        "hubctl/hubctl", "hubd/hubd", "simulators/hub-simulators"))
    out.write_compressed("hubctl.1.gz", manual.hubctl(hubctl, asked.version, day))
    out.write_compressed("hubd.8.gz", manual.hubd(hubd, asked.version, day))
    out.write_compressed("hub-simulators.1.gz", manual.simulators(simulators, asked.version, day))
    out.write("hubctl.bash", manual.output(hubctl, "completion", "bash"))
    out.write("settings.md", manual.output(hubctl, "config", "reference"))
    out.write_compressed("NEWS.md.gz", read(SOURCE, "CHANGELOG.md"))
    found = components.all_components(asked.build, [hubd, hubctl, simulators],
                                      os.path.join(SOURCE, "tools", "console", "package-lock.json"))
    out.write("sbom.cdx.json", bill.cyclonedx(found, asked.version, at))
    out.write_compressed("licences.md.gz", bill.licences(found))
    stamp = time.strftime("%a, %d %b %Y %H:%M:%S +0000", time.gmtime(at))
    out.write_compressed("changelog.gz", f"connector-hub ({asked.version}) bookworm; urgency=medium\n\n"
                                         "  * What changed for operators: NEWS.md.gz beside this file.\n\n"
                                         f" -- Connector Hub maintainers <maintainers@connector-hub.example>  {stamp}\n")
    schema = re.search(r"^store schema (\d+)$", manual.output(hubd, "--version"), re.MULTILINE)[1]
    out.write("preinst", read(HERE, "debian", "preinst.in").replace("@STORE_SCHEMA@", schema))
    os.chmod(os.path.join(asked.out, "preinst"), 0o755)


if __name__ == "__main__":
    main()
