"""A hub and a simulated target as processes, for tests: started, sent to and asked as their users do it.

A test file imports this after it put tests/support on its path; its arguments are the source and the build folder.
"""
import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import unittest
import urllib.request
import uuid

SOURCE, BUILD = sys.argv[1], sys.argv[2]
sys.path[:0] = [os.path.join(SOURCE, "tools", "demonstration"), os.path.join(SOURCE, "tests", "tools")]
import case_report  # noqa: E402
import cases  # noqa: E402
import targets  # noqa: E402
from engage import Engage  # noqa: E402
from peer import Org, Peer  # noqa: E402
from places import Places  # noqa: E402
from sender import Sender, batch_headers  # noqa: E402
from services import Service, answers, get_json  # noqa: E402

HUBD = os.path.join(BUILD, "tools", "hubd", "hubd")
HUBCTL = os.path.join(BUILD, "tools", "hubctl", "hubctl")
SIMULATORS = os.path.join(BUILD, "tools", "simulators", "hub-simulators")
TEST_SECONDS = 60  # within which everything that a test waits for has happened


class HubRun(unittest.TestCase):
    """One hub of its own for each test. `settings` are more lines of its hub.yaml; `target` names the simulated target,
    which tests call the org; `tenants` have it each, and `further_targets`. `lifts_budgets`: their limits are not the
    vendors'."""

    settings = ""
    target = "salesforce"
    further_targets = ()
    lifts_budgets = False
    tenants = ("acme",)
    program = HUBD

    def setUp(self):
        self.places = Places(SOURCE, [self.target, *self.further_targets], self.settings, self.tenants)
        self.hub = Service("hubd", [self.program, "--config=" + self.places.path("hub.yaml")],
                           self.places.path("logs", "hubd.log"))
        self.simulators = {name: self._simulator_of(name) for name in self.places.targets}
        self.orgs = {name: Org(f"http://127.0.0.1:{port}") for name, port in self.places.target_ports.items()}
        self.simulator, self.org = self.simulators[self.target], self.orgs[self.target]
        self.engage = None

    def _simulator_of(self, name):
        command = targets.simulator_command(SIMULATORS, name, self.places.target_ports[name], self.places.target_secret,
                                            lifts_budgets=self.lifts_budgets)
        return Service("the simulator of " + name, command, self.places.path(f"simulator-{name}.log"))

    def start_engage(self, events):
        """The platform that thin events point at."""
        self.engage = Engage(SIMULATORS, self.places, events)
        self.engage.start()
        return Peer(self.engage.url)

    def tearDown(self):
        for service in [self.hub, *self.simulators.values()] + ([self.engage.service] if self.engage else []):
            if service.is_alive():
                service.kill()
        shutil.rmtree(self.places.root)

    def start_hub(self):
        self.hub.start()
        self.hub.wait_until(lambda: answers(self.places.admin_url + "/readyz"), TEST_SECONDS)

    def start_simulator(self, name=None):
        """That of the org, or of another target."""
        simulator, org = self.simulators[name or self.target], self.orgs[name or self.target]
        simulator.start()
        simulator.wait_until(lambda: answers(org.url + "/_control/state"), TEST_SECONDS)

    def wait_until(self, holds, what):
        until = time.monotonic() + TEST_SECONDS
        while not holds():
            self.assertTrue(self.hub.is_alive(), "the hub ended by itself")
            self.assertLess(time.monotonic(), until, "never came true: " + what)
            time.sleep(0.02)

    def made_up(self, count):
        """Lines of events, each a case; the same ones in every test."""
        return cases.sample_cases(SIMULATORS, count).lines

    def send(self, lines, secret=None):
        """Returns once every event was answered for good. `secret`: of another sender than the tenant's."""
        sender = Sender(self.places.events_port, secret or self.places.event_secret, lines)
        sender.start()
        self.wait_until(sender.is_done, "every event is answered")
        return sender

    def deliver_under(self, count, *faults):
        """Sends made-up cases to a hub and a target that does these things wrong: (kind, operation, its fields)."""
        self.start_simulator()
        self.start_hub()
        for kind, operation, fields in faults:
            self.org.break_with(kind, operation, **fields)
        self.send(self.made_up(count))

    def signed(self, line):
        """Headers and body of a request with one event."""
        body = b"[" + line + b"]"
        return batch_headers(self.places.event_secret, "msg_" + uuid.uuid4().hex, body), body

    def request(self, headers, body, path="/v1/cases", port=None):
        """Sent once, to the hub or to the one at that port: the status and the answer."""
        connection = http.client.HTTPConnection("127.0.0.1", port or self.places.events_port, timeout=TEST_SECONDS)
        with contextlib.closing(connection):
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            return answer.status, json.load(answer)

    def post(self, line):
        """One event in a batch of its own, sent once: the status and the answer."""
        return self.request(*self.signed(line))

    def metrics(self):
        request = urllib.request.Request(self.places.admin_url + "/metrics",
                                         headers={"Authorization": "Bearer " + self.places.admin_key})
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read().decode()

    def status(self):
        return get_json(self.places.admin_url + "/api/v1/status", self.places.admin_key)

    def lane(self):
        return self.status()["lanes"][0]

    def held(self):
        return self.status()["cases_held"]

    def deliveries(self, state):
        return get_json(f"{self.places.admin_url}/api/v1/deliveries?limit=1000&state={state}",
                        self.places.admin_key)["deliveries"]

    def only_dead_letter(self):
        """Once there is one: its delivery, as listed."""
        self.wait_until(lambda: self.deliveries("dead_letter"), "there is a dead letter")
        letters = self.deliveries("dead_letter")
        self.assertEqual((len(letters), self.lane()["dead_letters"]), (1, 1))
        return letters[0]

    def certificates(self):
        entries, after = [], ""
        while True:
            page = get_json(f"{self.places.admin_url}/api/v1/certificates?limit=1000{after}", self.places.admin_key)
            entries += [item["entry"] for item in page["certificates"]]
            if "next" not in page:
                return entries
            after = f"&after={page['next']}"

    def surroundings(self, key="admin.key"):
        """Of hubctl; `key`: a file of the run's folder."""
        return dict(os.environ, HUBCTL_URL=self.places.admin_url, HUBCTL_KEY_FILE=self.places.path(key),
                    XDG_STATE_HOME=self.places.path("state"))

    def run_hubctl(self, *words, key="admin.key"):
        """Whatever comes of it: `returncode`, `stdout` and `stderr`."""
        return subprocess.run([HUBCTL, *words], env=self.surroundings(key), capture_output=True, text=True,
                              timeout=TEST_SECONDS, check=False)

    def hubctl(self, *words):
        answer = self.run_hubctl(*words)
        self.assertEqual((answer.returncode, answer.stderr), (0, ""))
        return answer.stdout

    def files_with(self, text):
        """Of what the hub keeps and writes: those in which it lies in clear."""
        found = []
        for folder in ("data", "logs"):
            for where, _, names in os.walk(self.places.path(folder)):
                for name in names:
                    with open(os.path.join(where, name), "rb") as file:
                        if text.encode() in file.read():
                            found.append(name)
        return found

    def no_file_has(self, *texts):
        for text in texts:
            self.assertEqual(self.files_with(text), [])

    def all_delivered_once(self, count):
        """Waits for the end, then: nothing lost, nothing twice, nothing kept."""
        self.wait_until(lambda: self.held() == 0, "nothing is held any more")
        state = self.org.state()
        self.assertEqual(state["records"][targets.named(self.target).case_records], count)
        self.assertEqual(set(state["duplicates"].values()), {0})
        self.assertEqual([entry["outcome"] for entry in self.certificates()], ["delivered"] * count)


def run_cases(*test_classes, seconds=280):
    """Runs and reports them; the exit status of the program. Bounded, whatever hangs."""
    signal.alarm(seconds)
    return case_report.run(*test_classes)
