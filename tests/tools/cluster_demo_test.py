#!/usr/bin/env python3
"""The demonstration of the cluster: what it comes to, and that nothing is left of it when it is killed."""
import json
import os
import subprocess
import sys
import time
import unittest

import case_report

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path.insert(0, os.path.join(SOURCE, "tools", "demonstration"))
from cluster import cluster as clusters  # noqa: E402

COMMAND = [sys.executable, "-B", os.path.join(SOURCE, "tools", "demonstration", "failover.py"), "--build", BUILD]
GONE_SECONDS = 30


def children_of(process):
    with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
        return [int(word) for word in file.read().split()]


def processes_in(numbering):
    """Those that are numbered in that namespace."""
    found = []
    for name in os.listdir("/proc"):
        try:
            if name.isdigit() and os.readlink(f"/proc/{name}/ns/pid") == numbering:
                found.append(int(name))
        except OSError:  # it ended just now
            continue
    return found


class ClusterDemoTest(unittest.TestCase):
    def test_a_hub_and_the_machine_of_the_primary_die_and_nothing_is_lost(self):
        answer = subprocess.run([*COMMAND, "--check"], capture_output=True, text=True, timeout=280, check=False)
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        figures = json.loads(answer.stdout.splitlines()[-1])
        print(f"acknowledged again: {figures['recovery_seconds']}", end=" ... ", flush=True)
        self.assertEqual([figures[name] for name in ("accepted", "confirmed", "deleted", "at_target")], [600] * 4)
        self.assertEqual([figures[name] for name in ("duplicates_at_target", "residue_hits", "sealed_rows_left")], [0] * 3)

    def test_killed_in_the_middle_it_leaves_no_process_and_no_network(self):
        with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as demonstration:
            for line in demonstration.stdout:
                if "is primary" in line:
                    break
            first = children_of(children_of(demonstration.pid)[0])[0]
            numbering = os.readlink(f"/proc/{first}/ns/pid")
            self.assertGreater(len(processes_in(numbering)), 9, "three servers run")
            demonstration.kill()
        until = time.monotonic() + GONE_SECONDS
        while processes_in(numbering):
            self.assertLess(time.monotonic(), until, "something runs on")
            time.sleep(0.1)


if __name__ == "__main__":
    reason = clusters.problem()
    if reason:
        print("skipped: " + reason)
        sys.exit(0)
    sys.exit(case_report.run(ClusterDemoTest))
