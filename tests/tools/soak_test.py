#!/usr/bin/env python3
"""The soak as a command, for seconds instead of an hour; what it would notice; and how it tells growth."""
import os
import subprocess
import sys
import tempfile
import unittest
from types import SimpleNamespace

import case_report
from bench_command import BUILD, SOURCE, bench

sys.path[:0] = [os.path.join(SOURCE, "tools", folder) for folder in ("bench", "demonstration")]
import growth  # noqa: E402
from services import Failed  # noqa: E402
from soak import Ledger  # noqa: E402

SEED = 0  # kills first
EVENTS = 100
MEGABYTE = 1 << 20


def sample(at, process, remembered, resident_bytes):
    return SimpleNamespace(at=at, process=process, remembered=remembered, resident_bytes=resident_bytes)


def steady_process(process, begins, remembered, leaked_bytes_a_second):
    """A minute and a half of it, looked at every ten seconds: 1,000 cases a second of 50 bytes each, and what it loses."""
    return [sample(begins + second, process, remembered + 1000 * second,
                   100 * MEGABYTE + 50 * (remembered + 1000 * second) + leaked_bytes_a_second * second)
            for second in range(0, 90, 10)]


class SoakTest(unittest.TestCase):
    def test_a_short_soak_finds_every_case_once_and_nothing_left(self):
        with tempfile.NamedTemporaryFile(suffix=".jsonl") as events:
            subprocess.run([os.path.join(BUILD, "tools", "simulators", "hub-simulators"), "events", "--events", str(EVENTS),
                            "--updates", "0"], stdout=events, check=True)
            status, figures = bench("soak", "--events", events.name, "--minutes", "0.25", "--rate", "40", "--seed", str(SEED),
                                    "--faults", "kill,refuses")
        self.assertEqual(status, 0, figures)
        self.assertEqual(set(figures["faults"]), {"kill", "refuses"})
        self.assertEqual(len(figures["timeline"]), sum(figures["faults"].values()))
        self.assertGreater(figures["cases"], 0)
        self.assertEqual({figures[name] for name in ("acknowledged", "at_target", "certificates")}, {figures["cases"]})
        self.assertEqual(figures["twice_at_target"], 0)
        self.assertEqual(set(figures["residue"].values()), {0})
        self.assertGreater(figures["growth"]["segments"], 0)

    def test_a_fault_that_nobody_knows_is_refused(self):
        status, figures = bench("soak", "--faults", "kill,earthquake")
        self.assertEqual(status, 1)
        self.assertIn("earthquake", figures["error"])

    def test_what_is_lost_twice_or_not_certified_ends_a_soak(self):
        sent, target = {"accepted": 10, "rejected": 0}, {"records": {"Case": 10}, "duplicates": {"Case": 0}}
        ledger = Ledger()
        ledger.add(10, sent, target, 10)
        ledger.add(10, sent, target, 20)
        for wrong in (({"accepted": 9, "rejected": 0}, target, 30), ({"accepted": 10, "rejected": 1}, target, 30),
                      (sent, {**target, "records": {"Case": 9}}, 30), (sent, {**target, "records": {}}, 30),
                      (sent, {**target, "duplicates": {"Case": 1}}, 30), (sent, target, 29), (sent, target, 31)):
            ledger = Ledger()
            ledger.add(20, {"accepted": 20, "rejected": 0}, {"records": {"Case": 20}, "duplicates": {"Case": 0}}, 20)
            with self.assertRaises(Failed, msg=wrong):
                ledger.add(10, *wrong)

    def test_a_leak_is_told_from_what_each_case_leaves_behind(self):
        for leaked in (0, 2000):
            samples = []
            for number in range(4):
                samples += steady_process(number, 100 * number, 90_000 * number, leaked)
            segments = growth.steady(samples, warm_seconds=20, shortest_seconds=30)
            self.assertEqual([segment[0].at for segment in segments], [20, 120, 220, 320])
            remembered = growth.remembered_bytes(samples)
            self.assertAlmostEqual(remembered, 50)
            rest = growth.per_hour(segments, lambda one: one.resident_bytes - remembered * one.remembered)
            self.assertAlmostEqual(rest, leaked * 3600, places=3)
            self.assertAlmostEqual(growth.per_case(segments), 50 + leaked / 1000)

    def test_few_starts_say_nothing_of_what_a_case_needs_and_short_lives_nothing_at_all(self):
        samples = steady_process(0, 0, 0, 0) + steady_process(1, 100, 90_000, 0)
        self.assertIsNone(growth.remembered_bytes(samples))
        self.assertEqual(growth.steady(samples, warm_seconds=20, shortest_seconds=100), [])
        self.assertIsNone(growth.per_case([]))


if __name__ == "__main__":
    sys.exit(case_report.run(SoakTest))
