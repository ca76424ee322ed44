#!/usr/bin/env python3
"""The hub, a proxy that knows Zendesk's own description of its API, and the simulator: no call and no answer breaks it.

Arguments: source folder, build folder, work folder. Skipped where node, npm or the description is missing.
"""
import os
import re
import shutil
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
import hub_run  # noqa: E402
from places import free_port  # noqa: E402
from services import Service  # noqa: E402

WORK = sys.argv[3]
HERE = os.path.dirname(os.path.abspath(__file__))
DESCRIPTION = os.path.join(hub_run.SOURCE, "..", "shared", "specs", "zendesk-support.yaml")
CASES = 30


def has_said(log, words):
    with open(log, encoding="utf-8") as file:
        return words in file.read()


class PrismTest(hub_run.HubRun):
    target = "zendesk"

    def start_proxy(self):
        port = free_port()
        log = self.places.path("prism.log")
        self.proxy = Service("the proxy", [os.path.join(WORK, "node_modules", ".bin", "prism"), "proxy", "--errors", "-h",
                                           "127.0.0.1", "-p", str(port), DESCRIPTION, self.org.url], log)
        self.proxy.start()
        self.addCleanup(self.proxy.stop)
        url = f"http://127.0.0.1:{port}"
        until = time.monotonic() + 120
        while not has_said(log, "Prism is listening"):
            self.assertTrue(self.proxy.is_alive())
            self.assertLess(time.monotonic(), until, "the proxy did not start")
            time.sleep(0.5)
        return url, log

    def test_no_call_and_no_answer_breaks_the_vendors_description(self):
        # The description knows HTTP Basic alone.
        self.simulator.command += ["--api-token", self.places.target_secret]
        self.start_simulator()
        url, log = self.start_proxy()
        self.places.change_resources(
            "acme", f"base_url: {self.org.url}\n  client_id: demonstration\n  client_secret:",
            f"base_url: {url}\n  auth: api_token\n  email: hub@example.com\n  api_token:")
        self.start_hub()
        self.send(self.made_up(CASES))
        self.all_delivered_once(CASES)
        with open(log, encoding="utf-8") as file:
            lines = file.read()
        self.assertIn("create_many", lines)
        broken = [line for line in lines.splitlines() if re.search(r"violation|✖", line, re.IGNORECASE)]
        # What Prism cannot know is what the description leaves out: the file that is uploaded.
        self.assertEqual([line for line in broken if "/uploads" not in line][:5], [])


def main():
    if not (shutil.which("node") and shutil.which("npm") and os.path.exists(DESCRIPTION)):
        print("skipped: node, npm or ../shared/specs is missing")
        return 0
    os.makedirs(WORK, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(os.path.join(HERE, name), WORK)
    subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=WORK, check=True, stdout=subprocess.DEVNULL)
    return hub_run.run_cases(PrismTest)


if __name__ == "__main__":
    sys.exit(main())
