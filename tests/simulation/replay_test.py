#!/usr/bin/env python3
"""A seed decides everything: two processes that run it say the same, and another seed says something else."""
import json
import os
import subprocess
import sys
import unittest

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tests", "tools"))
import case_report  # noqa: E402

SIMULATE = os.path.join(BUILD, "tests", "simulation", "simulate")


def simulate(*words):
    surroundings = dict(os.environ, ASAN_OPTIONS="detect_leaks=0")
    return subprocess.run([SIMULATE, *words], env=surroundings, capture_output=True, text=True, timeout=120,
                          check=False)


class ReplayTest(unittest.TestCase):
    def test_two_processes_running_one_seed_print_the_same_trace(self):
        for first in ("7", "292", "1037"):
            runs = [simulate("--seeds", "1", "--first", first, "--json") for _ in range(2)]
            self.assertEqual(runs[0].stdout, runs[1].stdout)
            self.assertEqual(runs[0].returncode, 0, runs[0].stderr)

    def test_two_processes_running_a_fleet_print_the_same_trace(self):
        runs = [simulate("--seeds", "1", "--first", "7", "--nodes", "3", "--json") for _ in range(2)]
        self.assertEqual(runs[0].stdout, runs[1].stdout)
        self.assertEqual(runs[0].returncode, 0, runs[0].stderr)

    def test_another_seed_has_another_trace(self):
        traces = {json.loads(simulate("--seeds", "1", "--first", str(first), "--json").stdout)["trace"]
                  for first in range(1, 6)}
        self.assertEqual(len(traces), 5)

    def test_what_happens_is_told_the_same_way_twice(self):
        told = [simulate("--seeds", "1", "--first", "3", "--tell").stdout for _ in range(2)]
        self.assertEqual(told[0], told[1])
        self.assertIn("offer", told[0])

    def test_a_wrong_option_is_refused_with_the_usage(self):
        run = simulate("--sed", "1")
        self.assertEqual(run.returncode, 2)
        self.assertIn("usage: simulate", run.stderr)


if __name__ == "__main__":
    sys.exit(case_report.run(ReplayTest))
