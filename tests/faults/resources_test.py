#!/usr/bin/env python3
"""Resources over the API: a customer is added to a running hub, changed and kept over a restart; a broken change
changes nothing and says where."""
import base64
import hashlib
import json
import os
import secrets
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, TEST_SECONDS, HubRun, run_cases  # noqa: E402

CUSTOMER = """# A customer that came while the hub ran.
kind: tenant
name: globex
region: us
sources: [/engage/us/globex]
credentials:
  - {{name: globex-engage, kind: standard_webhooks, secrets: [secret:engage]}}
---
{target}"""


class ResourcesTest(HubRun):
    settings = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms}\n"

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()
        with open(self.places.path("resources", "acme.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.document = (text[text.index("kind: target"):].replace("tenant: acme", "tenant: globex")
                       .replace("file:" + self.places.path("target.key"), "secret:crm"))
        self.assertIn("secret:crm", self.document)
        self.file = self.places.path("globex.yaml")
        self.event_key = secrets.token_bytes(32)

    def keep_secrets(self):
        for name, value in (("crm", self.places.target_secret),
                            ("engage", "whsec_" + base64.b64encode(self.event_key).decode())):
            kept = subprocess.run([HUBCTL, "secret", "set", "globex", name], env=self.surroundings(), input=value,
                                  capture_output=True, text=True, timeout=TEST_SECONDS, check=False)
            self.assertEqual(kept.returncode, 0, kept.stderr)

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def apply(self, text, *options, key="admin.key"):
        self.write(text)
        return self.run_hubctl("apply", self.file, *options, key=key)

    def events_of_globex(self, count, first=0):
        lines = [line.replace(b"/engage/us/acme", b"/engage/us/globex") for line in self.made_up(first + count)[first:]]
        return self.send(lines, self.event_key).acknowledged

    def lanes(self):
        return sorted(lane["tenant"] for lane in self.status()["lanes"])

    def test_a_customer_is_added_live_and_stays_over_a_restart(self):
        self.keep_secrets()
        customer = CUSTOMER.format(target=self.document)
        planned = self.apply(customer, "--dry-run")
        self.assertEqual((planned.returncode, self.lanes()), (0, ["acme"]), planned.stderr)
        applied = self.apply(customer)
        self.assertEqual(applied.returncode, 0, applied.stderr)
        self.assertIn("tenant globex added", applied.stdout)
        self.assertEqual(self.lanes(), ["acme", "globex"])
        self.assertEqual(self.events_of_globex(5), 5)
        self.all_delivered_once(5)
        self.assertIn("tenant globex unchanged", self.apply(customer).stdout)
        self.assertIn("the hub has the same", self.hubctl("diff", self.file))
        self.assertEqual(self.hubctl("export"), customer)
        self.hub.stop()
        self.start_hub()
        self.assertEqual(self.lanes(), ["acme", "globex"])
        self.assertEqual(self.events_of_globex(3, first=5), 3)
        self.all_delivered_once(8)
        operations = [(entry["operation"], entry.get("outcome", "")) for entry in
                      json.loads(self.hubctl("audit", "--json"))]
        self.assertIn(("applyResources", "tenant globex added, target globex/salesforce added"), operations)

    def test_a_broken_change_changes_nothing_and_says_where(self):
        self.keep_secrets()
        customer = CUSTOMER.format(target=self.document)
        self.assertEqual(self.apply(customer).returncode, 0)
        broken = customer.replace("region: us", "region: mars").replace("name: salesforce", "name: second") \
            .replace("max_class:", "max_klass:")
        refused = self.apply(broken)
        self.assertEqual(refused.returncode, 1, refused.stdout)
        line = 1 + broken.splitlines().index(next(one for one in broken.splitlines() if "max_klass" in one))
        self.assertIn(f"{self.file}:{line}:1: unknown key 'max_klass'", refused.stderr)
        self.assertIn("nothing was changed", refused.stderr)
        self.assertEqual(self.lanes(), ["acme", "globex"])
        differs = self.run_hubctl("diff", self.file)
        self.assertEqual(differs.returncode, 1)
        self.assertIn("+ region: mars", differs.stdout)
        self.assertEqual(self.hubctl("export"), customer)

    def test_what_lies_on_the_hubs_machine_is_never_named_over_the_api(self):
        self.keep_secrets()
        for reference in ("env:HOME", "file:/etc/hostname", "cmd:id"):
            refused = self.apply(CUSTOMER.format(target=self.document.replace("secret:crm", reference)))
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertIn("hubctl secret set", refused.stderr)
        self.assertEqual(self.lanes(), ["acme"])

    def test_a_secret_that_is_missing_is_told_at_its_target(self):
        refused = self.apply(CUSTOMER.format(target=self.document))
        self.assertEqual(refused.returncode, 1, refused.stdout)
        self.assertIn("secret:crm", refused.stderr)
        self.assertIn(self.file + ":", refused.stderr)

    def test_a_partner_reaches_its_own_customer_only_and_lets_a_target_see_no_more(self):
        self.keep_secrets()
        self.assertEqual(self.apply(CUSTOMER.format(target=self.document)).returncode, 0)
        key = "script-" + secrets.token_hex(8)
        with open(self.places.path("partner.key"), "w", encoding="utf-8") as file:
            file.write(key)
        self.places.change("admin_keys:\n", "admin_keys:\n  - {name: script, role: partner, partner: nordic, sha256: "
                           f"{hashlib.sha256(key.encode()).hexdigest()}}}\n")
        partner = ("kind: partner\nname: nordic\ntenants: [globex]\ncredentials:\n"
                   f"  - {{name: p, kind: bearer, key_id: k1, sha256: {'0' * 64}}}\n")
        self.assertEqual(self.apply(partner).returncode, 0)
        self.hub.stop()
        self.start_hub()
        wider = self.apply(self.document.replace("max_class: free_text", "max_class: direct"), key="partner.key")
        self.assertEqual(wider.returncode, 1, "less than now breaks the mapping")
        second = self.document.replace("name: salesforce", "name: second")
        self.assertIn("only an administrator", self.apply(second, key="partner.key").stderr)
        foreign = self.apply(second.replace("tenant: globex", "tenant: acme"), key="partner.key")
        missing = self.apply(second.replace("tenant: globex", "tenant: nobody"), key="partner.key")
        self.assertEqual((foreign.returncode, foreign.stderr), (1, missing.stderr))
        self.assertIn("target globex/salesforce changed",
                      self.apply(self.document + "# a word of the partner\n", key="partner.key").stdout)


if __name__ == "__main__":
    sys.exit(run_cases(ResourcesTest))
