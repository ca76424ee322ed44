#!/usr/bin/env python3
"""A field vanishes at the target: the hub says which, cases wait, and all are delivered when it is back."""
import os
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, SOURCE, HubRun, run_cases  # noqa: E402

CASES = 20
LANE = ("--tenant", "acme", "--target", "salesforce")


class DriftTest(HubRun):
    settings = "delivery: {schema_recheck: 500ms, first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n"

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()

    def log(self):
        with open(self.hub.log, encoding="utf-8") as file:
            return file.read()

    def lint_or_publish(self, word, mapping, *lane):
        surroundings = dict(os.environ, HUBCTL_URL=self.places.admin_url, HUBCTL_KEY_FILE=self.places.path("admin.key"))
        return subprocess.run([HUBCTL, "mapping", word, mapping, *lane], env=surroundings, capture_output=True,
                              text=True, timeout=60, check=False)

    def test_cases_wait_while_a_field_is_missing_and_an_alarm_names_it(self):
        self.wait_until(lambda: self.org.calls("describe") >= 2, "the hub has compared mapping and target")
        self.assertEqual(self.lane()["drift"], [])
        self.org.break_with("hidden_field", "*", field="Description")
        self.assertEqual(self.send(self.made_up(CASES)).acknowledged, CASES)
        self.wait_until(lambda: self.lane()["drift"], "the missing field is found")
        finding = ("mapping 'salesforce-default' version 1, record 'case': Case has no field 'Description',"
                   " or the hub's user has no permission for it")
        self.assertEqual(self.lane()["drift"], [finding])
        self.assertIn(finding, self.log())
        self.assertIn("DRIFT acme/salesforce: " + finding, self.hubctl("status"))
        self.assertIn('hub_mapping_drift{tenant="acme",target="salesforce"} 1', self.metrics())
        self.assertEqual((self.held(), self.lane()["dead_letters"]), (CASES, 0))
        self.org.break_with("shown_field", "*", field="Description")
        self.all_delivered_once(CASES)
        self.assertEqual(self.lane()["drift"], [])
        self.assertIn("the mappings fit their target again", self.log())

    def test_lint_and_publish_ask_the_target(self):
        mapping = os.path.join(SOURCE, "mappings", "salesforce", "default.yaml")
        self.assertIn("Fields of the case that are read", self.hubctl("mapping", "lint", mapping, *LANE))
        with open(mapping, encoding="utf-8") as file:
            text = file.read()
        with open(self.places.path("mine.yaml"), "w", encoding="utf-8") as file:
            file.write(text.replace("Priority: Medium", "Prioriti: Medium"))
        problem = (r"mine\.yaml:\d+:17: record 'case': Case has no field 'Prioriti', or the hub's user has no"
                   r" permission for it \(did you mean 'Priority'\?\)")
        lint = self.lint_or_publish("lint", self.places.path("mine.yaml"), *LANE)
        self.assertEqual(lint.returncode, 1)
        self.assertRegex(lint.stdout, problem)
        publish = self.lint_or_publish("publish", self.places.path("mine.yaml"), *LANE)
        self.assertEqual(publish.returncode, 3)
        self.assertRegex(publish.stderr, problem)


if __name__ == "__main__":
    sys.exit(run_cases(DriftTest))
