#!/usr/bin/env python3
"""A tenant of the United States whose hub stands partly there and partly in Sweden: one node in each place, and a target
in each. What leaves a node for a target is recorded on the way, without TLS; databases, logs and backups are searched.
Where the policy lets people's data be in the United States only, no text of a case is found in Sweden; with the rule that
allows it, it is."""
import json
import os
import secrets
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(sys.argv[1], "tests", "support"))
from hub_run import HUBCTL, HUBD, SIMULATORS, SOURCE, TEST_SECONDS, run_cases  # noqa: E402
import cases  # noqa: E402
import targets  # noqa: E402
from places import Places, free_port  # noqa: E402
from recording_proxy import RecordingProxy  # noqa: E402
from sender import Sender  # noqa: E402
from services import Service, answers, get_json  # noqa: E402

TENANT = "us-acme"
TARGET = "hubspot"
POLICY = """policy:
  places:
    aws-us: {{country: US, legal_zone: US, provider: AWS}}
    sweden: {{country: SE, legal_zone: EU}}
  rules:
    - {{id: nobody, classes: [none], operations: [all], places: [aws-us, sweden]}}
    - {{id: keyed, classes: [pseudonymous], operations: [accept, store, process, deliver, backup],
       places: [aws-us, sweden]}}
    - {{id: people, classes: [direct, free_text], operations: [accept, store, process, deliver, backup],
       places: {people}}}
  on_refusal: {{action: redact}}
"""
SETTINGS = """place: {place}
backup_dir: backups
delivery: {{first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, sweep: 100ms}}
"""


class Node:
    """A hub in a place."""

    def __init__(self, place):
        self.place = place
        self.files = Places(SOURCE, [], SETTINGS.format(place=place), (TENANT,))
        os.mkdir(self.files.path("backups"))
        self.service = Service("hubd in " + place, [HUBD, "--config=" + self.files.path("hub.yaml")],
                               self.files.path("logs", "hubd.log"))

    def start(self, resources):
        path = self.files.path("resources", TENANT + ".yaml")
        with open(path, encoding="utf-8") as file:
            tenant = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(tenant.replace("platform:\n", resources.policy + "platform:\n") + resources.targets)
        self.service.start()
        self.service.wait_until(lambda: answers(self.files.admin_url + "/readyz"), TEST_SECONDS)

    def deliver(self, lines):
        sender = Sender(self.files.events_port, self.files.event_secret, lines)
        sender.start()
        self.service.wait_until(sender.is_done, TEST_SECONDS)
        self.service.wait_until(lambda: self.status()["cases_held"] == 0, TEST_SECONDS)

    def status(self):
        return get_json(self.files.admin_url + "/api/v1/status", self.files.admin_key)

    def certificates(self):
        page = get_json(self.files.admin_url + "/api/v1/certificates?limit=1000", self.files.admin_key)
        return [item["entry"] for item in page["certificates"]]

    def back_up(self):
        surroundings = dict(os.environ, HUBCTL_URL=self.files.admin_url, HUBCTL_KEY_FILE=self.files.path("admin.key"))
        subprocess.run([HUBCTL, "backup"], env=surroundings, check=True, capture_output=True, timeout=TEST_SECONDS)

    def files_with(self, marker):
        """Of its database, logs and backups."""
        found = []
        for top in ("data", "logs", "backups"):
            for folder, _, names in os.walk(self.files.path(top)):
                for name in names:
                    with open(os.path.join(folder, name), "rb") as file:
                        if marker in file.read():
                            found.append(os.path.join(folder, name))
        return found

    def end(self):
        if self.service.is_alive():
            self.service.kill()
        shutil.rmtree(self.files.root)


class TargetIn:
    """A simulated target in a place, behind a proxy that records what is sent there."""

    def __init__(self, name, place, folder):
        self.name, self.place = name, place
        self.secret = secrets.token_urlsafe(24)
        self.secret_file = os.path.join(folder, name + ".key")
        with open(self.secret_file, "w", encoding="utf-8") as file:
            file.write(self.secret)
        self.port, self.proxy_port = free_port(), free_port()
        self.service = Service("the target " + name,
                               targets.simulator_command(SIMULATORS, TARGET, self.port, self.secret),
                               os.path.join(folder, name + ".log"))
        self.service.start()
        self.service.wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/_control/state"), TEST_SECONDS)
        self.proxy = RecordingProxy(self.proxy_port, self.port)

    def resource(self):
        text = targets.resource(TARGET, TENANT, self.proxy_port, self.secret_file, called=self.name)
        return text.replace("max_class: free_text\n", f"max_class: free_text\nplace: {self.place}\n")

    def end(self):
        self.proxy.close()
        if self.service.is_alive():
            self.service.kill()


class Resources:
    def __init__(self, people, all_targets):
        self.policy = POLICY.format(people=people)
        self.targets = "".join(target.resource() for target in all_targets)


class ResidencyTest(unittest.TestCase):
    def setUp(self):
        self.nodes = {place: Node(place) for place in ("aws-us", "sweden")}
        folder = self.nodes["aws-us"].files.root
        self.crm = TargetIn("crm", "aws-us", folder)
        self.archive = TargetIn("archive", "sweden", folder)

    def tearDown(self):
        for part in (self.crm, self.archive, *self.nodes.values()):
            part.end()

    def marked(self, number, marker):
        """An event with the marker in its transcript, in who the visitor is, and in a field that nobody declared."""
        event = json.loads(cases.sample_cases(SIMULATORS, number + 1).lines[number])
        event["source"] = "/engage/us/" + TENANT
        data = event["data"]
        data["transcript"] = {"messages": [{"seq": 1, "role": "visitor", "type": "text", "text": marker}]}
        data["visitor"] = {"name": marker, "email": marker + "@example.com"}
        data["custom"] = {"note": marker}
        data["wrapup"] = {"code": "done", "notes": marker}
        data.pop("attachments", None)
        return json.dumps(event).encode()

    def run_both(self, people):
        """A case at each node; the markers of the two, as bytes."""
        markers = {place: "marker-" + secrets.token_hex(16) for place in self.nodes}
        resources = Resources(people, (self.crm, self.archive))
        for number, (place, node) in enumerate(self.nodes.items()):
            node.start(resources)
            node.deliver([self.marked(number, markers[place])])
            node.back_up()
            self.assertEqual([entry["outcome"] for entry in node.certificates()], ["delivered"], place)
        return {place: marker.encode() for place, marker in markers.items()}

    def assert_nothing_lies_about(self, markers):
        for node in self.nodes.values():
            for marker in markers.values():
                self.assertEqual(node.files_with(marker), [])

    def test_people_of_the_united_states_are_never_found_in_sweden(self):
        markers = self.run_both("[aws-us]")
        self.assertIn(markers["aws-us"], self.crm.proxy.sent(), "the capture sees what is sent")
        self.assertNotIn(markers["aws-us"], self.archive.proxy.sent())
        for target in (self.crm, self.archive):
            self.assertNotIn(markers["sweden"], target.proxy.sent(), "what Sweden did not take in, it cannot send")
            self.assertGreater(len(target.proxy.sent()), 0)
        self.assert_nothing_lies_about(markers)
        allowed = {place: node.certificates()[0]["allowed"]["store"] for place, node in self.nodes.items()}
        self.assertEqual(allowed, {"aws-us": ["nobody", "keyed", "people"], "sweden": ["nobody", "keyed"]})

    def test_with_the_rule_that_allows_it_they_are(self):
        markers = self.run_both("[aws-us, sweden]")
        for marker in markers.values():
            self.assertIn(marker, self.crm.proxy.sent())
            self.assertIn(marker, self.archive.proxy.sent())
        self.assert_nothing_lies_about(markers)


if __name__ == "__main__":
    sys.exit(run_cases(ResidencyTest))
