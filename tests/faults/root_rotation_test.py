#!/usr/bin/env python3
"""The root key is replaced while cases wait and others arrive: nothing is lost, ids and certificates go on."""
import os
import secrets
import shutil
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


PKCS11_MODULE = "/usr/lib/softhsm/libsofthsm2.so"


class TokenTest(HubRun):
    """From a root in a file to one that a token derives."""

    def setUp(self):
        if not os.path.exists(PKCS11_MODULE) or not shutil.which("pkcs11-tool"):
            self.skipTest("softhsm2 or opensc is not installed")
        super().setUp()
        os.mkdir(self.places.path("tokens"))
        self.write("softhsm2.conf", "directories.tokendir = " + self.places.path("tokens") + "\n")
        self.pin = str(secrets.randbelow(10**8)).zfill(8)
        self.write("pin", self.pin + "\n")
        os.environ["SOFTHSM2_CONF"] = self.places.path("softhsm2.conf")
        self.run_tool("softhsm2-util", "--init-token", "--free", "--label", "hub", "--so-pin", "12345678", "--pin", self.pin)
        self.run_tool("pkcs11-tool", "--module", PKCS11_MODULE, "--token-label", "hub", "--login", "--pin", self.pin,
                      "--keygen", "--key-type", "GENERIC:32", "--label", "root", "--sensitive")
        self.old = f"root_key: file:{self.places.path('root.key')}\n"
        self.next = (f"root_key: 'pkcs11:token=hub;object=root?module-path={PKCS11_MODULE}"
                     f"&pin-source=file:{self.places.path('pin')}'\n")

    def tearDown(self):
        os.environ.pop("SOFTHSM2_CONF", None)
        super().tearDown()

    def write(self, name, text):
        with open(self.places.path(name), "w", encoding="ascii") as file:
            file.write(text)

    @staticmethod
    def run_tool(*command):
        subprocess.run(command, check=True, capture_output=True, timeout=TEST_SECONDS)

    def test_a_root_in_a_token_takes_over_while_the_hub_runs_and_nothing_works_without_the_token(self):
        lines = self.made_up(10)
        self.places.change(self.old, self.old + "next_" + self.next)
        self.start_hub()
        self.assertEqual(self.send(lines).acknowledged, 10)
        self.hubctl("keys", "rotate-root")
        self.hub.kill()
        self.places.change(self.old + "next_" + self.next, self.next)
        self.write("pin", "00000000\n")
        refused = subprocess.run([HUBD, "--config=" + self.places.path("hub.yaml")], capture_output=True, text=True,
                                 timeout=TEST_SECONDS, check=False)
        self.assertNotEqual(refused.returncode, 0)
        self.assertIn("refuses the PIN", refused.stdout + refused.stderr)
        self.write("pin", self.pin + "\n")
        self.start_simulator()
        self.start_hub()
        self.all_delivered_once(10)
        with open(self.places.path("logs", "hubd.log"), encoding="utf-8") as log:
            self.assertNotIn(self.pin, log.read())


if __name__ == "__main__":
    sys.exit(run_cases(RootRotationTest, TokenTest))
