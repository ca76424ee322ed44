#!/usr/bin/env python3
"""Every target under the limits that its vendor documents, on virtual time: all cases arrive once, however long it takes
and however often the hub dies meanwhile. Prints what a case costs. An argument says how many cases."""
import base64
import json
import os
import subprocess
import sys
import tempfile
import unittest
import urllib.request

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path[:0] = [os.path.join(SOURCE, "tools", "demonstration"), os.path.join(SOURCE, "tests", "tools")]
import case_report  # noqa: E402
import targets  # noqa: E402

PROGRAM = os.path.join(BUILD, "tests", "simulation", "vendors", "rehearse_vendor")
SIMULATORS = os.path.join(BUILD, "tools", "simulators", "hub-simulators")
CASES = int(sys.argv[3]) if len(sys.argv) > 3 else 120
KNOWN_VISITORS = max(CASES // 3, 1)
CRASHES = 5
SECRET = "whsec_" + base64.b64encode(bytes(range(24))).decode()
LATENCY_MS = 100  # of every answer: without it no batch would ever gather
# What a crash cuts off is never finished, as in a killed process: it is no leak of the hub's.
WITHOUT_LEAKS = {**os.environ, "ASAN_OPTIONS": "detect_leaks=0"}


class Rehearsal:
    """One hub before one target, with further `settings`; within `with`, the target can be asked what it holds."""

    def __init__(self, name, lines, crashes, settings):
        self.name, self.lines, self.crashes, self.settings = name, lines, crashes, settings

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory()
        kind = targets.named(self.name)
        secret = self._write("secret", SECRET)
        settings = kind.settings_yaml("PORT", secret).replace("http://127.0.0.1:PORT", "@URL@") + self.settings
        command = targets.simulator_command(SIMULATORS, self.name, 0, SECRET, "--latency", str(LATENCY_MS))[2:]
        self.process = subprocess.Popen(
            [PROGRAM, self.name, self._write("target.yaml", settings), os.path.join(SOURCE, "mappings", kind.mapping),
             self._write("events", "\n".join(self.lines) + "\n"), str(self.crashes), *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=WITHOUT_LEAKS)
        self.report = json.loads(self.process.stdout.readline())
        port = int(self.report["url"].rsplit(":", 1)[1])
        with urllib.request.urlopen(self.report["url"] + "/_control/state", timeout=10) as answer:
            self.calls = json.load(answer)["api_calls"]
        self.target = kind(port, SECRET)
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
        self.folder.cleanup()

    def _write(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


def made_up(count):
    made = subprocess.run([SIMULATORS, "events", "--events", str(count), "--seed", "11", "--updates", "0"],
                          stdout=subprocess.PIPE, check=True, text=True)
    return made.stdout.strip().split("\n")  # their texts hold every other kind of line end


def with_address(line, number):
    """The same case of a visitor who said who they are."""
    event = json.loads(line)
    event["data"].setdefault("visitor", {})["email"] = f"visitor-{number}@example.com"
    return json.dumps(event)


class BudgetsTest(unittest.TestCase):
    def all_arrive_once(self, name, lines, crashes=0, settings=""):
        with Rehearsal(name, lines, crashes, settings) as run:
            report = run.report
            print(f"{name:12} {settings.strip():13} {len(lines):5} cases {crashes:2} kills {report['minutes']:8.1f} min"
                  f" {run.calls / len(lines):7.3f} calls a case {report['violation']} {report['trouble']}", flush=True)
            self.assertEqual((report["violation"], report["accepted"], report["delivered"], report["dead_letters"]),
                             ("", len(lines), len(lines), 0), name)
            self.assertEqual(report["crashes"], crashes)
            holdings = run.target.holdings()
            self.assertEqual((holdings["cases"], holdings["duplicates"]), (len(lines), 0), name)

    def test_cases_of_unknown_visitors_arrive_once_at_each_target(self):
        lines = made_up(CASES)
        for name in targets.names():
            self.all_arrive_once(name, lines)

    def test_cases_of_known_visitors_arrive_once_at_each_target(self):
        lines = [with_address(line, number) for number, line in enumerate(made_up(KNOWN_VISITORS))]
        for name in targets.names():
            self.all_arrive_once(name, lines)

    def test_cases_that_salesforce_stores_whole_arrive_once_too(self):
        lines = made_up(CASES)
        for crashes in (0, CRASHES):
            self.all_arrive_once("salesforce", lines, crashes, "writes: graph\n")

    def test_a_hub_that_dies_again_and_again_still_delivers_each_once(self):
        lines = [with_address(line, number) for number, line in enumerate(made_up(KNOWN_VISITORS))]
        for name in targets.names():
            self.all_arrive_once(name, lines, CRASHES)


if __name__ == "__main__":
    sys.exit(case_report.run(BudgetsTest))
