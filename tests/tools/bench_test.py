#!/usr/bin/env python3
"""The bench as a command: few cases, and what its last line must say. No figure is judged by its size."""
import os
import subprocess
import sys
import unittest
import unittest.mock

import case_report
from bench_command import SOURCE, bench

sys.path[:0] = [os.path.join(SOURCE, *folder) for folder in (("tools", "bench"), ("tools", "demonstration"), ("tests", "support"))]
import costs  # noqa: E402
import processes  # noqa: E402
from private_postgres import PrivatePostgres  # noqa: E402

CASES = 60


class BenchTest(unittest.TestCase):
    def test_full_deletes_every_case_once_and_says_what_it_cost(self):
        status, figures = bench("full", "--limit", str(CASES))
        self.assertEqual(status, 0, figures)
        self.assertEqual((figures["mode"], figures["cases"]), ("full", CASES))
        self.assertEqual((figures["half_load"]["cases"], figures["idle"]["cases"]), (CASES, CASES))
        self.assertGreater(figures["deleted_per_second"], 0)
        self.assertLess(0, figures["api_calls_per_case"])
        for process in ("hubd", "simulator", "load"):
            self.assertGreater(figures[process]["us_per_case"], 0)
        self.assertLessEqual({"loop", "store-writer", "store-reader"}, set(figures["hubd"]["threads_us_per_case"]))
        for latency in (figures["accept_to_deleted_ms"], figures["idle"]["sent_to_deleted_ms"]):
            self.assertLessEqual(latency["p50"], latency["p99"])

    def test_drain_waits_for_the_target_and_then_empties(self):
        status, figures = bench("drain", "--limit", str(CASES))
        self.assertEqual(status, 0, figures)
        self.assertEqual((figures["cases"], figures["waiting"]), (CASES, CASES))
        self.assertGreater(figures["drained_per_second"], 0)

    def test_outage_keeps_the_other_target_going_and_then_empties(self):
        status, figures = bench("outage", "--limit", str(CASES))
        self.assertEqual(status, 0, figures)
        self.assertGreaterEqual(figures["waiting"], CASES)
        self.assertGreater(figures["drained_per_second"], 0)
        for latency in figures["confirmed_ms"].values():
            self.assertLessEqual(latency["p50"], latency["p99"])

    def test_a_backlog_is_held_across_a_restart_and_then_empties(self):
        status, figures = bench("backlog", "--limit", str(CASES))
        self.assertEqual(status, 0, figures)
        self.assertEqual(figures["waiting"], CASES)
        self.assertGreater(figures["accepted_per_second"]["all"], 0)
        self.assertGreater(figures["drained_per_second"], 0)

    def test_accept_stands_beside_doing_nothing_and_bare_appends(self):
        status, figures = bench("accept", "--limit", str(CASES), "--connections", "4")
        self.assertEqual(status, 0, figures)
        for way in ("structured", "batched"):
            self.assertEqual((figures[way]["accepted"], figures[way]["rejected"]), (CASES, 0))
            self.assertGreater(figures[way]["ratio_to_null"], 0)
            self.assertGreater(figures[way]["ratio_to_raw_append"], 0)

    @unittest.skipUnless(PrivatePostgres.is_installed(), "PostgreSQL is not installed")
    def test_nodes_puts_one_hub_alone_beside_one_two_and_three_that_share_a_store(self):
        status, figures = bench("nodes", "--limit", str(CASES))
        self.assertEqual(status, 0, figures)
        self.assertEqual((figures["mode"], figures["cases"]), ("nodes", CASES))
        runs = figures["runs"]
        self.assertEqual([(run["store"], run["nodes"]) for run in runs],
                         [("sqlite", 1), ("postgres", 1), ("postgres", 2), ("postgres", 3)])
        for run in runs:
            self.assertEqual(len(run["by_node"]), run["nodes"])
            self.assertAlmostEqual(sum(run["by_node"]), run["hubd_us_per_case"], delta=1)
            for figure in (*run["by_node"], run["deleted_per_second"], run["simulator_us_per_case"], run["api_calls_per_case"]):
                self.assertGreater(figure, 0)
            self.assertEqual("postgres_us_per_case" in run, run["store"] == "postgres")

    def test_a_process_that_ends_while_its_family_is_counted_is_with_its_parent(self):
        child = subprocess.Popen(["sleep", "600"])

        def open_when_it_has_ended(path, **how):
            if path == f"/proc/{child.pid}/stat":
                child.kill()
                child.wait()
            return open(path, **how)

        with unittest.mock.patch.object(processes, "open", open_when_it_has_ended, create=True):
            self.assertGreater(processes.family_seconds(os.getpid()), 0)
        self.assertRaises(FileNotFoundError, processes.family_seconds, child.pid)

    def test_a_sample_belongs_to_the_innermost_part_on_its_stack(self):
        seal = "hub::vault::(anonymous namespace)::SlotVault::seal(std::basic_string_view<char>, ...)"
        for stack, part in ((["__memset_avx2_erms", "__explicit_bzero_chk", "free", seal], "wiping"),
                            (["aesni_gcm_encrypt", seal, "main"], "sealing"),
                            (["sqlite3_step", "hub::store::sqlite::Writer::add_certificate"], "certificates"),
                            (["hub::freedom(int)", "main"], None), (["__memset_avx2_erms", "calloc"], None)):
            self.assertEqual(costs.part_of(stack), part, stack)

    def test_an_address_where_nobody_answers_is_an_error(self):
        status, figures = bench("--url", "https://127.0.0.1:1/", "--limit", "1")
        self.assertEqual(status, 1)
        self.assertIn("error", figures)


if __name__ == "__main__":
    sys.exit(case_report.run(BenchTest))
