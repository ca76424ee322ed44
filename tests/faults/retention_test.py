#!/usr/bin/env python3
"""Cases that stay: on legal hold beyond their max hold and a kill, and delivered ones that their tenant keeps, which whoever
may can read and delete."""
import hashlib
import json
import os
import re
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import BUILD, HubRun, run_cases  # noqa: E402
from residue import Residue  # noqa: E402


def without(value, texts):
    """Data without the texts among these."""
    if isinstance(value, dict):
        return {name: without(its, texts) for name, its in value.items()}
    if isinstance(value, list):
        return [without(item, texts) for item in value]
    return None if value in texts else value


class RetentionTest(HubRun):
    settings = ("delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, first_probe: 50ms,"
                " longest_probe: 200ms, sweep: 100ms}\n")

    def begin(self, retention):
        self.places.change_resources("acme", "sources: [/engage/us/acme]\n",
                                     f"sources: [/engage/us/acme]\nretention: {retention}\n")
        self.operator_may_look()
        self.start_hub()
        self.lines = self.made_up(2)
        self.case = json.loads(self.lines[0])["data"]["case"]["id"]

    def operator_may_look(self):
        key = "key-of-an-operator"
        with open(self.places.path("operator.key"), "w", encoding="ascii") as file:
            file.write(key)
        digest = hashlib.sha256(key.encode()).hexdigest()
        self.places.change("admin_keys:\n", f"admin_keys:\n  - {{name: anna, role: operator, sha256: {digest}}}\n")

    def accepts(self, line):
        self.assertEqual(self.post(line)[1]["accepted"][0]["status"], "accepted")

    def listed(self, *words):
        return json.loads(self.hubctl("cases", "list", "--json", *words))

    def outcomes(self):
        return [entry["outcome"] for entry in self.certificates()]

    def hold(self, verb, **options):
        return self.run_hubctl("cases", verb, "--tenant", "acme", self.case, **options)

    def test_a_hold_outlives_the_max_hold_and_a_kill_and_its_release_deletes_and_certifies(self):
        self.begin("{max_hold: 8s}")
        self.accepts(self.lines[0])
        self.assertEqual(self.hold("hold").returncode, 0)
        self.accepts(self.lines[1])
        self.wait_until(lambda: self.outcomes() == ["expired"], "the case that came later has expired")
        self.assertEqual([(case["state"], case["update"]) for case in self.listed()], [("held", False)])
        self.hub.kill()
        self.start_simulator()
        self.start_hub()
        self.wait_until(lambda: self.org.state()["records"]["Case"] == 1, "a held case is delivered")
        self.wait_until(lambda: self.deliveries("confirmed"), "and confirmed")
        self.assertEqual(self.listed("--state", "held")[0]["case"], self.deliveries("confirmed")[0]["case"])
        self.assertEqual(self.outcomes(), ["expired"])

        refused = self.hold("release", key="operator.key")
        self.assertEqual((refused.returncode, refused.stdout), (3, ""))
        self.assertIn("is released", self.hold("release").stdout)
        self.wait_until(lambda: self.held() == 0, "the case is gone")
        entry = self.certificates()[-1]
        self.assertEqual(entry["outcome"], "delivered")
        self.assertLess(entry["hold"]["from"], entry["hold"]["to"])
        self.assertEqual(self.org.state()["records"]["Case"], 1)
        self.assertEqual(self.hold("hold").returncode, 3, "what is gone cannot be held")
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            told = [line for line in log if "legal hold" in line]
        self.assertEqual(len(told), 2)
        self.assertTrue(all("key=demonstration" in line and "tenant=acme" in line for line in told), told)
        self.assertFalse(any(self.case in line for line in told), "the log names a case by its opaque reference")

    def test_a_kept_case_is_found_read_and_deleted_and_every_step_is_noted(self):
        self.begin("{keep_delivered: 30d}")
        self.start_simulator()
        for line in self.lines:
            self.accepts(line)
        self.wait_until(lambda: [case["transcript"] for case in self.listed()] == [True, True], "both cases are kept")
        data = json.loads(self.lines[0])["data"]
        found = json.loads(self.hubctl("cases", "search", "--json", "--tenant", "acme", "--group", data["group"]["name"]))
        reference = found[0]["case"]
        self.assertEqual(json.loads(self.hubctl("cases", "search", "--json", "--tenant", "acme", "--case", self.case)),
                         found[:1])

        self.assertEqual(self.hold("show", key="operator.key").returncode, 2, "a reason is needed")
        refused = self.run_hubctl("cases", "show", "--tenant", "acme", "--reason", "fault", self.case, key="operator.key")
        self.assertEqual((refused.returncode, refused.stdout), (3, ""))
        shown = self.hubctl("cases", "show", "--tenant", "acme", "--reason", "fault", self.case)
        said = [message["text"] for message in data["transcript"]["messages"] if message["type"] == "text"]
        self.assertIn(said[0].splitlines()[0], shown)
        self.assertNotIn(data["session"]["id"], shown)

        self.assertEqual(self.hold("delete").returncode, 2, "it has to be meant")
        self.assertIn("certified as erased", self.hubctl("cases", "delete", "--tenant", "acme", "--yes", self.case))
        self.assertEqual(self.outcomes(), ["erased"])
        self.assertEqual(len(self.listed()), 1)
        self.assertEqual(self.org.state()["records"]["Case"], 2, "the target keeps what it has")
        entries = [(entry["operation"], entry.get("resource"), entry["result"])
                   for entry in json.loads(self.hubctl("audit", "--json")) if entry["operation"] in ("openCase", "deleteCase")]
        self.assertEqual(sorted(entries), [("deleteCase", f"case {reference}", 200),
                                           ("openCase", f"case {reference}, reason fault", 200),
                                           ("openCase", f"case {reference}, reason fault", 403)])
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            self.assertNotIn(self.case, log.read(), "the log names a case by its opaque reference")

    def test_a_delivered_case_is_kept_sealed_for_its_time_and_then_certified(self):
        self.begin("{keep_delivered: 8s}")
        self.start_simulator()
        self.accepts(self.lines[0])
        self.wait_until(lambda: [case["state"] for case in self.listed()] == ["kept"], "the case is kept")
        self.assertEqual(self.outcomes(), [])
        self.hub.kill()
        self.start_hub()
        self.wait_until(lambda: self.held() == 0, "the case is gone")
        self.assertEqual(self.outcomes(), ["retention_elapsed"])
        self.assertEqual(self.org.state()["records"]["Case"], 1)

    def test_metadata_stay_in_place_of_a_case_and_no_text_of_it_anywhere(self):
        self.begin("{keep: metadata, keep_delivered: 30d}")
        self.start_simulator()
        for line in self.lines:
            self.accepts(line)
        self.wait_until(lambda: [case["metadata"] for case in self.listed()] == [True, True], "both left their metadata")
        self.assertEqual([case["transcript"] for case in self.listed()], [False, False])
        self.assertEqual(self.outcomes(), ["delivered", "delivered"])
        self.assertTrue(all(entry["metadata_until"] > entry["settled"] for entry in self.certificates()))
        data = json.loads(self.lines[0])["data"]
        found = json.loads(self.hubctl("cases", "search", "--json", "--tenant", "acme", "--group", data["group"]["name"]))
        self.assertIn("metadata only", self.hubctl("cases", "search", "--tenant", "acme", "--case", self.case))
        self.assertIn(f"case.channel: {data['case']['channel']}",
                      self.hubctl("cases", "show", "--tenant", "acme", "--reason", "fault", self.case))
        self.no_text_but_metadata_is_left()

        self.hub.kill()
        self.start_hub()
        self.assertEqual(len(self.listed("--state", "kept")), 2)
        self.assertIn("certified as erased", self.hubctl("cases", "delete", "--tenant", "acme", "--yes", self.case))
        self.assertEqual(self.certificates()[-1]["of"], "metadata")
        self.assertEqual(self.certificates()[-1]["case"], found[0]["case"])
        self.assertEqual(self.org.state()["records"]["Case"], 2, "the target keeps what it has")

    def test_each_type_is_kept_on_its_terms_and_one_is_never_stored(self):
        self.begin("{keep_delivered: 30d, by_type: [{types: [T-SECRET], keep: nothing}, {types: [T-GONE]}]}")
        self.start_simulator()
        self.assertIn("T-SECRET", self.hubctl("policy", "explain", "--tenant", "acme"))
        lines = [self.of_type(line, kind) for line, kind in zip(self.made_up(3), ("T-SECRET", "T-GONE", "T-OTHER"))]
        self.assertEqual([self.post(line)[0] for line in lines], [200, 202, 202])
        self.wait_until(lambda: self.org.state()["records"]["Case"] == 3, "all three are delivered")
        self.wait_until(lambda: [case["state"] for case in self.listed()] == ["kept"], "one stays")
        self.assertEqual(self.outcomes(), ["delivered"])

    def no_text_but_metadata_is_left(self):
        listed = set(re.findall(r"^- `(\S+)`$", self.hubctl("policy", "reference"), re.MULTILINE))
        searched = []
        for line in self.lines:
            event = json.loads(line)
            opened = json.loads(self.hubctl("cases", "show", "--json", "--tenant", "acme", "--reason", "fault",
                                            event["data"]["case"]["id"]))
            fields = {re.sub(r"\[\d+\]", "[]", field["field"]) for field in opened["metadata"]}
            self.assertIn("group.name", fields)
            self.assertEqual(fields - listed, set(), "the page lists all that stays")
            left = without(event["data"], {field["value"] for field in opened["metadata"]})
            searched.append(json.dumps({"data": left}).encode())
        residue = Residue(os.path.join(BUILD, "tools", "residue", "hub-residue"), self.places, searched, self.hub)
        self.assertGreater(residue.plain_control(), 0, "the search finds nothing at all")
        found = residue.remaining()
        self.assertEqual((found["hits"], found["opened_hits"]), (0, 0), "texts in files, texts that keys open")
        self.assertEqual(found["sealed_rows"], 2)

    @staticmethod
    def of_type(line, kind):
        event = json.loads(line)
        event["data"]["case"]["type_id"] = kind
        return json.dumps(event).encode()


if __name__ == "__main__":
    sys.exit(run_cases(RetentionTest))
