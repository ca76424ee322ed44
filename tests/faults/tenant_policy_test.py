#!/usr/bin/env python3
"""Policies of tenants: what they refuse at the front door and on the way to a target, each in every way that they can
say; changes that are broken, that would widen, that are tried out first."""
import base64
import json
import os
import re
import secrets
import subprocess
import sys

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, SOURCE, TEST_SECONDS, HubRun, run_cases  # noqa: E402

POLICY = """policy:
  places:
    us: {{country: US, legal_zone: US}}
    sweden: {{country: SE, legal_zone: EU}}
  rules:
    - {{id: nobody, classes: [none], operations: [all], places: ['*']}}
    - {{id: keyed, classes: [pseudonymous], operations: [accept, store, process, deliver, backup], places: ['*']}}
    - {{id: people, classes: [direct, free_text], operations: [accept, store, process, deliver, backup], places: {places}}}
  on_refusal: {refusal}
"""
PACE = "delivery: {first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, sweep: 100ms}\n"
MARKER = "marker-" + secrets.token_hex(8)
MAPPING = """mapping: fields
target: salesforce
extra_fields: [cobrowse.start_code]
records:
  case:
    object: Case
    key: Hub_Key__c
    fields:
      Subject: "{{ case.id }}"
      Description: >-
        pin: {{ custom.pin }}; note: {{ custom.note }}; ip: {{ visitor.ip }}; name: {{ visitor.name }};
        start: {{ cobrowse.start_code }};
        answers: {% for answer in prechat %}{{ answer.key }} {{ answer.value }}{% endfor %}
"""


class PolicyRun(HubRun):
    """The node stands in `node`, the target in `target_place`."""

    settings = PACE

    def write_policy(self, places, refusal, target_place="us", node="us", fields=""):
        """`places`: where people's data may be. The hub reads it when it starts."""
        if "\nplace: " not in self.places.settings:
            self.places.change("region: us\n", f"region: us\nplace: {node}\n")
        path = self.places.path("resources", "acme.yaml")
        with open(path, encoding="utf-8") as file:
            text = re.sub(r"policy:\n(  .*\n)+", "", file.read())
        text = re.sub(r"fields:\n(  .*\n)+", "", re.sub(r"place: .*\n", "", text))
        policy = POLICY.format(places=places, refusal=refusal)
        text = text.replace("platform:\n", policy + fields + "platform:\n")
        text = text.replace("max_class: free_text\n", f"max_class: free_text\nplace: {target_place}\n")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def begin(self, *policy, **more):
        self.write_policy(*policy, **more)
        self.start_simulator()
        self.start_hub()

    def marked(self, number=0):
        """An event whose transcript holds the marker."""
        event = json.loads(self.made_up(number + 1)[number])
        event["data"]["transcript"] = {"messages": [{"seq": 1, "role": "visitor", "type": "text", "text": MARKER}]}
        event["data"].pop("attachments", None)
        return json.dumps(event).encode()

    def problem(self, line):
        """Of an event that is refused."""
        _, answer = self.post(line)
        self.assertEqual(answer["accepted"], [])
        return answer["rejected"][0]["problem"]

    def nothing_was_taken(self):
        self.assertEqual((self.held(), self.certificates(), self.org.state()["records"]["Case"]), (0, [], 0))

    def marker_arrived(self):
        records = self.org.records("Case"), self.org.records("Chat_Transcript__c")
        return MARKER in json.dumps(records)

    def outcomes(self):
        return [entry["outcome"] for entry in self.certificates()]


class FrontDoorTest(PolicyRun):
    """The node stands in Sweden, where the policy lets no people's data be."""

    def begin_here(self, refusal):
        self.begin("[us]", refusal, node="sweden")

    def test_what_is_rejected_stays_with_the_platform_and_is_told_where_it_is_not_allowed(self):
        self.begin_here("{action: reject}")
        problem = self.problem(self.marked())
        self.assertEqual((problem["type"], problem["status"]), ("urn:connector-hub:problem:policy-refused", 403))
        self.assertIn("/transcript", [error["pointer"].removeprefix("/0/data") for error in problem["errors"]])
        self.assertNotIn(MARKER, json.dumps(problem))
        self.nothing_was_taken()

    def test_what_is_parked_is_to_come_back_and_is_taken_once_the_policy_allows_it(self):
        self.begin_here("{action: park, for: 20000d}")
        problem = self.problem(self.marked())
        self.assertEqual((problem["type"], problem["status"]), ("urn:connector-hub:problem:policy-parked", 503))
        self.assertGreater(problem["retry_after"], 0)
        self.nothing_was_taken()
        self.hub.stop()
        self.write_policy("['*']", "{action: park, for: 20000d}")
        self.start_hub()
        self.send([self.marked()])
        self.all_delivered_once(1)
        self.assertTrue(self.marker_arrived())

    def test_what_was_parked_too_long_goes_as_the_policy_says(self):
        self.begin_here("{action: park, for: 1s, then: drop}")
        self.assertEqual(self.post(self.marked())[1]["accepted"][0]["status"], "refused")
        self.assertEqual(self.outcomes(), ["refused"])

    def test_what_is_redacted_is_taken_without_what_is_not_allowed(self):
        self.begin_here("{action: redact}")
        self.send([self.marked()])
        self.all_delivered_once(1)
        self.assertFalse(self.marker_arrived())
        self.assertEqual(self.certificates()[0]["allowed"]["accept"], ["nobody", "keyed"])

    def test_what_is_dropped_is_certified_and_nothing_of_it_is_kept(self):
        self.begin_here("{action: drop}")
        _, answer = self.post(self.marked())
        self.assertEqual(answer["accepted"][0]["status"], "refused")
        self.assertEqual(self.post(self.marked())[1]["accepted"][0]["status"], "duplicate")
        self.wait_until(lambda: self.held() == 0, "nothing is held")
        self.assertEqual((self.outcomes(), self.org.state()["records"]["Case"]), (["refused"], 0))

    def test_what_would_have_to_be_fetched_is_refused_unseen(self):
        self.begin_here("{action: redact}")
        event = json.loads(self.marked())
        event.pop("data")
        event["dataref"] = f"http://127.0.0.1:{self.places.engage_port}/case"
        problem = self.problem(json.dumps(event).encode())
        self.assertEqual(problem["type"], "urn:connector-hub:problem:policy-refused")
        self.nothing_was_taken()

    def test_secret_fields_and_addresses_never_come_in(self):
        os.makedirs(self.places.path("maps", "salesforce"))
        with open(self.places.path("maps", "salesforce", "default.yaml"), "w", encoding="utf-8") as file:
            file.write(MAPPING)
        self.places.change("mappings: " + os.path.join(SOURCE, "mappings"), "mappings: maps")
        self.begin("['*']", "{action: reject}",
                   fields="fields:\n  - {path: custom.pin, secret: true}\n  - {path: prechat.code, secret: true}\n")
        event = json.loads(self.marked())
        event["data"].update(custom={"pin": MARKER, "note": "noted"}, visitor={"ip": MARKER, "name": "Kim"},
                             cobrowse={"used": True, "start_code": MARKER},
                             prechat=[{"key": "code", "value": MARKER}, {"key": "topic", "value": "bill"}])
        self.send([json.dumps(event).encode()])
        self.all_delivered_once(1)
        self.assertEqual([record["Description"] for record in self.org.records("Case")],
                         ["pin: ; note: noted; ip: ; name: Kim; start: ; answers: topic bill"])


class TargetTest(PolicyRun):
    """The node stands in the US, the target in Sweden."""

    def begin_here(self, refusal, places="[us]"):
        self.begin(places, refusal, target_place="sweden")

    def state(self):
        deliveries = [state for state in ("pending", "retrying", "dead_letter", "refused") if self.deliveries(state)]
        return deliveries[0] if deliveries else None

    def test_what_would_be_rejected_is_not_published_and_the_hub_does_not_start(self):
        self.write_policy("[us]", "{action: reject}", target_place="sweden")
        checked = self.run_hubctl("config", "check", self.places.path("hub.yaml"))
        self.assertEqual(checked.returncode, 1)
        self.assertRegex(checked.stdout, r"default\.yaml:\d+:\d+: .*this target may see pseudonymous at most")

    def test_what_is_parked_waits_and_nothing_of_it_leaves(self):
        self.begin_here("{action: park, for: 20000d}")
        self.send([self.marked()])
        self.wait_until(lambda: self.state() == "retrying", "the delivery is parked")
        self.assertEqual(self.org.state()["records"]["Case"], 0)
        # Wider now: for what comes, not for what came.
        self.hub.stop()
        self.write_policy("['*']", "{action: park, for: 20000d}", target_place="sweden")
        self.start_hub()
        self.send([self.marked(1)])
        self.wait_until(lambda: self.org.state()["records"]["Case"] == 1, "the later case is delivered")
        self.wait_until(lambda: self.held() == 1, "and gone")
        self.assertEqual(self.state(), "retrying")

    def test_what_is_redacted_goes_without_what_is_not_allowed(self):
        self.begin_here("{action: redact}")
        self.send([self.marked()])
        self.all_delivered_once(1)
        self.assertFalse(self.marker_arrived())
        self.assertEqual(self.certificates()[0]["targets"][0]["rules"], ["nobody", "keyed"])

    def test_what_is_dropped_is_certified_as_refused_and_nothing_of_it_left(self):
        self.begin_here("{action: drop}")
        self.send([self.marked()])
        self.wait_until(lambda: self.held() == 0, "the case is gone")
        certificate = self.certificates()[0]
        self.assertEqual((certificate["outcome"], certificate["targets"][0]["state"]), ("refused", "refused"))
        self.assertEqual(self.org.state()["records"]["Case"], 0)

    def test_what_is_allowed_arrives_and_its_certificate_names_the_rules(self):
        self.begin_here("{action: drop}", places="[us, sweden]")
        self.send([self.marked()])
        self.all_delivered_once(1)
        self.assertTrue(self.marker_arrived())
        certificate = self.certificates()[0]
        self.assertEqual(certificate["allowed"]["store"], ["nobody", "keyed", "people"])
        self.assertEqual(certificate["targets"][0]["rules"], ["nobody", "keyed", "people"])

    def test_a_target_that_is_pinned_to_another_host_is_never_called(self):
        self.write_policy("['*']", "{action: reject}", target_place="sweden")
        path = self.places.path("resources", "acme.yaml")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("place: sweden\n", "place: sweden\nhosts: [api.us.example]\n"))
        self.start_simulator()
        self.start_hub()
        self.send([self.marked()])
        self.wait_until(lambda: self.lane().get("last_error"), "the lane has trouble")
        self.assertIn("pinned", self.lane()["last_error"]["message"])
        self.assertEqual(self.org.calls(), 0)

    def test_backups_stay_where_the_policy_lets_them_be(self):
        self.places.change(PACE, PACE + "backup_dir: backups\nbackup_place: moon\n")
        os.mkdir(self.places.path("backups"))
        self.begin_here("{action: redact}")
        refused = self.run_hubctl("backup")
        self.assertEqual(refused.returncode, 3, refused.stdout)
        self.assertIn("allows no backup in place 'moon'", refused.stderr)
        self.assertEqual(os.listdir(self.places.path("backups")), [])


class ChangeTest(PolicyRun):
    """Over the API, while the hub runs: a customer of its own, globex."""

    def setUp(self):
        super().setUp()
        self.start_simulator()
        self.start_hub()
        with open(self.places.path("resources", "acme.yaml"), encoding="utf-8") as file:
            text = file.read()
        self.event_key = secrets.token_bytes(32)
        self.keep("crm", self.places.target_secret)
        self.keep("engage", "whsec_" + base64.b64encode(self.event_key).decode())
        target = (text[text.index("kind: target"):].replace("tenant: acme", "tenant: globex")
                  .replace("file:" + self.places.path("target.key"), "secret:crm")
                  .replace("max_class: free_text\n", "max_class: free_text\nplace: us\n"))
        self.document = ("kind: tenant\nname: globex\nregion: us\nsources: [/engage/us/globex]\n"
                         "credentials:\n  - {name: globex, kind: standard_webhooks, secrets: [secret:engage]}\n"
                         + POLICY.format(places="[us]", refusal="{action: reject}") + "---\n" + target)
        self.file = self.places.path("globex.yaml")
        applied = self.apply(self.document)
        self.assertEqual(applied.returncode, 0, applied.stderr)

    def keep(self, name, value):
        kept = subprocess.run([HUBCTL, "secret", "set", "globex", name], env=self.surroundings(), input=value,
                              capture_output=True, text=True, timeout=TEST_SECONDS, check=False)
        self.assertEqual(kept.returncode, 0, kept.stderr)

    def write(self, text):
        with open(self.file, "w", encoding="utf-8") as file:
            file.write(text)

    def apply(self, text):
        self.write(text)
        return self.run_hubctl("apply", self.file)

    def delivers_under_the_old_policy(self, number):
        line = self.marked(number).replace(b"/engage/us/acme", b"/engage/us/globex")
        self.send([line], self.event_key)
        self.wait_until(lambda: self.held() == 0, "the case is gone")
        certificate = self.certificates()[-1]
        self.assertEqual(certificate["outcome"], "delivered")
        self.assertEqual(certificate["targets"][0]["rules"], ["nobody", "keyed", "people"])

    def test_a_broken_change_keeps_the_old_policy_and_says_where(self):
        for broken, complaint in (("classes: [direct, free_txt]", "there is no 'free_txt'"),
                                  ("classes: [direct]", "this target may see direct at most")):
            text = self.document.replace("classes: [direct, free_text]", broken)
            refused = self.apply(text)
            self.assertEqual(refused.returncode, 1, refused.stdout)
            self.assertIn(complaint, refused.stderr)
            self.assertIn("nothing was changed", refused.stderr)
        line = 1 + self.document.splitlines().index(next(one for one in self.document.splitlines() if "id: people" in one))
        misread = self.apply(self.document.replace("id: people, classes", "id: people, klasses"))
        self.assertRegex(misread.stderr, rf"{re.escape(self.file)}:{line}:\d+: unknown key 'klasses'")
        self.delivers_under_the_old_policy(0)
        self.assertEqual(self.hubctl("export", "--tenant", "globex"), self.document)

    def test_a_dry_run_shows_what_a_change_would_newly_allow_and_what_it_would_stop(self):
        explained = self.hubctl("policy", "explain", "--tenant", "globex")
        row = next(line for line in explained.splitlines() if line.startswith("visitor.email "))
        self.assertEqual(row.split()[1:], ["direct", "people", "people", "people", "-", "people", "people"])
        self.write(self.document.replace("classes: [direct, free_text], operations: [accept, store, process, deliver, backup]",
                                         "classes: [direct, free_text], operations: [accept, store, process, deliver, log]"))
        tried = self.run_hubctl("policy", "diff", self.file, "--tenant", "globex", "--json")
        self.assertEqual(tried.returncode, 1, tried.stderr)
        changes = {(change["field"], change["what"]): (change["before"], change["after"])
                   for change in json.loads(tried.stdout)["changes"]}
        self.assertEqual(changes["visitor.email", "backup"], ("people", ""))
        self.assertNotIn(("visitor.email", "deliver: salesforce"), changes)
        self.write(self.document)
        self.assertIn("the same", self.hubctl("policy", "diff", self.file, "--tenant", "globex"))
        self.delivers_under_the_old_policy(0)

    def test_making_a_field_less_personal_is_told_by_the_audit_log(self):
        fields = "fields:\n  - {path: custom.plan, class: none}\n"
        applied = self.apply(self.document.replace("credentials:\n", fields + "credentials:\n", 1))
        self.assertEqual(applied.returncode, 0, applied.stderr)
        outcomes = [entry.get("outcome", "") for entry in json.loads(self.hubctl("audit", "--json"))]
        self.assertIn("tenant globex changed (a field is less personal than before)", outcomes)


if __name__ == "__main__":
    sys.exit(run_cases(FrontDoorTest, TargetTest, ChangeTest))
