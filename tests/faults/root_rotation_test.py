#!/usr/bin/env python3
"""The root key is replaced while cases wait and others arrive: nothing is lost, ids and certificates go on."""
import os
import secrets
import subprocess
import sys
import urllib.request

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBD, HubRun, TEST_SECONDS, run_cases  # noqa: E402


class RootRotationTest(HubRun):
    def setUp(self):
        super().setUp()
        next_root = self.places.path("next-root.key")
        with open(os.open(next_root, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        self.old = f"root_key: file:{self.places.path('root.key')}\n"
        self.next = f"root_key: file:{next_root}\n"
        self.lines = self.made_up(40)

    def verifier_key(self):
        with urllib.request.urlopen(self.places.admin_url + "/certificates/log/verifier-key", timeout=10) as answer:
            return answer.read()

    def test_a_root_is_replaced_while_the_hub_runs(self):
        self.places.change(self.old, self.old + "next_" + self.next)
        self.start_hub()
        verifier = self.verifier_key()
        self.assertEqual(self.send(self.lines[:20]).acknowledged, 20)
        self.hubctl("keys", "rotate-root")
        self.assertEqual(self.send(self.lines[20:]).acknowledged, 20)
        self.hub.kill()

        self.places.change(self.old + "next_" + self.next, self.old)
        refused = subprocess.run([HUBD, "--config=" + self.places.path("hub.yaml")], capture_output=True, text=True,
                                 timeout=TEST_SECONDS, check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("another root key", refused.stdout + refused.stderr)

        self.places.change(self.old, self.next)
        self.start_simulator()
        self.start_hub()
        self.assertEqual(self.send(self.lines[:1]).repeated, 1, "a case keeps its id under the next root")
        self.all_delivered_once(40)
        self.assertEqual(self.verifier_key(), verifier)


if __name__ == "__main__":
    sys.exit(run_cases(RootRotationTest))
