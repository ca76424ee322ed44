"""The console of a hub with many lanes and dead letters: how soon its overview can be used, what it takes of the browser, what
an open one costs the hub, and how long the lists of dead letters take."""
import http.client
import itertools
import json
import os
import subprocess
import threading
import time
import urllib.request
import uuid

from processes import processor_seconds
from rig import Rig, percentile
from sender import signed_headers
from services import Failed

LANES = 200
FAILED_LANES = 20      # that have dead letters
DEAD_LETTERS = 100_000
STREAMS = 50          # consoles whose streams are open at once: one alone costs too little to be told from nothing
WATCH_SECONDS = 20
SENDERS = 4
FILL_SECONDS = 1800
ASKED = 10            # times that a list is asked for
HERE = os.path.dirname(os.path.abspath(__file__))


class ManyLanes(Rig):
    """A tenant for each lane, all of one partner who signs for them, and at one simulated org; the hub serves its console."""

    def __init__(self, source, build, events):
        self.tenants = [f"tenant-{number:03}" for number in range(LANES)]
        super().__init__(source, build, events, self.tenants)
        self.console = self.places.path("console")
        subprocess.run(["node", os.path.join(source, "tools", "console", "build.mjs"), "--out", self.console],
                       check=True, stdout=subprocess.DEVNULL)
        with open(self.places.path("hub.yaml"), "a", encoding="utf-8") as file:
            file.write(f"console: {self.console}\n")
        self._add_partner()

    def _add_partner(self):
        """A request that does not say whose signature it has is compared with few, and one is enough here."""
        for tenant in self.tenants:
            signs = f"kind: standard_webhooks\n    secrets: [file:{self.places.path(tenant)}.key]"
            self.places.change_resources(tenant, signs, f"kind: bearer\n    key_id: {tenant}\n    sha256: {'0' * 64}")
        with open(self.places.path("resources", "partner.yaml"), "w", encoding="utf-8") as file:
            file.write(f"kind: partner\nname: everybody\ntenants: [{', '.join(self.tenants)}]\ncredentials:\n"
                       f"  - {{name: engage, kind: standard_webhooks, secrets: ['file:{self.secret_file}']}}\n")

    @property
    def secret_file(self):
        return self.places.path(f"{self.tenants[0]}.key")

    def break_target(self):
        """Every record is refused for good."""
        self.org.break_with("record_error", "upsert", record=-1, times=-1, text="STRING_TOO_LONG", field="Subject")

    def heal_target(self):
        self.org.heal()

    def line_of(self, tenant, number):
        return self.all_lines[number % len(self.all_lines)].replace(b"/engage/us/acme", b"/engage/us/" + tenant.encode())

    def fill(self, per_lane):
        """As many dead letters in each lane that has some. Each begins elsewhere in the events: a large one twenty times
        over makes a request larger than the hub takes."""
        self.all_lines = self.lines(None)
        self.break_target()
        path = self.places.path("failing.jsonl")
        apart = len(self.all_lines) // FAILED_LANES
        with open(path, "wb") as file:
            file.writelines(self.line_of(tenant, number + lane * apart) + b"\n" for number in range(per_lane)
                            for lane, tenant in enumerate(self.tenants[:FAILED_LANES]))
        figures = self.load(per_lane * FAILED_LANES, events=path, batch=50, connections=4,
                            secret_file=self.secret_file).run()
        if figures.accepted != per_lane * FAILED_LANES:
            raise Failed(f"{figures.accepted} of {per_lane * FAILED_LANES} cases were accepted")
        until = time.monotonic() + FILL_SECONDS
        while sum(lane["dead_letters"] for lane in self.status()["lanes"]) < per_lane * FAILED_LANES:
            if time.monotonic() > until:
                raise Failed("the dead letters did not come together")
            time.sleep(0.5)
        self.heal_target()

    def ask(self, path):
        request = urllib.request.Request(self.places.admin_url + path,
                                         headers={"Authorization": "Bearer " + self.places.admin_key})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)


class Traffic:
    """A case a second for each lane, so that all of them change all the time."""

    def __init__(self, rig, first):
        self.rig, self.first, self.stopping = rig, first, False
        self.threads = [threading.Thread(target=self._run, args=(rig.tenants[part::SENDERS],), daemon=True)
                        for part in range(SENDERS)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopping = True
        for thread in self.threads:
            thread.join()

    def _run(self, tenants):
        connection = http.client.HTTPConnection("127.0.0.1", self.rig.places.events_port, timeout=60)
        began = time.monotonic()
        for second in itertools.count():
            for tenant in tenants:
                if self.stopping:
                    return
                self._send(connection, self.rig.line_of(tenant, self.first + second))
            time.sleep(max(0, began + second + 1 - time.monotonic()))

    def _send(self, connection, line):
        headers = signed_headers(self.rig.places.event_secrets[self.rig.tenants[0]], "msg_" + uuid.uuid4().hex, line)
        connection.request("POST", "/v1/cases", line, {"Content-Type": "application/cloudevents+json", **headers})
        connection.getresponse().read()


class Streams:
    """So many consoles that listen."""

    def __init__(self, rig, count):
        self.answers = []
        for _ in range(count):
            request = urllib.request.Request(rig.places.admin_url + "/api/v1/live",
                                             headers={"Authorization": "Bearer " + rig.places.admin_key})
            self.answers.append(urllib.request.urlopen(request, timeout=60))
        self.threads = [threading.Thread(target=self._read, args=(answer,), daemon=True) for answer in self.answers]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.ended = True
        for thread in self.threads:
            thread.join()
        for answer in self.answers:
            answer.close()

    ended = False

    def _read(self, answer):
        while not self.ended and answer.readline():
            pass


def busy_percent(rig, seconds):
    """Of one core, over so long."""
    pid = rig.hub.process.pid
    before, began = sum(processor_seconds(pid).values()), time.monotonic()
    time.sleep(seconds)
    return 100 * (sum(processor_seconds(pid).values()) - before) / (time.monotonic() - began)


def cost_of_a_stream(rig, seconds):
    without = busy_percent(rig, seconds)
    with Streams(rig, STREAMS):
        return without, (busy_percent(rig, seconds) - without) / STREAMS


def milliseconds_of(rig, path):
    took = []
    for _ in range(ASKED):
        began = time.monotonic()
        rig.ask(path)
        took.append((time.monotonic() - began) * 1000)
    return {"p50": round(percentile(took, 0.5), 1), "max": round(max(took), 1)}


def page_figures(rig, seconds):
    """What a browser says of the overview, and what that one page costs the hub besides."""
    without = busy_percent(rig, seconds)
    command = ["node", os.path.join(HERE, "console_page.mjs"), rig.places.admin_url, rig.places.admin_key, str(len(rig.tenants))]
    page = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    if not page.stdout.readline():
        raise Failed("the browser did not start: it needs Chromium and the packages of tests/browser")
    percent = busy_percent(rig, seconds) - without
    answer, _ = page.communicate("done\n")
    if page.returncode != 0:
        raise Failed("the browser failed")
    return {**json.loads(answer), "hub_percent_of_a_core": round(percent, 3)}


def run(arguments, source):
    total = arguments.limit or DEAD_LETTERS
    per_lane = max(1, total // FAILED_LANES)
    rig = ManyLanes(source, arguments.build, arguments.events)
    seconds = WATCH_SECONDS if total == DEAD_LETTERS else 2
    try:
        rig.start_simulator()
        rig.start_hub()
        rig.fill(per_lane)
        figures = {"mode": "console", "lanes": LANES, "dead_letters": per_lane * FAILED_LANES,
                   "groups_ms": milliseconds_of(rig, "/api/v1/deliveries/groups?state=dead_letter"),
                   "list_ms": milliseconds_of(rig, "/api/v1/deliveries?state=dead_letter&limit=200"),
                   "page_at_rest": page_figures(rig, seconds)}
        at_rest, stream_at_rest = cost_of_a_stream(rig, seconds)
        with Traffic(rig, per_lane):
            figures["page_all_lanes_changing"] = page_figures(rig, seconds)
            changing, stream_changing = cost_of_a_stream(rig, seconds)
        figures["hub_percent_of_a_core"] = {"at_rest": round(at_rest, 2), "all_lanes_changing": round(changing, 2)}
        figures["stream_percent_of_a_core"] = {"at_rest": round(stream_at_rest, 4),
                                               "all_lanes_changing": round(stream_changing, 4)}
        return figures
    finally:
        rig.end()
