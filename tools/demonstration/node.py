"""A hub of several that share a store: with a name, a data folder, and addresses of its own."""
import time
import urllib.error
import urllib.request

from services import Failed, Service, answers, get_json

READY_SECONDS = 60
RESTART_SECONDS = 2  # as its unit under systemd waits
NEEDS_A_PERSON = 78  # the exit status after which it is not started again


class Node:
    """`service` is its process. `sections`: more of its hub.yaml. `ports`: of events and of administrators, the places' own unless
    given. `placed`: makes of a command the one that runs it where the hub is."""

    def __init__(self, places, name, program, sections, address="127.0.0.1", ports=None, placed=lambda *words: list(words)):
        self.places, self.name, self.address, self.sections = places, name, address, sections
        self.events_port, self.admin_port = ports or (places.events_port, places.admin_port)
        self.admin_url, self.admin_key = f"http://{address}:{self.admin_port}", places.admin_key
        self.data_folder = "data-" + name
        self.service = Service("the hub " + name, placed(program, "--config=" + self.write_settings()),
                               places.path("logs", name + ".log"))
        self.is_wanted, self.restarts, self._begun_at = False, 0, 0

    def write_settings(self):
        """Those of the places as they are now; their path. It reads them when it starts."""
        return self.places.write_node(self.name, self.address, self.events_port, self.admin_port, self.sections)

    def begin(self):
        self.is_wanted, self._begun_at = True, time.monotonic()
        self.service.start()

    def is_ready(self):
        return self.service.is_alive() and answers(self.admin_url + "/readyz")

    def start(self):
        self.begin()
        self.service.wait_until(self.is_ready, READY_SECONDS)

    def kill(self):
        self.is_wanted = False
        self.service.kill()

    def stop(self):
        """True when it ended by itself with status 0."""
        self.is_wanted = False
        return self.service.stop()

    def lose(self):
        """Its machine ends it."""
        self.is_wanted = False
        self.service.process.wait()

    def tend(self):
        """Starts it again when it has ended by itself, as systemd does."""
        if not self.is_wanted or self.service.is_alive() or time.monotonic() - self._begun_at < RESTART_SECONDS:
            return
        if self.service.process.returncode == NEEDS_A_PERSON:
            raise Failed(f"{self.service.name} needs a person; see {self.service.log}")
        self.restarts += 1
        self.begin()

    def status(self):
        return get_json(self.admin_url + "/api/v1/status", self.admin_key)

    def ask(self, method, path, body=None):
        """What it answers an administrator, who asks again when told to (503: nothing was done)."""
        until = time.monotonic() + READY_SECONDS
        request = urllib.request.Request(self.admin_url + path, body, {"Authorization": "Bearer " + self.admin_key}, method=method)
        while True:
            try:
                with urllib.request.urlopen(request, timeout=READY_SECONDS) as answer:
                    return answer.read()
            except urllib.error.HTTPError as refused:
                if refused.code != 503 or time.monotonic() > until:
                    raise Failed(f"{method} {path}: {refused.code} {refused.read().decode()}") from refused
            time.sleep(0.2)

    def owners(self):
        """By the name of each node of the fleet, as this one sees it: its tenants."""
        return {node["name"]: node["tenants"] for node in self.status()["fleet"]}

    def tenants(self):
        """Those whose lanes it has."""
        return sorted({lane["tenant"] for lane in self.status()["lanes"]})

    def log(self):
        with open(self.service.log, encoding="utf-8") as log:
            return log.read()
