"""A hub with a partner that takes customers in, and simulated targets of several kinds for them.

Imported as hub_run is.
"""
import hashlib
import json
import os
import secrets
import subprocess

from hub_run import HUBCTL, SIMULATORS, TEST_SECONDS, HubRun, Org, targets
from places import free_port
from services import Service, answers

PARTNER = """kind: partner
name: nordic
max_class: free_text
credentials:
  - {{name: nordic-script, kind: bearer, key_id: k1, sha256: {hash}}}
"""
CUSTOMER = """# {name}, a customer of nordic.
kind: tenant
name: {name}
partner: nordic
region: us
sources: [/engage/us/{name}]
credentials:
  - name: {name}-events
    kind: bearer
    key: file:keys/{name}.key
retention: {{max_hold: 48h}}
{target}"""


class PartnerRun(HubRun):
    """`kinds`: of the simulated targets, the first of which is the org."""

    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n"
    kinds = ("salesforce",)

    def setUp(self):
        super().setUp()
        with open(self.places.path("resources", "partner.yaml"), "w", encoding="utf-8") as file:
            file.write(PARTNER.format(hash="0" * 64))
        key = "script-" + secrets.token_hex(8)
        self.write("partner.key", key)
        self.places.change("admin_keys:\n", "admin_keys:\n  - {name: script, role: partner, partner: nordic, sha256: "
                           f"{hashlib.sha256(key.encode()).hexdigest()}}}\n")
        self.ports = {self.target: self.places.target_ports[self.target]}
        self.orgs = {self.target: self.org}
        self.others = []
        for kind in self.kinds[1:]:
            self.ports[kind] = free_port()
            self.orgs[kind] = Org(f"http://127.0.0.1:{self.ports[kind]}")
            command = targets.simulator_command(SIMULATORS, kind, self.ports[kind], self.places.target_secret,
                                                lifts_budgets=True)
            self.others.append(Service(kind, command, self.places.path(kind + ".log")))
        self.start_simulator()
        for other, kind in zip(self.others, self.kinds[1:]):
            other.start()
            url = self.orgs[kind].url
            other.wait_until(lambda url=url: answers(url + "/_control/state"), TEST_SECONDS)
        self.start_hub()

    def tearDown(self):
        for other in self.others:
            if other.is_alive():
                other.kill()
        super().tearDown()

    def write(self, name, text):
        path = self.places.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def customer(self, name, kind="salesforce", secret=None):
        """The text of its file, whose secret lies beside it; `secret`: a wrong one."""
        self.write(f"customers/secrets/{name}.key", secret or self.places.target_secret)
        target = targets.resource(kind, name, self.ports[kind], f"secrets/{name}.key")
        return CUSTOMER.format(name=name, target=target)

    def write_customer(self, name, **how):
        return self.write(f"customers/{name}.yaml", self.customer(name, **how))

    def onboard(self, *words, key="partner.key", seconds=4 * TEST_SECONDS, **more):
        return subprocess.run([HUBCTL, "onboard", *words, "--events", self.places.events_url],
                              env=self.surroundings(key), capture_output=True, text=True, timeout=seconds,
                              check=False, **more)

    def report(self, *words, **how):
        """Exit status, and the report by customer."""
        answer = self.onboard(*words, "--json", **how)
        self.assertTrue(answer.stdout, answer.stderr)
        report = json.loads(answer.stdout)
        return answer.returncode, {one["customer"]: one for one in report["customers"]}

    def case_records(self, kind="salesforce"):
        return self.orgs[kind].state()["records"].get(targets.named(kind).case_records, 0)
