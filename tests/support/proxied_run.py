"""A hub, a proxy that knows the description of a vendor's API, and the simulated target behind it: neither a call nor an
answer may break the description.

Arguments of a test file that imports this: source folder, build folder, work folder. It says "skipped" where node, npm or
the description is missing.
"""
import os
import re
import shutil
import subprocess
import sys
import time

import hub_run
from places import free_port
from services import Service

HERE = os.path.dirname(os.path.abspath(__file__))
DESCRIPTIONS = os.path.join(hub_run.SOURCE, "..", "shared", "specs")


class ProxiedRun(hub_run.HubRun):
    """`description`: the file name of the vendor's."""

    description = None

    def start_proxy(self):
        """The address that the hub is given instead of the simulator's, which runs already."""
        port = free_port()
        self.log = self.places.path("prism.log")
        command = [os.path.join(sys.argv[3], "node_modules", ".bin", "prism"), "proxy", "--errors", "-h", "127.0.0.1",
                   "-p", str(port), os.path.join(DESCRIPTIONS, self.description), self.org.url]
        self.proxy = Service("the proxy", command, self.log)
        self.proxy.start()
        self.addCleanup(self.proxy.stop)
        until = time.monotonic() + 120
        while "Prism is listening" not in self.said():
            self.assertTrue(self.proxy.is_alive())
            self.assertLess(time.monotonic(), until, "the proxy did not start")
            time.sleep(0.5)
        return f"http://127.0.0.1:{port}"

    def said(self):
        with open(self.log, encoding="utf-8") as file:
            return file.read()

    def broken(self):
        """What the proxy complained about."""
        return [line for line in self.said().splitlines() if re.search(r"violation|✖", line, re.IGNORECASE)]


def run(test_class):
    """Installs the proxy and runs the tests; the exit status of the program."""
    description = os.path.join(DESCRIPTIONS, test_class.description)
    if not (shutil.which("node") and shutil.which("npm") and os.path.exists(description)):
        print("skipped: node, npm or ../shared/specs is missing")
        return 0
    work = sys.argv[3]
    os.makedirs(work, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, "prism", name), work)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=work, check=True, stdout=subprocess.DEVNULL)
    return hub_run.run_cases(test_class)
