"""A tenant of the United States with hubs and targets in several places, and a policy that says which data may be where."""
import contextlib
import json
import os
import secrets
import shutil
import subprocess

import cases
import targets
from hub_run import HUBCTL, HUBD, SIMULATORS, SOURCE, TEST_SECONDS
from places import Places, free_port
from sender import Sender
from services import Service, answers, get_json

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
  on_refusal: {refusal}
"""
SETTINGS = """place: {place}
delivery: {{first_backoff: 10ms, longest_backoff: 100ms, read_pause: 10ms, sweep: 100ms}}
"""


def same_network():
    """Where a part runs that is not in a network of its own."""
    return contextlib.nullcontext()


class Node:
    """A hub in a place. `inside` makes the context in which it is started and spoken to; `wrapped` what is run for a command."""

    def __init__(self, place, settings="backup_dir: backups\n", inside=same_network, wrapped=list):
        self.place, self.inside = place, inside
        self.files = Places(SOURCE, [], SETTINGS.format(place=place) + settings, (TENANT,))
        os.mkdir(self.files.path("backups"))
        self.service = Service("hubd in " + place, wrapped([HUBD, "--config=" + self.files.path("hub.yaml")]),
                               self.files.path("logs", "hubd.log"))

    def configure(self, people, refusal, its_targets):
        """`people`: where people's data may be."""
        path = self.files.path("resources", TENANT + ".yaml")
        with open(path, encoding="utf-8") as file:
            tenant = file.read()
        policy = POLICY.format(people=people, refusal=refusal)
        with open(path, "w", encoding="utf-8") as file:
            file.write(tenant.replace("platform:\n", policy + "platform:\n")
                       + "".join(target.resource() for target in its_targets))

    def start(self):
        with self.inside():
            self.service.start()
            self.service.wait_until(lambda: answers(self.files.admin_url + "/readyz"), TEST_SECONDS)

    def wait_until(self, holds):
        self.service.wait_until(holds, TEST_SECONDS)

    def send(self, lines):
        """Returns once every event is answered."""
        sender = Sender(self.files.events_port, self.files.event_secret, lines)
        with self.inside():
            sender.start()
        self.wait_until(sender.is_done)
        return sender

    def get(self, path):
        with self.inside():
            return get_json(self.files.admin_url + path, self.files.admin_key)

    def held(self):
        return self.get("/api/v1/status")["cases_held"]

    def deliver(self, lines):
        self.send(lines)
        self.wait_until(lambda: self.held() == 0)

    def certificates(self):
        return [item["entry"] for item in self.get("/api/v1/certificates?limit=1000")["certificates"]]

    def hubctl(self, *words):
        surroundings = dict(os.environ, HUBCTL_URL=self.files.admin_url, HUBCTL_KEY_FILE=self.files.path("admin.key"))
        with self.inside():
            return subprocess.run([HUBCTL, *words], env=surroundings, check=False, capture_output=True, text=True,
                                  timeout=TEST_SECONDS)

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
    """A simulated target in a place. `reached_at`: the port where hubs reach it; its own when absent."""

    def __init__(self, name, place, folder, reached_at=None, inside=same_network, wrapped=list):
        self.name, self.place = name, place
        secret = secrets.token_urlsafe(24)
        self.secret_file = os.path.join(folder, name + ".key")
        with open(self.secret_file, "w", encoding="utf-8") as file:
            file.write(secret)
        self.port = free_port()
        self.reached_at = reached_at or self.port
        self.service = Service("the target " + name,
                               wrapped(targets.simulator_command(SIMULATORS, TARGET, self.port, secret)),
                               os.path.join(folder, name + ".log"))
        with inside():
            self.service.start()
            self.service.wait_until(lambda: answers(f"http://127.0.0.1:{self.port}/_control/state"), TEST_SECONDS)

    def resource(self):
        text = targets.resource(TARGET, TENANT, self.reached_at, self.secret_file, called=self.name)
        return text.replace("max_class: free_text\n", f"max_class: free_text\nplace: {self.place}\n")

    def end(self):
        if self.service.is_alive():
            self.service.kill()


def new_marker():
    return "marker-" + secrets.token_hex(16)


def marked_event(number, marker):
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
