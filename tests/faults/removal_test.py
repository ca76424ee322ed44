#!/usr/bin/env python3
"""`hubctl tenant remove` and `partner remove`: nothing more comes in, what waits ends, and then nothing is kept."""
import json
import os
import subprocess
import sys
import urllib.error

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, run_cases  # noqa: E402
from partner_run import PartnerRun  # noqa: E402
from services import get_json  # noqa: E402

MARK = "a-remark-that-only-this-customer-has"
PARTNER = """kind: partner
name: southern
credentials:
  - {{name: southern-script, kind: bearer, key_id: k2, sha256: {hash}}}
"""


class RemovalTest(PartnerRun):
    def setUp(self):
        super().setUp()
        self.probe = self.made_up(100)[99]

    def take_in(self, name, key="partner.key", **more):
        text = self.customer(name).replace("kind: target", f"# {MARK}-{name}\nkind: target")
        for old, new in more.items():
            text = text.replace(old, new)
        done = self.onboard(self.write(f"customers/{name}.yaml", text), key=key)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def key_of(self, name):
        with open(self.places.path("customers", "keys", name + ".key"), encoding="utf-8") as file:
            return file.read()

    def offer(self, name, line):
        """An event of this customer's: the status and the answer."""
        body = b"[" + line.replace(b"/engage/us/acme", f"/engage/us/{name}".encode()) + b"]"
        return self.request({"Content-Type": "application/cloudevents-batch+json",
                             "Authorization": "Bearer " + self.key_of(name)}, body)

    def hold_up(self, name, count, first=0):
        """So many cases wait in its lane, which is paused by hand."""
        self.hubctl("lanes", "pause", name, "salesforce")
        for line in self.made_up(first + count)[first:]:
            self.assertEqual(self.offer(name, line)[0], 202)

    def remove(self, *words):
        return self.run_hubctl("tenant", "remove", *words, "--yes")

    def removing(self, *words):
        return subprocess.Popen([HUBCTL, "tenant", "remove", *words, "--yes"], env=self.surroundings(),
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def removal_of(self, name):
        """How far it has come; nothing when none has begun."""
        try:
            return get_json(f"{self.places.admin_url}/api/v1/tenants/{name}/removal", self.places.admin_key)
        except urllib.error.HTTPError:
            return None

    def is_refused(self, name):
        rejected = self.offer(name, self.probe)[1]["rejected"]
        return bool(rejected) and rejected[0]["problem"]["type"].endswith(":tenant-leaving")

    def begins(self, name):
        self.wait_until(lambda: self.removal_of(name), "the removal has begun")
        self.assertTrue(self.is_refused(name))

    def lanes(self):
        return sorted(lane["tenant"] for lane in self.status()["lanes"])

    def outcomes(self, name):
        return [entry.get("outcome", entry.get("addendum")) for entry in self.certificates() if entry["tenant"] == name]

    def nothing_is_left_of(self, name, *texts):
        self.assertNotIn(name, self.lanes())
        self.assertNotIn(name, self.hubctl("export", "--all") + self.hubctl("secret", "list"))
        self.no_file_has(MARK + "-" + name, self.key_of(name), self.places.target_secret, *texts)
        self.assertEqual(self.offer(name, self.probe)[0], 401)

    def test_what_waits_is_delivered_and_then_nothing_of_the_tenant_is_left(self):
        self.take_in("nordic-globex")
        self.take_in("nordic-second")
        self.assertTrue(self.files_with(MARK + "-nordic-globex"), "the search finds what lies in clear")
        self.hold_up("nordic-globex", 5)
        removing = self.removing("nordic-globex", "--export", self.places.path("export"))
        self.begins("nordic-globex")
        removal = self.removal_of("nordic-globex")
        self.assertEqual((removal["cases"], removal["empty"]), (5, False))
        applied = self.onboard(self.places.path("customers", "nordic-globex.yaml"))
        self.assertEqual(applied.returncode, 1, applied.stdout)
        self.assertIn("this tenant is being removed", applied.stderr)
        self.hubctl("lanes", "resume", "nordic-globex", "salesforce")
        out, _ = removing.communicate(timeout=60)
        self.assertEqual(removing.returncode, 0, out)
        self.assertEqual(self.case_records(), 5)
        self.assertEqual(self.outcomes("nordic-globex"), ["delivered"] * 6 + ["tenant removed"])
        self.nothing_is_left_of("nordic-globex")
        with open(self.places.path("export", "nordic-globex.certificates.jsonl"), encoding="utf-8") as file:
            self.assertEqual([json.loads(line)["entry"]["outcome"] for line in file], ["delivered"] * 6)
        self.assertIn("finishRemoval", self.hubctl("audit", "--json"))
        self.assertEqual(self.offer("nordic-second", self.made_up(6)[5])[0], 202)
        self.wait_until(lambda: self.held() == 0, "its neighbour goes on")
        self.hub.stop()
        self.start_hub()
        self.nothing_is_left_of("nordic-globex")
        self.take_in("nordic-globex")
        self.assertEqual(self.lanes(), ["acme", "nordic-globex", "nordic-second"])

    def test_a_tenant_is_taken_in_again_while_the_hub_runs(self):
        self.take_in("nordic-globex")
        self.assertEqual(self.remove("nordic-globex").returncode, 0)
        self.take_in("nordic-globex")
        self.assertEqual(self.offer("nordic-globex", self.made_up(1)[0])[0], 202)
        self.wait_until(lambda: self.held() == 0, "its case is delivered")
        self.assertEqual(self.case_records(), 1)

    def test_a_removal_outlives_the_hub_and_gives_up_what_waits_when_told_to(self):
        self.take_in("nordic-globex")
        self.hold_up("nordic-globex", 3)
        removing = self.removing("nordic-globex")
        self.begins("nordic-globex")
        removing.kill()
        removing.communicate()
        self.hub.kill()
        self.start_hub()
        self.assertTrue(self.is_refused("nordic-globex"), "still")
        removed = self.remove("nordic-globex", "--expire")
        self.assertEqual(removed.returncode, 0, removed.stderr)
        self.assertEqual(self.outcomes("nordic-globex"), ["delivered"] + ["expired"] * 3 + ["tenant removed"])
        self.nothing_is_left_of("nordic-globex")

    def test_what_needs_a_person_or_is_needed_stops_it_with_words(self):
        self.take_in("nordic-globex")
        self.org.break_with("record_error", "upsert", text="STRING_TOO_LONG", field="Subject", times=-1)
        line = self.made_up(1)[0]
        self.assertEqual(self.offer("nordic-globex", line)[0], 202)
        self.wait_until(lambda: self.deliveries("dead_letter"), "there is a dead letter")
        stopped = self.remove("nordic-globex")
        self.assertEqual(stopped.returncode, 1, stopped.stdout)
        self.assertIn("1 deliveries wait for a person", stopped.stderr)
        case = json.loads(line)["data"]["case"]["id"]
        self.hubctl("cases", "hold", case, "--tenant", "nordic-globex")
        held = self.remove("nordic-globex", "--expire")
        self.assertIn("1 cases are on legal hold", held.stderr)
        self.hubctl("cases", "release", case, "--tenant", "nordic-globex")
        self.assertEqual(self.remove("nordic-globex", "--expire").returncode, 0)
        of_the_folder = self.remove("acme")
        self.assertEqual(of_the_folder.returncode, 3)
        self.assertIn("stands in a file of the hub's resources folder", of_the_folder.stderr)
        self.assertEqual(self.post(self.made_up(2)[1])[0], 202, "it takes events as before")
        unsure = subprocess.run([HUBCTL, "tenant", "remove", "acme"], env=self.surroundings(), input="acne\n",
                                capture_output=True, text=True, check=False)
        self.assertEqual((unsure.returncode, self.lanes()), (2, ["acme"]))

    def test_a_key_made_over_the_api_outlives_a_restart_and_goes_with_its_tenant(self):
        self.take_in("nordic-globex")
        made = self.run_hubctl("keys", "add", "looker", "--role", "viewer", "--tenant", "nordic-globex", "--to",
                               self.places.path("looker.key"), key="partner.key")
        self.assertEqual(made.returncode, 0, made.stderr)
        self.assertEqual(os.stat(self.places.path("looker.key")).st_mode & 0o777, 0o600)
        self.assertIn("nordic-globex", self.run_hubctl("status", key="looker.key").stdout)
        self.hub.stop()
        self.start_hub()
        shown = self.run_hubctl("status", key="looker.key").stdout
        self.assertIn("nordic-globex", shown)
        self.assertNotIn("acme", shown)
        with open(self.places.path("looker.key"), encoding="utf-8") as file:
            self.no_file_has(file.read())
        self.assertEqual(self.remove("nordic-globex").returncode, 0)
        for _ in range(2):
            self.assertEqual(self.run_hubctl("status", key="looker.key").returncode, 3)
            self.hub.stop()
            self.start_hub()

    def test_a_partner_goes_with_its_customers(self):
        partner = self.write("southern.yaml", PARTNER.format(hash="1" * 64))
        self.hubctl("apply", partner)
        for name in ("southern-a", "southern-b"):
            self.take_in(name, key="admin.key", nordic="southern")
        refused = self.run_hubctl("partner", "remove", "nordic", "--yes")
        self.assertEqual(refused.returncode, 3)
        self.assertIn("resources folder", refused.stderr)
        gone = self.run_hubctl("partner", "remove", "southern", "--yes")
        self.assertEqual(gone.returncode, 0, gone.stderr)
        self.assertIn("partner southern is gone", gone.stdout)
        self.assertNotIn("southern", self.hubctl("export", "--all"))
        for name in ("southern-a", "southern-b"):
            self.nothing_is_left_of(name)


if __name__ == "__main__":
    sys.exit(run_cases(RemovalTest))
