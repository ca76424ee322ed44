#!/usr/bin/env python3
"""Whether every case that the platform closed has come and arrived: compared with its own list, or with a file."""
import json
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases  # noqa: E402

EVENTS = 1000
WITHHELD = 10
RANGE = ["--tenant", "acme", "--from", "2026-01-01", "--to", "2100-01-01"]


class ReconcileTest(HubRun):
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n"

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()

    def reconcile(self, *words, status=0):
        answer = self.run_hubctl("reconcile", *words, "--json")
        self.assertEqual((answer.returncode, answer.stderr), (status, ""))
        return json.loads(answer.stdout)

    def cases_with(self, answer, report):
        return sorted(one["id"] for one in report["cases"] if one["answer"] == answer)

    def case_ids(self, lines):
        return sorted(json.loads(line)["subject"] for line in lines)

    def write_list(self, lines):
        path = self.places.path("list.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(line + "\n" for line in lines)
        return path

    def test_ten_withheld_of_a_thousand_are_found_fetched_and_then_none_is_missing(self):
        self.start_engage(EVENTS)
        lines = self.engage.events()
        withheld = lines[::EVENTS // WITHHELD]
        sent = [line for line in lines if line not in withheld]
        self.assertEqual((len(lines), len(withheld)), (EVENTS, WITHHELD))
        self.assertEqual(self.send(sent).acknowledged, EVENTS - WITHHELD)
        self.all_delivered_once(EVENTS - WITHHELD)

        found = self.reconcile(*RANGE, status=1)
        self.assertEqual(found["counts"], {"delivered": EVENTS - WITHHELD, "never_seen": WITHHELD})
        self.assertEqual(self.cases_with("never_seen", found), self.case_ids(withheld))
        certified = sorted(one["certificate"] for one in found["cases"] if one["answer"] == "delivered")
        self.assertEqual(certified, list(range(EVENTS - WITHHELD)))

        fetched = self.reconcile(*RANGE, "--fetch")
        self.assertEqual(fetched["fetched"], {"accepted": WITHHELD})
        self.all_delivered_once(EVENTS)

        self.assertEqual(self.reconcile(*RANGE)["counts"], {"delivered": EVENTS})
        shown = self.hubctl("reconcile", *RANGE)
        self.assertEqual(shown, f"{EVENTS} cases compared\n  {EVENTS} delivered\n")
        # The events come after all: what was fetched is the same case.
        self.assertEqual(self.send(withheld).repeated, WITHHELD)

    def test_each_case_of_a_file_is_answered_also_after_a_restart(self):
        lines = self.made_up(5)
        delivered, dead, refused, unseen, waiting = self.case_ids(lines[:1]) + [
            json.loads(line)["subject"] for line in lines[1:]]
        self.assertEqual(self.send(lines[:1]).acknowledged, 1)
        self.all_delivered_once(1)
        self.org.break_with("record_error", "upsert", record=-1, text="STRING_TOO_LONG", field="Subject")
        self.assertEqual(self.send(lines[1:2]).acknowledged, 1)
        letter = self.only_dead_letter()
        broken = json.loads(lines[2])
        broken["data"]["case"]["closed_at"] = "yesterday"
        self.assertEqual(self.post(json.dumps(broken).encode())[1]["accepted"], [])
        self.simulator.kill()
        self.assertEqual(self.send(lines[4:5]).acknowledged, 1)
        file = self.write_list([delivered, json.dumps({"id": dead}), refused, unseen, waiting])

        report = self.reconcile("--tenant", "acme", "--file", file, status=1)
        self.assertEqual([one["answer"] for one in report["cases"]],
                         ["delivered", "dead_letter", "refused", "never_seen", "waiting"])
        self.assertEqual(report["cases"][0]["certificate"], 0)
        self.assertEqual(report["cases"][1]["delivery"], letter["id"])
        self.assertEqual(report["cases"][2]["reason"], "invalid-case")

        self.hub.kill()
        self.start_hub()
        report = self.reconcile("--tenant", "acme", "--file", file, status=1)
        self.assertEqual([one["answer"] for one in report["cases"]],
                         ["delivered", "dead_letter", "never_seen", "never_seen", "waiting"])
        self.assertEqual(report["cases"][0]["certificate"], 0)
        self.start_simulator()
        self.hubctl("deliveries", "retry", letter["id"])
        self.wait_until(lambda: self.held() == 0, "what waited is delivered")
        report = self.reconcile("--tenant", "acme", "--file", file, status=1)
        self.assertEqual(report["counts"], {"delivered": 3, "never_seen": 2})

    def test_a_list_that_cannot_be_read_is_an_error_and_passes_once_it_can(self):
        platform = self.start_engage(20)
        lines = self.engage.events()
        self.assertEqual(self.send(lines).acknowledged, len(lines))
        for fault in ({"kind": "status", "status": 500}, {"kind": "drop"}, {"kind": "malformed"}):
            platform.break_with(operation="list_cases", times=-1, **fault)
            answer = self.run_hubctl("reconcile", *RANGE)
            self.assertEqual((answer.returncode, answer.stdout), (3, ""))
            self.assertIn("the platform's list", answer.stderr)
            platform.heal()
        self.all_delivered_once(20)
        self.assertEqual(self.reconcile(*RANGE)["counts"], {"delivered": 20})


if __name__ == "__main__":
    sys.exit(run_cases(ReconcileTest))
