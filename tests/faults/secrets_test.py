#!/usr/bin/env python3
"""Secrets that the hub keeps: what uses one takes its next value while cases wait, and no file shows any of them."""
import base64
import json
import os
import secrets
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, TEST_SECONDS, HubRun, run_cases  # noqa: E402


class SecretsTest(HubRun):
    settings = ("delivery: {auth_wait: 100ms, first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n")

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()

    def put(self, verb, name, value):
        return subprocess.run([HUBCTL, "secret", verb, "acme", name], env=self.surroundings(), input=value + "\n",
                              capture_output=True, text=True, timeout=TEST_SECONDS, check=False)

    def name_secrets(self, **names):
        """In the resources: the file of a secret becomes `secret:NAME`; the hub starts again with them."""
        path = self.places.path("resources", "acme.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        for file_name, name in names.items():
            reference = f"file:{self.places.path(file_name + '.key')}"
            self.assertIn(reference, text)
            text = text.replace(reference, "secret:" + name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        self.hub.stop()
        self.start_hub()

    def audited(self):
        return [(entry["operation"], entry["resource"], entry.get("result"))
                for entry in json.loads(self.hubctl("audit", "--json"))]

    def test_a_refused_secret_is_rotated_and_what_waits_goes_on_without_a_restart(self):
        wrong = "wrong-" + secrets.token_hex(16)
        self.assertEqual(self.put("set", "crm", wrong).returncode, 0)
        self.name_secrets(target="crm")
        self.send(self.made_up(5))
        self.wait_until(lambda: self.lane().get("last_error", {}).get("kind") == "auth", "the target refuses it")
        rotated = self.put("rotate", "crm", self.places.target_secret)
        self.assertIn("version 2", rotated.stdout, rotated.stderr)
        self.all_delivered_once(5)
        self.assertEqual(self.audited(), [("rotateSecret", "secret crm", 200), ("setSecret", "secret crm", 200)])
        self.assertIn("target salesforce", self.hubctl("secret", "list"))
        self.no_file_has(wrong, self.places.target_secret)

    def test_senders_are_known_by_the_next_key_at_once_and_by_the_last_one_no_more(self):
        with open(self.places.path("acme.key"), encoding="utf-8") as file:
            self.assertEqual(self.put("set", "engage", file.read()).returncode, 0)
        self.name_secrets(acme="engage")
        [first, second] = self.made_up(2)
        self.assertEqual(self.post(first)[0], 202)
        refused = self.put("rotate", "engage", "this is no signing key")
        self.assertEqual(refused.returncode, 3, refused.stdout)
        self.assertNotIn("this is no signing key", refused.stderr)
        old, new = self.places.event_secret, secrets.token_bytes(32)
        rotated = self.put("rotate", "engage", "whsec_" + base64.b64encode(new).decode())
        self.assertIn("version 2", rotated.stdout, rotated.stderr)
        self.assertEqual(self.post(second)[0], 401)
        self.places.event_secret = new
        self.assertEqual(self.post(second)[0], 202)
        self.all_delivered_once(2)
        self.no_file_has(base64.b64encode(old).decode(), base64.b64encode(new).decode())

    def test_a_hub_whose_resources_name_a_missing_secret_says_which(self):
        self.put("set", "crm", self.places.target_secret)
        self.name_secrets(target="crm")
        refused = self.run_hubctl("secret", "remove", "acme", "crm")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("target salesforce", refused.stderr)
        self.hub.stop()
        path = self.places.path("resources", "acme.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("secret:crm", "secret:crn"))
        started = subprocess.run([self.program, "--config=" + self.places.path("hub.yaml")], capture_output=True,
                                 text=True, timeout=TEST_SECONDS, check=False)
        self.assertNotEqual(started.returncode, 0)
        self.assertIn("secret:crn", started.stderr)
        self.assertIn("acme.yaml:", started.stderr)


if __name__ == "__main__":
    sys.exit(run_cases(SecretsTest))
