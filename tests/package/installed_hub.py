"""A hub installed from the package on a clean Debian 12, worked with as its administrator and its platform do."""
import base64
import json
import os
import secrets
import shutil
import sys
import time
import unittest

SOURCE = sys.argv[1]
sys.path[:0] = [os.path.join(SOURCE, *folder) for folder in (("tests", "tools"), ("tools", "demonstration"))]
import clean_tree  # noqa: E402
import packages  # noqa: E402
import targets  # noqa: E402
from sender import Sender  # noqa: E402

SIMULATORS = os.path.join(packages.BUILD, "tools", "simulators", "hub-simulators")
TEST_SECONDS = 120
TARGET_PORT = 8490
UNIT = "connector-hub.service"
STORE = "/var/lib/connector-hub/hub.db"

TENANT = """---
kind: tenant
name: acme
region: eu
sources: [/engage/us/acme]
credentials:
  - name: engage
    kind: standard_webhooks
    secrets: [file:/etc/connector-hub/acme.key]
"""


class InstalledHub(unittest.TestCase):
    """One clean machine for each test; the package is there, and not yet installed."""

    @classmethod
    def setUpClass(cls):
        cls.package, cls.later = packages.build(), packages.build(packages.LATER)
        cls.base = clean_tree.base_tree(os.path.join(packages.BUILD, "clean-tree"),
                                        ["systemd", "dbus", *packages.dependencies(cls.package)])

    def setUp(self):
        self.tree = clean_tree.CleanTree(self.base)
        self.addCleanup(self.tree.end)
        self.event_secret, self.target_secret = secrets.token_bytes(32), secrets.token_urlsafe(24)
        for package in (self.package, self.later):
            shutil.copy(package, self.tree.path("root"))

    def done(self, *command, given=None):
        """What it printed; it must succeed."""
        answer = self.tree.call(*command, given=given)
        self.assertEqual(answer.returncode, 0, f"{command}: {answer.stdout}{answer.stderr}\n{self.journal()}")
        return answer.stdout

    def journal(self):
        return self.tree.call("journalctl", "--no-pager", "--quiet", "--output=cat", "--unit", UNIT).stdout

    def apt(self, *words):
        return self.tree.call("apt-get", "--yes", "--quiet", *words)

    def install(self, package, *options):
        answer = self.apt("install", *options, "/root/" + os.path.basename(package))
        self.assertEqual(answer.returncode, 0, answer.stdout + answer.stderr)
        return answer

    def wait_until(self, holds, what):
        until = time.monotonic() + TEST_SECONDS
        while not holds():
            self.assertLess(time.monotonic(), until, f"never came true: {what}\n{self.journal()}")
            time.sleep(0.1)

    def is_active(self):
        return self.tree.call("systemctl", "is-active", UNIT).stdout.strip() == "active"

    def status(self):
        return json.loads(self.done("hubctl", "status", "--json"))

    def held(self):
        return self.status()["cases_held"]

    def set_up_tenant(self, more_of_tenant="", more_settings=""):
        """As an administrator would: a tenant with one target, which is not there yet."""
        self.tree.write("/etc/connector-hub/acme.key", "whsec_" + base64.b64encode(self.event_secret).decode(), 0o640,
                        "connector-hub")
        self.tree.write("/etc/connector-hub/target.key", self.target_secret, 0o640, "connector-hub")
        resources = TENANT + more_of_tenant + targets.resource("salesforce", "acme", TARGET_PORT, "/etc/connector-hub/target.key")
        self.tree.write("/etc/connector-hub/resources/acme.yaml", resources, 0o640, "connector-hub")
        settings = self.tree.read("/etc/connector-hub/hub.yaml")
        settings += "\noutgoing: {private_subnets: [127.0.0.1/32]}\n" + more_settings
        self.tree.write("/etc/connector-hub/hub.yaml", settings, 0o640, "connector-hub")
        self.assertIn("ok, 1 tenants, 1 targets", self.done("hubd", "--check"))
        self.done("systemctl", "restart", UNIT)

    def start_target(self):
        command = targets.simulator_command("/usr/bin/hub-simulators", "salesforce", TARGET_PORT, self.target_secret,
                                            lifts_budgets=True)
        self.done("systemd-run", "--quiet", "--unit=target", *command)

    def send(self, lines):
        """Until each event is acknowledged."""
        with self.tree.network():
            sender = Sender(8480, self.event_secret, lines)
            sender.start()
            self.wait_until(sender.is_done, "every event is answered")
        self.assertEqual((sender.acknowledged, sender.problems), (len(lines), []))

    def all_delivered_once(self, count):
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        with self.tree.network():
            held = targets.named("salesforce")(TARGET_PORT, self.target_secret).holdings()
        self.assertEqual((held["cases"], held["duplicates"]), (count, 0))
        listed = json.loads(self.done("hubctl", "certificates", "list", "--json", "--limit", "1"))
        self.assertEqual(listed["total"], count)
