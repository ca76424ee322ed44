#!/usr/bin/env python3
"""Erasure by a case's id over every target at once: what can be gone is gone, what a vendor keeps is named."""
import hashlib
import json
import os
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HubRun, run_cases, targets  # noqa: E402

# What each vendor's interface comes to, and words of what it leaves.
FINAL = {
    "dynamics": "restores deleted records",
    "genesys": "GDPR request of its own",
    "s3": "under object lock stays until its date",
    "salesforce": "clears its storage in its own time",
    "servicenow": "sys_audit_delete",
    "webhook": "for its operator to say",
    "zendesk": "deleted tickets for up to 30 days",
}
RESTORABLE = {"freshdesk": "the trash", "hubspot": "the recycling bin for about 90 days"}
NOTHING = {"cases": 0, "parts": 0, "duplicates": 0}


class ErasureTest(HubRun):
    settings = ("delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, first_probe: 50ms,"
                " longest_probe: 200ms, sweep: 100ms}\n")
    lifts_budgets = True  # four erasures in a minute are more calls than some accounts have
    further_targets = tuple(name for name in targets.names() if name != HubRun.target)

    def begin(self, cases, simulators=None):
        for name in self.places.targets if simulators is None else simulators:
            self.start_simulator(name)
        self.start_hub()
        lines = self.made_up(cases)
        self.ids = [json.loads(line)["data"]["case"]["id"] for line in lines]
        self.sessions = [json.loads(line)["data"]["session"]["id"] for line in lines]
        self.send(lines)

    def deliver(self, cases):
        self.begin(cases)
        self.wait_until(lambda: self.held() == 0, "every target has every case")

    def erase(self, case, *words, by="--case"):
        """The status, what is said of the case, and of each target."""
        done = self.run_hubctl("erase", "--json", "--tenant", "acme", by, case, *words)
        self.assertIn(done.returncode, (0, 1), done.stderr)
        (answer,) = json.loads(done.stdout)["cases"]
        return done.returncode, answer, {one["target"]: one for one in answer["targets"]}

    def holdings(self):
        return {name: targets.named(name)(port, self.places.target_secret).holdings()
                for name, port in self.places.target_ports.items()}

    def recycled(self, name):
        return sum(self.orgs[name].state()["recycle_bin"].values())

    def addenda(self):
        return [entry for entry in self.certificates() if entry.get("addendum") == "erased at targets"]

    def test_a_case_is_gone_from_every_target_and_what_stays_is_named(self):
        self.deliver(3)
        self.assertEqual({one["cases"] for one in self.holdings().values()}, {3})
        status, _, before = self.erase(self.ids[0], "--dry-run")
        self.assertEqual((status, {one["state"] for one in before.values()}), (0, {"present"}))
        self.assertEqual(self.addenda(), [])
        for by, named in (("--case", self.ids[0]), ("--case", self.ids[1]), ("--session", self.sessions[2])):
            status, answer, told = self.erase(named, "--reason", "subject_request", "--shared", by=by)
            self.assertEqual((status, answer["finished"], answer["here"]), (0, True, 0), told)
            for expected, state in ((FINAL, "erased"), (RESTORABLE, "restorable")):
                for name, words in expected.items():
                    self.assertEqual((name, told[name]["state"], told[name]["left"]), (name, state, 0), told[name])
                    self.assertIn(words, told[name]["leaves"])
        self.assertEqual(self.holdings(), {name: NOTHING for name in targets.names()})
        self.assertEqual([self.recycled(name) for name in ("salesforce", "zendesk")], [0, 0])
        self.assertEqual(self.orgs["s3"].state()["records"], {"objects": 0, "versions": 0})
        self.assertEqual(self.recycled("freshdesk"), 3)
        self.assertGreaterEqual(self.recycled("hubspot"), 3)
        self.nothing_names_a_case()

        status, answer, told = self.erase(self.ids[0])
        self.assertEqual((status, {one["state"] for one in told.values()}), (0, {"absent"}), told)

    def nothing_names_a_case(self):
        """Neither certificate nor audit nor log."""
        self.assertEqual([entry["finished"] for entry in self.addenda()], [True] * 3)
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            written = log.read() + json.dumps(self.certificates()) + self.hubctl("audit", "--json")
        self.assertIn("a case was erased", written)
        self.assertIn("eraseCase", written)
        self.assertEqual([named for named in self.ids + self.sessions if named in written], [])

    def test_a_fault_leaves_it_unfinished_and_the_next_run_finishes(self):
        self.deliver(1)
        self.orgs["salesforce"].break_with("status", "empty_recycle_bin", times=-1)
        self.orgs["dynamics"].break_with("status", "*", status=503, times=-1)
        status, answer, told = self.erase(self.ids[0])
        self.assertEqual((status, answer["finished"]), (1, False))
        self.assertEqual(sorted(name for name, one in told.items() if one["state"] == "unfinished"),
                         ["dynamics", "salesforce"])
        self.assertTrue(told["salesforce"]["problem"] and told["dynamics"]["problem"])
        self.assertGreater(self.recycled("salesforce"), 0)
        self.assertFalse(self.addenda()[-1]["finished"])

        for org in self.orgs.values():
            org.heal()
        status, answer, told = self.erase(self.ids[0])
        self.assertEqual((status, answer["finished"]), (0, True), told)
        self.assertEqual(told["dynamics"]["state"], "erased")
        self.assertEqual(self.recycled("salesforce"), 0)
        left = {name: held for name, held in self.holdings().items() if held["cases"] or held["parts"]}
        self.assertEqual(left, {})

    def test_a_case_that_waits_is_destroyed_here_and_is_never_delivered(self):
        self.begin(1, simulators=())
        self.wait_until(lambda: self.deliveries("retrying") or self.deliveries("pending"), "the case waits")
        status, answer, told = self.erase(self.ids[0], "--reason", "mistake")
        self.assertEqual((status, answer["here"], answer["finished"]), (1, 1, False))
        self.assertEqual({one["state"] for one in told.values()}, {"unfinished"})
        self.assertEqual((self.held(), self.certificates()[0]["outcome"]), (0, "erased"))
        for name in self.places.targets:
            self.start_simulator(name)
        status, answer, told = self.erase(self.ids[0])
        self.assertEqual((status, {one["state"] for one in told.values()}), (0, {"absent"}), told)
        self.assertEqual(self.holdings(), {name: NOTHING for name in targets.names()})

    def test_a_hold_wins_and_only_an_administrator_erases(self):
        key = "key-of-an-operator"
        with open(self.places.path("operator.key"), "w", encoding="ascii") as file:
            file.write(key)
        digest = hashlib.sha256(key.encode()).hexdigest()
        self.places.change("admin_keys:\n", f"admin_keys:\n  - {{name: anna, role: operator, sha256: {digest}}}\n")
        self.begin(1, simulators=())
        self.assertEqual(self.run_hubctl("cases", "hold", "--tenant", "acme", self.ids[0]).returncode, 0)
        words = ("erase", "--tenant", "acme", "--case", self.ids[0])
        refused = self.run_hubctl(*words)
        self.assertEqual(refused.returncode, 3)
        self.assertIn("on legal hold since", refused.stderr)
        self.assertEqual(self.run_hubctl(*words, key="operator.key").returncode, 3)
        self.assertEqual((self.held(), self.certificates()), (1, []))


if __name__ == "__main__":
    sys.exit(run_cases(ErasureTest))
