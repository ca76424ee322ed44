#!/usr/bin/env python3
"""The demonstration: what it refuses and how it says so, and a small run in which the hub is killed."""
import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

import case_report

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
import targets  # noqa: E402

DEMO = os.path.join(SOURCE, "tools", "demo")
MAIN = os.path.join(SOURCE, "tools", "demonstration", "main.py")
SECRET_WORDS = "my sister Ottilie moved to Umeå"
CASE = {"id": "c1", "channel": "chat", "closed_at": "2026-11-01T23:43:47.199Z"}
MESSAGE = {"seq": 1, "id": "m1", "at": "2026-11-01T23:41:00Z", "role": "visitor", "type": "text", "text": SECRET_WORDS}
EVENT = {"specversion": "1.0", "id": "e1", "source": "/engage/us/acme", "type": "com.vergic.engage.case.closed.v1",
         "data": {"case": CASE, "transcript": {"messages": [MESSAGE]}}}


class DemoTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="connector-hub-demo-test-")
        self.addCleanup(shutil.rmtree, self.folder)

    def demonstrate(self, *options):
        """The demonstration without its build; what it leaves behind goes with the test's folder."""
        command = [sys.executable, "-B", MAIN, "--build", BUILD, *options]
        return subprocess.run(command, capture_output=True, text=True, timeout=280, check=False,
                              env={**os.environ, "TMPDIR": self.folder})

    def file(self, name, content):
        path = os.path.join(self.folder, name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def is_refused(self, path, reason):
        """With its place, without its content, and without leaving anything."""
        before = os.listdir(self.folder)
        answer = self.demonstrate("--check", "--cases", path)
        self.assertEqual(answer.returncode, 1)
        self.assertIn(reason, answer.stderr)
        self.assertIn(reason, json.loads(answer.stdout.splitlines()[-1])["error"])
        self.assertNotIn("Traceback", answer.stderr)
        self.assertNotIn("Ottilie", answer.stdout + answer.stderr)
        self.assertEqual(os.listdir(self.folder), before)

    def test_wrong_options_are_told_before_anything_is_built(self):
        for options, reason in ((["--nonsense"], "there is no option --nonsense"), (["--limit"], "--limit needs a value"),
                                (["--limit", "0"], "at least 1"), (["--limit=-3"], "at least 1"),
                                (["--limit", "ten"], "is a whole number"), (["--kill", "x"], "is a whole number"),
                                (["--targets", "salesforce,nowhere"], "names of simulated targets"),
                                (["--cluster", "--kill", "1"], "unrecognized arguments"),
                                (["--targets="], "names of simulated targets"), (["--preset"], "--preset needs a name")):
            with self.subTest(options):
                answer = subprocess.run([DEMO, "--no-install", *options], capture_output=True, text=True, timeout=60,
                                        check=False)
                self.assertEqual((answer.returncode, answer.stdout), (2, ""))
                self.assertIn(reason, answer.stderr)

    def test_a_broken_event_file_is_told_before_anything_is_built(self):
        path = self.file("events.jsonl", b"no event\n")
        answer = subprocess.run([DEMO, "--no-install", "--cases", "events.jsonl"], cwd=self.folder, capture_output=True,
                                text=True, timeout=60, check=False)
        self.assertEqual((answer.returncode, answer.stdout), (1, ""))
        self.assertIn(path + ":1: this is no event", answer.stderr)

    def test_a_line_that_is_no_event_is_named_by_its_number_and_not_shown(self):
        good = json.dumps(EVENT).encode()
        nameless = json.dumps({**EVENT, "id": ""}).encode()
        for broken in (good[:-1], good[:-20], nameless, b"[" + good + b"]", b"\xff" + good, b"[" * 100000, b"7",
                       json.dumps({**EVENT, "data": SECRET_WORDS}).encode()):
            path = self.file("events.jsonl", good + b"\n\n" + broken + b"\n" + good + b"\n")
            with self.subTest(broken[:40]):
                self.is_refused(path, path + ":3: this is no event")

    def test_a_file_that_cannot_be_read_is_told(self):
        good = json.dumps(EVENT).encode() + b"\n"
        packed = gzip.compress(good * 50)
        self.is_refused(os.path.join(self.folder, "nowhere.jsonl"), "No such file or directory")
        self.is_refused(self.folder, "Is a directory")
        self.is_refused(self.file("empty.jsonl", b"\n\n"), "there are no events in it")
        self.is_refused(self.file("plain.gz", good), "the compressed data are damaged")
        self.is_refused(self.file("cut.gz", packed[:-12]), "the compressed data are damaged")
        self.is_refused(self.file("changed.gz", packed[:30] + b"\0\0\0\0" + packed[34:]), "the compressed data are damaged")

    def test_cases_are_delivered_once_and_forgotten_although_the_hub_is_killed(self):
        answer = self.demonstrate("--check", "--limit", "40", "--kill", "3")
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        figures = json.loads(answer.stdout.splitlines()[-1])
        self.assertEqual([figures[name] for name in ("accepted", "confirmed", "deleted")], [40] * 3)
        self.assertEqual([figures[name] for name in ("dead_letters", "duplicates_at_target", "residue_hits")], [0] * 3)
        self.assertEqual([figures["platform"][name] for name in ("accepted", "confirmed", "deleted")], [100] * 3)
        self.assertEqual((figures["kills"], figures["at_target"]), (3, [140]))
        self.assertGreater(figures["control_hits_never_delete"], 0)
        self.assertEqual(os.listdir(self.folder), [])

    def test_each_simulated_target_holds_each_case_once(self):
        answer = self.demonstrate("--check", "--limit", "20", "--targets", "all", "--budgets", "lifted")
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        figures = json.loads(answer.stdout.splitlines()[-1])
        count = len(targets.names())
        self.assertGreaterEqual(count, 5)
        self.assertEqual(figures["at_target"], [120] * count)
        self.assertEqual([figures[name] for name in ("dead_letters", "duplicates_at_target", "residue_hits")], [0] * 3)
        self.assertEqual(len(figures["calls_per_case"]), count)

    def test_an_event_that_the_hub_refuses_is_a_failure_and_not_shown(self):
        wrong = {**EVENT, "id": "e2", "data": {**EVENT["data"], "case": {**CASE, "id": "c2", "channel": SECRET_WORDS}}}
        path = self.file("events.jsonl", (json.dumps(EVENT) + "\n" + json.dumps(wrong) + "\n").encode())
        answer = self.demonstrate("--check", "--cases", path)
        self.assertEqual(answer.returncode, 1)
        figures = json.loads(answer.stdout.splitlines()[-1])
        self.assertEqual((figures["refused"], figures["accepted"], figures["deleted"]), (1, 1, 1))
        self.assertNotIn("Ottilie", answer.stdout + answer.stderr)


if __name__ == "__main__":
    sys.exit(case_report.run(DemoTest))
