"""The simulated platform: its events point at their data and attachments, which the hub fetches from it."""
import subprocess

from services import Service, answers, get_json

SEED = 815


class Engage:
    """Makes `events` cases up; every second event is thin. The caller stops `service`."""

    def __init__(self, simulators, places, events, tenant="acme"):
        self.simulators, self.places = simulators, places
        self.url = f"http://127.0.0.1:{places.engage_port}"
        self.written = places.path("engage.jsonl")
        self.count = events
        self.made_up = ["--events", str(events), "--seed", str(SEED), "--updates", "0",
                        "--sources", "/engage/us/" + tenant]
        self.service = Service("the Engage simulator",
                               [simulators, "engage", "--port", str(places.engage_port), "--token-file",
                                places.path("engage-token.key"), "--callback-secret-file",
                                places.path(tenant + ".key"), "--thin-every", "2", "--write", self.written,
                                *self.made_up],
                               places.path("engage-simulator.log"))

    def start(self):
        self.service.start()
        self.service.wait_until(lambda: answers(self.url + "/_control/state"), 30)

    def events(self):
        """Lines to send, once it is started."""
        with open(self.written, "rb") as file:
            return file.read().splitlines()

    def fetched(self):
        """How often the hub read a case and an attachment."""
        calls = get_json(self.url + "/_control/state")["calls"]
        return {operation: calls.get(operation, 0) for operation in ("read_case", "read_attachment")}

    def contents(self):
        """The same cases with everything in them: what must not remain anywhere."""
        made = subprocess.run([self.simulators, "events", *self.made_up], stdout=subprocess.PIPE, check=True)
        return made.stdout.splitlines()
